"""A real browser before a real server: made content, a database of its own, the true policy."""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask, Response
from flask_security import hash_password
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.a11y.factors import PASSWORD
from tests.a11y.kept_page import KeptPage, note
from tests.a11y.made_media import add_media_of_each_kind, add_people, make_clip, make_tone
from tests.a11y.talk import add_talk
from tests.serving import serving
from webapp import create_app, look
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import Library, Membership, SignIn, User
from webapp.models.clock import utc_now
from webapp.signing import SessionInterface

BROWSER = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=20_000)  # hashing passwords takes its time on a busy machine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Try a test of a real browser again, at most twice, before it counts as failed.

    On a busy machine a browser now and then answers too late, or not at all, and one such answer
    in hundreds of tests must not hide whether the others pass. Nothing is hushed up: the summary
    (``-ra``) lists each test that was tried again, and one that fails three times has failed.
    What looks again by itself, where it failed only, says so with a marker of its own.
    """
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and not item.get_closest_marker("flaky"):
            item.add_marker(pytest.mark.flaky(reruns=2))


class Site(NamedTuple):
    """A running Sightline: where it is, and the addresses of its made media by what they are."""

    app: Flask
    address: str
    media: dict[str, str]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Sightline with one media of each kind that a page can show."""
    folder = tmp_path_factory.mktemp("site")
    app = create_app(
        Settings(
            data_dir=folder / "instance",
            secret_key="a key for the tests in a browser 123456",
            rate_limits=False,
        )
    )
    with app.app_context():
        db.create_all()
        add_people()
        media = add_media_of_each_kind(app, make_clip(folder), make_tone(folder))
    with serving(app) as address:
        yield Site(app, address, media)


