"""What went wrong, in plain words: as a page, as a fragment, or as problem details (RFC 9457)."""

from __future__ import annotations

import json
import math
from typing import NamedTuple

from flask import Flask, Response, current_app, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    SecurityError,
    default_exceptions,
)

from webapp import logs, media_links, respond


class Words(NamedTuple):
    """The heading, what happened, and what to do next."""

    title: str
    what: str
    do: str


WORDS = {
    400: Words(
        "That did not arrive well",
        "We could not read what was sent.",
        "Go back, check what you entered, and send it again.",
    ),
    401: Words(
        "Log in first", "This is only for people who have logged in.", "Log in, then come back."
    ),
    403: Words(
        "This is not open to you",
        "You may not see or change this.",
        "If you think you should, ask the person who runs this site.",
    ),
    404: Words(
        "This page is not here",
        "There is nothing at this address. It may have moved.",
        "Check the address, or look for the video in the list.",
    ),
    405: Words(
        "That cannot be done here",
        "This address does not take this kind of request.",
        "Go back and use the buttons on the page.",
    ),
    409: Words(
        "Someone else was faster",
        "This was changed while you worked on it. Nothing was overwritten.",
        "Open it again to see the newer version, then make your change.",
    ),
    410: Words("This was deleted", "It was here, and it is gone for good.", "Look for another."),
    413: Words(
        "The file is too big",
        "It is bigger than this site accepts. Nothing was kept.",
        "Make the file smaller, or cut the video into parts.",
    ),
    415: Words(
        "We cannot use this kind of file",
        "The file is not of a kind that we can read.",
        "Choose a video or sound file, such as MP4, WebM or MP3.",
    ),
    422: Words(
        "Something is missing or not right",
        "What you entered could not be used. Nothing was changed.",
        "Go back and check each field.",
    ),
    429: Words(
        "Wait a moment",
        "Too many requests came from you in a short time.",
        "Wait a minute, then try again.",
    ),
    500: Words(
        "Something broke on our side",
        "It is not your fault. It was written down so that we can repair it.",
        "Try again in a few minutes.",
    ),
    503: Words(
        "Closed for a short time",
        "The site is being worked on, or has too much to do.",
        "Try again in a few minutes.",
    ),
}


def init_app(app: Flask) -> None:
    """Answer every error in words, whichever page it came from."""
    app.register_error_handler(HTTPException, answer)


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


def _words(code: int) -> Words:
    return WORDS.get(code) or WORDS[500 if code >= 500 else 400]


def _own_sentence(error: HTTPException) -> str | None:
    """Return the sentence that the page gave; werkzeug's own are not in plain words."""
    if isinstance(error, CSRFError):
        return "The form was open for too long, or cookies are off."
    if isinstance(error, SecurityError):
        return "This site does not have the name that was asked for."
    if isinstance(error, InternalServerError):
        return None
    usual = default_exceptions[error.code].description if error.code in default_exceptions else None
    return None if error.description == usual else error.description


def _wait(error: HTTPException) -> str | None:
    """Say how long to wait, where the error knows it."""
    wait_s = getattr(error, "retry_after", None)
    return f"Wait {duration(wait_s)}, then try again." if isinstance(wait_s, int) else None


def duration(seconds: int) -> str:
    """Say a time in whole units, rounded up."""
    for unit, length_s in (("hour", 3600), ("minute", 60)):
        if seconds > 1.5 * length_s:
            return f"{math.ceil(seconds / length_s)} {unit}s"
    return f"{seconds} seconds" if seconds > 1 else "a second"


def _wants_json() -> bool:
    accepted = request.accept_mimetypes
    kinds = ["text/html", "application/problem+json", "application/json"]
    return accepted.best_match(kinds, default="text/html") != "text/html"


def _plain(code: int, words: Words) -> Response:
    text = "\n".join(words)
    return current_app.response_class(f"{text}\n", status=code, mimetype="text/plain")


def _problem(code: int, words: Words) -> Response:
    body = {"type": "about:blank", "title": words.title, "status": code, "detail": words.what}
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
        words=words,
        reference=logs.request_id() if code >= 500 else "",
    )
    response.vary.add("Accept")
    if respond.wants_fragment():
        # Whatever asked stays as it is; the frame has one place where failures are said.
        response.headers["HX-Retarget"] = "#problem"
        response.headers["HX-Reswap"] = "innerHTML"
    return response
