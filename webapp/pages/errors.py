"""What went wrong, in plain words: as a page, as a fragment, or as problem details (RFC 9457)."""

from __future__ import annotations

import json
import logging
import math
from typing import NamedTuple

from flask import Flask, Response, current_app, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from werkzeug.exceptions import (
    BadRequest,
    Conflict,
    HTTPException,
    InternalServerError,
    SecurityError,
    default_exceptions,
)

from webapp import logs, media_links, respond
from webapp.extensions import db

log = logging.getLogger(__name__)


class Words(NamedTuple):
    """The heading, what happened, and what to do next."""

    title: str
    what: str
    do: str


WORDS = {
    400: Words(
        lazy_gettext("That did not arrive well"),
        lazy_gettext("We could not read what was sent."),
        lazy_gettext("Go back, check what you entered, and send it again."),
    ),
    401: Words(
        lazy_gettext("Log in first"),
        lazy_gettext("This is only for people who have logged in."),
        lazy_gettext("Log in, then come back."),
    ),
    403: Words(
        lazy_gettext("This is not open to you"),
        lazy_gettext("You may not see or change this."),
        lazy_gettext("If you think you should, ask the person who runs this site."),
    ),
    404: Words(
        lazy_gettext("This page is not here"),
        lazy_gettext("There is nothing at this address. It may have moved."),
        lazy_gettext("Check the address, or look for the video in the list."),
    ),
    405: Words(
        lazy_gettext("That cannot be done here"),
        lazy_gettext("This address does not take this kind of request."),
        lazy_gettext("Go back and use the buttons on the page."),
    ),
    409: Words(
        lazy_gettext("Someone else was faster"),
        lazy_gettext("This was changed while you worked on it. Nothing was overwritten."),
        lazy_gettext("Open it again to see the newer version, then make your change."),
    ),
    410: Words(
        lazy_gettext("This was deleted"),
        lazy_gettext("It was here, and it is gone for good."),
        lazy_gettext("Look for another."),
    ),
    412: Words(
        lazy_gettext("That cannot be done here"),
        lazy_gettext("The program that sent this speaks another version than this site."),
        lazy_gettext("Use the pages of this site, or another version of the program."),
    ),
    413: Words(
        lazy_gettext("The file is too big"),
        lazy_gettext("It is bigger than this site accepts. Nothing was kept."),
        lazy_gettext("Make the file smaller, or cut the video into parts."),
    ),
    415: Words(
        lazy_gettext("We cannot use this kind of file"),
        lazy_gettext("The file is not of a kind that we can read."),
        lazy_gettext("Choose a video or sound file, such as MP4, WebM or MP3."),
    ),
    422: Words(
        lazy_gettext("Something is missing or not right"),
        lazy_gettext("What you entered could not be used. Nothing was changed."),
        lazy_gettext("Go back and check each field."),
    ),
    423: Words(
        lazy_gettext("Someone else is at it"),
        lazy_gettext("Another window or device is changing this just now."),
        lazy_gettext("Wait a moment, then try again."),
    ),
    429: Words(
        lazy_gettext("Wait a moment"),
        lazy_gettext("Too many requests came from you in a short time."),
        lazy_gettext("Wait a minute, then try again."),
    ),
    500: Words(
        lazy_gettext("Something broke on our side"),
        lazy_gettext("It is not your fault. It was written down so that we can repair it."),
        lazy_gettext("Try again in a few minutes."),
    ),
    503: Words(
        lazy_gettext("Closed for a short time"),
        lazy_gettext("The site is being worked on, or has too much to do."),
        lazy_gettext("Try again in a few minutes."),
    ),
    507: Words(
        lazy_gettext("There is no room left"),
        lazy_gettext("The server's disk has no room left."),
        lazy_gettext("Tell whoever runs this library, and try again later."),
    ),
}


OF_THE_DATABASE: dict[type[DBAPIError], type[HTTPException]] = {
    DataError: BadRequest,  # a number or a character that it cannot hold
    IntegrityError: Conflict,  # somebody else was quicker by so little that no query told
}


