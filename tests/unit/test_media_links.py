"""Files that people sent come from an origin where they could reach neither pages nor cookies."""

from __future__ import annotations

import io
import time
from collections.abc import Callable

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from webapp import media_links, models
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import Media, SignTrack, User

APP, MEDIA = "https://videos.example.org", "https://media.example.org"
CONTENT = bytes(range(250)) * 4
Fetch = Callable[..., TestResponse]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"public_url": APP, "media_origin": MEDIA})


@pytest.fixture
def media(media_factory: MediaFactory) -> Media:
    media = media_factory(cues=3, content=CONTENT, visibility="members")
    media.poster = media.file
    db.session.commit()
    return media


@pytest.fixture
def sign_in(app: Flask) -> SignIn:
    """Gives a browser in which a person is logged in at the site's own address."""

    def enter(user: User, origin: str = APP) -> FlaskClient:
        browser = app.test_client()
        _, token = models.SignIn.begin(user)
        with browser.session_transaction(base_url=origin) as session:
            session.update(_user_id=user.fs_uniquifier, _fresh=True, sign_in=token)
        db.session.commit()
        return browser

    return enter


@pytest.fixture
def member(user_factory: UserFactory, sign_in: SignIn) -> FlaskClient:
    return sign_in(user_factory("Ana", "viewer"))


@pytest.fixture
def fetch(app: Flask) -> Fetch:
    """Asks for a whole address, as a browser does that sends no cookie there."""

    def ask(address: str, method: str = "GET", **options: object) -> TestResponse:
        origin, _, path = address.replace("://", "\0").partition("/")
        base = origin.replace("\0", "://")
        return app.test_client().open(f"/{path}", base_url=base, method=method, **options)

    return ask


def links(app: Flask, media: Media) -> dict[str, str]:
    """The links that a page would show."""
    with app.test_request_context(base_url=APP):
        track = media.transcripts[0].id
        return {
            "play": media_links.file_url("play", slug=media.slug, v=1),
            "poster": media_links.file_url("poster", slug=media.slug),
            "captions": media_links.file_url(
                "captions", slug=media.slug, transcript_id=track, format_name="vtt", v=1
            ),
        }


def test_a_page_shows_files_from_there(member: FlaskClient, media: Media) -> None:
    page = member.get(f"/media/{media.slug}", base_url=APP)
    document = html5lib.parse(page.text, namespaceHTMLElements=False)
    video = document.find(".//video")
    assert video.get("crossorigin") == "anonymous"
    for address in (video.get("src"), video.get("poster"), video.find("track").get("src")):
        assert address.startswith(f"{MEDIA}/media/{media.slug}/")
        assert "key=" in address
    assert f"media-src {MEDIA};" in page.headers["Content-Security-Policy"]


def test_one_origin_needs_no_keys(app: Flask, media: Media) -> None:
    app.extensions["settings"] = app.extensions["settings"].model_copy(update={"media_origin": ""})
    assert links(app, media)["play"] == f"/media/{media.slug}/play?v=1"


@pytest.mark.parametrize("kind", ["play", "poster", "captions"])
def test_a_link_needs_no_cookie(app: Flask, media: Media, fetch: Fetch, kind: str) -> None:
    answer = fetch(links(app, media)[kind])
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == APP
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Set-Cookie" not in answer.headers


def test_a_browser_plays_from_anywhere(app: Flask, media: Media, fetch: Fetch) -> None:
    part = fetch(links(app, media)["play"], headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.data) == (206, CONTENT[100:200])
    assert fetch(links(app, media)["play"], "HEAD").headers["Content-Length"] == "1000"


def test_a_link_is_for_one_file(
    app: Flask, media: Media, media_factory: MediaFactory, fetch: Fetch
) -> None:
    other = media_factory("Another", content=CONTENT)
    link = links(app, media)["play"]
    for changed in (
        link.replace("/play", "/original"),
        link.replace("/play", "/poster"),
        link.replace(media.slug, other.slug),
        link.replace("key=", "key=9"),
        link[:-9],
        link.partition("?")[0],
        f"{link.partition('?')[0]}?key=9999999999.",
        f"{link.partition('?')[0]}?key=\u0663.\u00e4",
    ):
        assert fetch(changed).status_code == 404


