"""The known library, served: where it is, what to look at, and how its pages get their look."""

from __future__ import annotations

import logging
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort
from sqlalchemy import select
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import Cookie

from webapp import access, create_app, look
from webapp.accounts import lockout
from webapp.audit.checks.swaps import DISPOSABLE
from webapp.audit.subject import Subject
from webapp.audit.variant import Variant
from webapp.config import Settings
from webapp.extensions import db
from webapp.known_library import clips
from webapp.known_library.audited import add_audits
from webapp.known_library.content import Content
from webapp.known_library.figures import add_figures
from webapp.known_library.media import Shelf, add_media
from webapp.known_library.people import add_people, address_of, person_of
from webapp.known_library.reviewed import add_reviewed
from webapp.known_library.signed import add_signed
from webapp.known_library.subjects import ERROR_ADDRESS, fill
from webapp.known_library.unfinished import add_unfinished
from webapp.models import Library, Media, SignIn, User

KEY = "the known library holds nothing that is a secret"


class Quiet(WSGIRequestHandler):
    """Says nothing: what matters of a request is what the browser makes of it."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Drop a line of the server's log."""


@dataclass(frozen=True, slots=True)
class KnownLibrary:
    """The library while it is served."""

    app: Flask
    address: str
    subjects: tuple[Subject, ...]
    content: Content

    def prepare(self, context: Any, subject: Subject, variant: Variant) -> None:
        """Give a fresh browser context (Playwright's) a look, and the log-in of a person.

        What a page before has changed is as it was.
        """
        with self.app.app_context():
            self.content.get_ready(to_be_changed=DISPOSABLE in subject.promises)
        wanted = look.Look(
            density=variant.density,
            contrast=variant.contrast,
            sign_language=variant.sign_language,
            motion=variant.motion,
            language="de" if subject.person.startswith("german") else "",
        )
        cookies = [self._cookie(look.COOKIE.kind, self._kept(wanted))]
        if subject.person:
            cookies.append(self._cookie("session", self._session(subject.person, wanted)))
        context.add_cookies(cookies)

    def _cookie(self, name: str, value: str) -> dict[str, str]:
        return {"name": name, "value": value, "url": self.address}

    def _kept(self, wanted: look.Look) -> str:
        with self.app.test_request_context():
            header = look.keep(Response(), wanted).headers["Set-Cookie"]
        return header.split(";")[0].removeprefix(f"{look.COOKIE.kind}=")

    def _session(self, person: str, wanted: look.Look) -> str:
        """Log somebody in, whose account keeps this look; return the value of her cookie."""
        with self.app.app_context():
            user = person_of(person)
            user.look, user.watching = asdict(wanted), None
            _, token = SignIn.begin(user, device="Firefox on Linux", address="192.0.2.0/24")
            db.session.commit()
            fs_uniquifier = user.fs_uniquifier
        browser = self.app.test_client()
        with browser.session_transaction() as session:
            session.update(_user_id=fs_uniquifier, _fresh=True, fs_paa=time.time(), sign_in=token)
        return _value(browser.get_cookie("session"))


@contextmanager
def serve() -> Iterator[KnownLibrary]:
    """Make the library in a temporary folder, and serve it on a free port of this machine."""
    with tempfile.TemporaryDirectory(prefix="sightline-known-") as name, ExitStack() as stack:
        folder = Path(name)
        stack.enter_context(_unlogged())
        drawing = clips.draw(folder)
        app, fresh = _install(folder / "instance"), _install(folder / "fresh")
        clips.wait(drawing)
        with app.app_context():
            places = _fill(folder)
            content = Content()
        _answer_with_errors(app)
        places["fresh"] = stack.enter_context(_running(fresh))
        address = stack.enter_context(_running(app))
        yield KnownLibrary(app, address, fill(places), content)


@contextmanager
def _unlogged() -> Iterator[None]:
    """Leave no lines of requests that nobody made."""
    requests = logging.getLogger("webapp.logs")
    level = requests.level
    requests.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        requests.setLevel(level)


def _install(folder: Path) -> Flask:
    app = create_app(Settings(data_dir=folder, secret_key=KEY, rate_limits=False))
    with app.app_context():
        db.create_all()
    return app


def _fill(folder: Path) -> dict[str, str]:
    """Fill the database; return what addresses of subjects are made of."""
    from flask_security.change_email import _generate_token
    from flask_security.confirmable import generate_confirmation_token
    from flask_security.recoverable import generate_reset_password_token

    shelf = Shelf(Library.default(), folder)
    places = add_people() | add_media(shelf) | add_reviewed(shelf)
    places |= add_signed(shelf, _media_at(places["talk"])) | add_audits()
    places |= add_unfinished(shelf, _media_at(places["signed"]))
    add_figures(shelf.library)
    db.session.add(Library(slug="empty", name="A library without videos"))
    db.session.commit()
    viewer: User = person_of("viewer")
    return places | {
        "unlock": lockout.token_for(address_of("viewer")),
        "reset": generate_reset_password_token(viewer),  # type: ignore[no-untyped-call]
        "confirmation": generate_confirmation_token(viewer),  # type: ignore[no-untyped-call]
        "new_address": _generate_token(viewer, "vera.new@example.org"),  # type: ignore[no-untyped-call]
    }


def _value(cookie: Cookie | None) -> str:
    return cookie.value if cookie else ""


def _answer_with_errors(app: Flask) -> None:
    """Let an address of this library alone answer with each error, so that its page is seen."""

    @access.anyone
    def show(status: int) -> Response:
        abort(status)

    app.add_url_rule(ERROR_ADDRESS + "<int:status>", "known_error", show)


def _media_at(address: str) -> Media:
    slug = address.rpartition("/")[2]
    return db.session.scalars(select(Media).where(Media.slug == slug)).one()


@contextmanager
def _running(app: Flask) -> Iterator[str]:
    """Serve an application in threads of this process; yields its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