def init_app(app: Flask) -> None:
    """Answer every error in words, whichever page it came from."""
    app.register_error_handler(HTTPException, answer)
    for kind in OF_THE_DATABASE:
        app.register_error_handler(kind, _answer_for_the_database)


def answer(error: HTTPException) -> Response | HTTPException:
    """Answer an HTTP error as the client asked for it; redirects and the like pass through."""
    code = error.code or 500
    if code < 400 or error.response is not None:
        return error
    words = _words(code)
    words = words._replace(what=_own_sentence(error) or words.what, do=_wait(error) or words.do)
    if isinstance(error, SecurityError) or media_links.is_media_origin():
        response = _plain(code, words)  # at a host without pages
    elif _wants_json():
        response = _problem(code, words)
    else:
        response = _page(code, words)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After", "WWW-Authenticate", "Content-Range"):
            response.headers[name] = value
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _answer_for_the_database(error: DBAPIError) -> Response | HTTPException:
    """Say what a refusal of the database means to a person; nothing of the request was kept.

    That it is away, busy or full is said by ``webapp.outages``.
    """
    db.session.rollback()
    log.warning("the database refused", exc_info=error)
    kind = next(kind for kind in OF_THE_DATABASE if isinstance(error, kind))
    return answer(OF_THE_DATABASE[kind]())


def _words(code: int) -> Words:
    return WORDS.get(code) or WORDS[500 if code >= 500 else 400]


def _own_sentence(error: HTTPException) -> str | None:
    """Return the sentence that the page gave; werkzeug's own are not in plain words."""
    if isinstance(error, CSRFError):
        return _("The form was open for too long, or cookies are off.")
    if isinstance(error, SecurityError):
        return _("This site does not have the name that was asked for.")
    if isinstance(error, InternalServerError):
        return None
    usual = default_exceptions[error.code].description if error.code in default_exceptions else None
    return None if error.description == usual else str(error.description)


def _wait(error: HTTPException) -> str | None:
    """Say how long to wait, where the error knows it."""
    wait_s = getattr(error, "retry_after", None)
    if not isinstance(wait_s, int):
        return None
    return _("Wait %(time)s, then try again.", time=duration(wait_s))


def duration(seconds: int) -> str:
    """Say a time in whole units, rounded up."""
    if seconds > 1.5 * 3600:
        return ngettext("one hour", "%(num)s hours", math.ceil(seconds / 3600))
    if seconds > 1.5 * 60:
        return ngettext("one minute", "%(num)s minutes", math.ceil(seconds / 60))
    return ngettext("a second", "%(num)s seconds", max(seconds, 1))


def _wants_json() -> bool:
    if "Tus-Resumable" in request.headers:  # a program that sends a file: it shows no page
        return True
    accepted = request.accept_mimetypes
    kinds = ["text/html", "application/problem+json", "application/json"]
    return accepted.best_match(kinds, default="text/html") != "text/html"


def _plain(code: int, words: Words) -> Response:
    text = "\n".join(str(sentence) for sentence in words)
    return current_app.response_class(f"{text}\n", status=code, mimetype="text/plain")


def _problem(code: int, words: Words) -> Response:
    body = {
        "type": "about:blank",
        "title": str(words.title),
        "status": code,
        "detail": str(words.what),
    }
    response = current_app.response_class(
        json.dumps(body), status=code, mimetype="application/problem+json"
    )
    response.vary.add("Accept")
    return response


def _page(code: int, words: Words) -> Response:
    response = respond.page(
        "pages/error.html",
        block="problem",
        status=code,
        code=code,
        is_problem=True,
        words=words,
        typed=_typed() if code in (503, 507) else "",
        reference=logs.request_id() if code >= 500 else "",
    )
    response.vary.add("Accept")
    if respond.wants_fragment():
        # Whatever asked stays as it is; the frame has one place where failures are said.
        response.headers["HX-Retarget"] = "#problem"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def _typed() -> str:
    """What somebody wrote and could not save. With scripts, her page is still there."""
    if request.mimetype != "application/x-www-form-urlencoded" or respond.wants_fragment():
        return ""
    return request.form.get("text", "")