def test_a_link_works_long_enough_to_watch_and_then_ends(
    app: Flask, media: Media, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, now = links(app, media)["play"], time.time()
    monkeypatch.setattr(media_links.time, "time", lambda: now + 12 * 3600 - 1)
    assert fetch(link).status_code == 200
    monkeypatch.setattr(media_links.time, "time", lambda: now + 13 * 3600 + 1)
    assert fetch(link).status_code == 404


def test_browsers_may_keep_a_file_for_a_while(
    app: Flask, media: Media, monkeypatch: pytest.MonkeyPatch
) -> None:
    hour = 1_800_000_000
    monkeypatch.setattr(media_links.time, "time", lambda: hour)
    first = links(app, media)
    monkeypatch.setattr(media_links.time, "time", lambda: hour + 3500)
    assert links(app, media) == first
    monkeypatch.setattr(media_links.time, "time", lambda: hour + 3700)
    assert links(app, media) != first


@pytest.mark.parametrize(
    "path", ["/", "/login", "/settings", "/nothing", "/static/css/base.css", "/media/{slug}"]
)
def test_there_are_no_pages_there(media: Media, fetch: Fetch, path: str) -> None:
    answer = fetch(MEDIA + path.format(slug=media.slug))
    assert (answer.status_code, answer.mimetype) == (404, "text/plain")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_sent_there(app: Flask, media: Media, fetch: Fetch, method: str) -> None:
    assert fetch(links(app, media)["play"], method).status_code == 404
    assert fetch(f"{MEDIA}/login", method).status_code == 404


def test_being_logged_in_does_not_count_there(
    user_factory: UserFactory, sign_in: SignIn, media: Media
) -> None:
    browser = sign_in(user_factory("Lena", "librarian"), MEDIA)
    assert browser.get(f"/media/{media.slug}/play", base_url=MEDIA).status_code == 404


def test_what_is_saved_is_asked_for_at_the_page_and_served_there(
    member: FlaskClient, media: Media, fetch: Fetch
) -> None:
    track = media.transcripts[0].id
    for path in ("original", f"captions/{track}.srt?save=1", "play?key=old&v=1"):
        led = member.get(f"/media/{media.slug}/{path}", base_url=APP)
        assert led.status_code == 302
        assert led.headers["Cache-Control"] == "private, no-store"
        assert led.location.startswith(f"{MEDIA}/media/{media.slug}/")
        served = fetch(led.location)
        assert served.status_code == 200
        assert ("attachment" in served.headers.get("Content-Disposition", "")) == (
            "play" not in path
        )


def test_a_stranger_is_led_nowhere(fetch: Fetch, media: Media) -> None:
    for path in ("original", "play", "poster"):
        assert fetch(f"{APP}/media/{media.slug}/{path}").status_code == 404


def test_an_unchecked_file_goes_back_to_its_owner_alone(
    app: Flask,
    user_factory: UserFactory,
    sign_in: SignIn,
    media_factory: MediaFactory,
    fetch: Fetch,
) -> None:
    owner, other = user_factory("Olga", "uploader"), user_factory("Ana", "viewer")
    media = media_factory("Unchecked", state="queued", owner=owner)
    media.file = app.extensions["storage"].save(io.BytesIO(CONTENT), ".mp4", unchecked=True)
    db.session.commit()
    path = f"/media/{media.slug}/original"
    owners, others = sign_in(owner), sign_in(other)
    assert others.get(path, base_url=APP).status_code == 404
    assert fetch(owners.get(path, base_url=APP).location).status_code == 200


def test_signed_versions_come_from_there_too(
    app: Flask, member: FlaskClient, media: Media, fetch: Fetch
) -> None:
    media.sign_tracks = [SignTrack(language="bfi", file=media.file, poster=media.file)]
    db.session.commit()
    page = member.get(f"/media/{media.slug}?signer=only", base_url=APP)
    alone = html5lib.parse(page.text, namespaceHTMLElements=False).find(".//video")
    page = member.get(f"/media/{media.slug}", base_url=APP)
    beside = html5lib.parse(page.text, namespaceHTMLElements=False).findall(".//video")[1]
    assert beside.get("crossorigin") == "anonymous"
    for address in (
        beside.get("src"),
        beside.get("poster"),
        alone.get("src"),
        alone.find("track").get("src"),
    ):
        assert address.startswith(f"{MEDIA}/media/{media.slug}/signs/")
        assert fetch(address).status_code == 200
        assert fetch(address.partition("?")[0]).status_code == 404