@pytest.fixture(scope="session")
def talk(site: Site, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of half a minute with all that a player can show."""
    with site.app.app_context():
        return add_talk(site.app, tmp_path_factory.mktemp("talk"))


@pytest.fixture(scope="session")
def signed_talk(site: Site, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same, with a signed version in British Sign Language."""
    with site.app.app_context():
        return add_talk(site.app, tmp_path_factory.mktemp("signed-talk"), signed=True)


@pytest.fixture(scope="module")
def signed(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a video that is signed twice, for the tests of one module."""
    from tests.a11y.lighthouse import lighthouse  # it is made of what stands here

    with lighthouse(site, tmp_path_factory.mktemp("lighthouse")) as address:
        yield address


@pytest.fixture
def watch(talk: str, visit: Callable[..., Page]) -> Callable[..., Page]:
    """Opens the talk as somebody who is not logged in, and waits until its captions are there."""

    def open_talk(wanted: look.Look | None = None, address: str = "", **context: object) -> Page:
        page = visit(talk + address, wanted, person="", **context)
        if context.get("java_script_enabled", True):
            page.wait_for_function(
                "() => [...document.querySelector('video').textTracks].some(t => t.cues?.length)"
            )
        return page

    return open_talk


@pytest.fixture
def watch_signed(site: Site, signed: str, visit: Callable[..., Page]) -> Callable[..., Page]:
    """Opens the signed video as a stranger, who keeps in her browser how she wants to watch."""
    from tests.a11y.lighthouse import opener

    return opener(site, signed, visit)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell"), args=BROWSER
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(site: Site, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens an address in a fresh browser, as somebody with a look; no script error passes.

    ``person`` is the role of whoever is logged in: ``viewer``, ``librarian``, ``admin`` or '',
    for nobody.
    Other keywords are those of a playwright context, such as ``java_script_enabled``.
    """
    contexts: list[BrowserContext] = []
    mistakes: list[str] = []

    def open_page(
        address: str, wanted: look.Look | None = None, person: str = "librarian", **context: object
    ) -> Page:
        context.setdefault("viewport", {"width": 1280, "height": 800})
        viewer = chromium.new_context(base_url=site.address, **context)
        contexts.append(viewer)
        viewer.add_cookies([look_cookie(site, wanted or look.Look())])
        if person:
            viewer.add_cookies([session_cookie(site, person, wanted)])
        page = viewer.new_page()
        page.on("pageerror", lambda error: mistakes.append(f"{address}: {error}"))
        page.on("console", lambda said: note(said, address, mistakes))
        answer = page.goto(address)
        if answer is not None and answer.status >= 500:  # axe would find nothing wrong with it
            mistakes.append(f"{address}: the server failed")
        return page

    yield open_page
    for context in contexts:
        context.close()
    _end_log_ins(site)
    assert mistakes == []


@pytest.fixture(scope="module")
def kept(site: Site, chromium: Browser) -> Iterator[KeptPage]:
    page = KeptPage(chromium, site.address)
    yield page
    page.close()


@pytest.fixture
def look_at(site: Site, kept: KeptPage) -> Iterator[Callable[..., Page]]:
    """As ``visit``, in the page of the test before: for tests that only look, and for one page."""
    mistakes: list[str] = []

    def open_page(address: str, wanted: look.Look | None = None, person: str = "librarian") -> Page:
        cookies = [look_cookie(site, wanted or look.Look())]
        if person:
            cookies.append(session_cookie(site, person, wanted))
        page, answer = kept.open(address, cookies, mistakes)
        if answer is not None and answer.status >= 500:
            mistakes.append(f"{address}: the server failed")
        return page

    yield open_page
    kept.leave()
    _end_log_ins(site)
    assert mistakes == []


@pytest.fixture
def email(site: Site) -> str:
    """The address of somebody with a password; another one for each test."""
    address = f"ana-{secrets.token_hex(4)}@example.org"
    with site.app.app_context():
        user = User(
            email=address,
            name="Ana",
            fs_uniquifier=secrets.token_hex(16),
            confirmed_at=utc_now(),
            password=hash_password(PASSWORD),
        )
        user.memberships = [Membership(library=Library.default(), role="viewer")]
        db.session.add(user)
        db.session.commit()
    return address


@pytest.fixture
def at_localhost(site: Site, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page in a fresh browser, at the one name without https that passkeys work at."""
    address = site.address.replace("127.0.0.1", "localhost")
    contexts: list[BrowserContext] = []
    mistakes: list[str] = []

    def open_page(path: str, wanted: look.Look | None = None, **context: object) -> Page:
        viewer = chromium.new_context(base_url=address, **context)
        contexts.append(viewer)
        viewer.add_cookies([{**look_cookie(site, wanted or look.Look()), "url": address}])
        page = viewer.new_page()
        page.on("pageerror", lambda error: mistakes.append(f"{path}: {error}"))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert mistakes == []


def look_cookie(site: Site, wanted: look.Look) -> dict[str, str]:
    """The cookie that the settings page would have set."""
    with site.app.test_request_context():
        header = look.keep(Response(), wanted).headers["Set-Cookie"]
    value = header.split(";")[0].removeprefix(f"{look.COOKIE.kind}=")
    return {"name": look.COOKIE.kind, "value": value, "url": site.address}


def session_cookie(site: Site, role: str, wanted: look.Look | None = None) -> dict[str, str]:
    """The cookie of somebody who has logged in, and whose account keeps the look she wants."""
    with site.app.app_context():
        user = User.by_email(f"{role}@example.org")
        assert user is not None
        user.look = asdict(wanted or look.Look())
        user.watching = None  # not as the test before left it
        _, token = SignIn.begin(user, device="Firefox on Linux", address="192.0.2.0/24")
        db.session.commit()
        session = {
            "_user_id": user.fs_uniquifier,
            "_fresh": True,
            "fs_paa": time.time(),
            "sign_in": token,
        }
    signer = SessionInterface().get_signing_serializer(site.app)
    assert signer is not None
    return {"name": "session", "value": signer.dumps(session), "url": site.address}


def _end_log_ins(site: Site) -> None:
    """What a page sends as it goes away changes nothing for the next test's person."""
    with site.app.app_context():
        db.session.execute(db.delete(SignIn))
        db.session.commit()
