"""People's files on an origin of their own, where a hostile one could reach no page and no cookie.

With ``SIGHTLINE_MEDIA_ORIGIN`` set, pages show files by links to it. As cookies do not go there, a
link carries a key: a signature of its path and of the time until which it works. Whether somebody
may see the file was decided where the link was made. The same process answers for both origins;
what the host of the media origin is asked for besides files is not there.
"""

from __future__ import annotations

import hashlib
import time
from typing import cast
from urllib.parse import unquote, urlsplit

from flask import Flask, Response, abort, current_app, g, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import Signer

from webapp.config import Settings
from webapp.models import Media

SHOWN = {
    "play": "files.play",
    "poster": "files.poster",
    "captions": "files.captions",
    "signer": "signs.play",
    "signer_small": "signs.small",
    "signer_poster": "signs.poster",
    "sign_still": "sign_report.still",
    "signer_captions": "signs.captions",
    "composed": "compositions.play",
    "clip": "clips.of_media",
    "library_clip": "clips.of_library",
    "interface_clip": "clips.of_interface",
    "reply": "sign_answers.reply",
}
"""The views of files that pages show, by what `file_url` calls them."""
SERVED = {*SHOWN.values(), "files.original", "signing.original"}
"""All that the media origin answers with."""
STEPS = 12
"""Links that are made within one part of so many of their life are the same: browsers keep them."""


def init_app(app: Flask) -> None:
    """Give templates ``file_url`` and ``media_origin``, and answer for the media origin.

    Files that an object store serves come from another origin as well.
    Must come before what asks who somebody is: on the media origin only the key counts.
    """
    settings: Settings = app.extensions["settings"]
    app.jinja_env.globals.update(
        file_url=file_url,
        media_origin=settings.media_origin or app.extensions["storage"].origin,
    )
    if not settings.media_origin:
        return
    host = urlsplit(settings.media_origin).netloc

    @app.before_request
    def _answer_for_media_origin() -> ResponseReturnValue | None:
        if request.host != host:
            return None
        g.is_media_origin = True
        return _file()

    @app.after_request
    def _let_our_pages_read(response: Response) -> Response:
        if is_media_origin():
            response.headers["Access-Control-Allow-Origin"] = settings.public_url
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response


def is_media_origin() -> bool:
    """Whether this request came to the media origin, with a key that is good."""
    return bool(g.get("is_media_origin"))


def file_url(kind: str, **values: str | int) -> str:
    """Where a page shows a file from; to be called only for those who may see it.

    Args:
        kind: one of ``SHOWN``. A file that is to be saved is linked to with ``url_for`` instead:
            its view asks again, and leads to the media origin.
        values: the rest of the address, as for ``url_for``.
    """
    address = url_for(SHOWN[kind], **values)  # type: ignore[arg-type]  # flask's _external etc.
    return _signed(address) if _settings().media_origin else address


def elsewhere() -> str | None:
    """The link by which this file is served, if that is not by this very request."""
    if is_media_origin() or not _settings().media_origin:
        return None
    return _signed(request.full_path.rstrip("?"))


def _settings() -> Settings:
    return cast(Settings, current_app.extensions["settings"])


def _file() -> ResponseReturnValue:
    """Answer with a file where the key is right; nothing else is here."""
    endpoint, values = request.endpoint or "", request.view_args or {}
    key = request.args.get("key", "")
    asks_for_file = endpoint in SERVED and request.method in ("GET", "HEAD")
    if not asks_for_file or not _fits(key, request.path):
        abort(404)
    if "slug" in values:
        g.media = Media.by_slug(values["slug"]) or abort(404)
    return cast(ResponseReturnValue, current_app.view_functions[endpoint](**values))


def _signed(address: str) -> str:
    path, _, query = address.partition("?")
    life_s = _settings().media_link_s
    step_s = life_s / STEPS
    until = int((time.time() // step_s + 1) * step_s) + life_s
    signature = _signer().get_signature(_statement(unquote(path), str(until))).decode()
    key = f"key={until}.{signature}"
    return f"{_settings().media_origin}{path}?{key}{f'&{query}' if query else ''}"


def _fits(key: str, path: str) -> bool:
    until, _, signature = key.partition(".")
    if not _signer().verify_signature(_statement(path, until), signature):
        return False
    return time.time() < int(until)


def _statement(path: str, until: str) -> str:
    return f"{until} {path}"


def _signer() -> Signer:
    key = str(current_app.secret_key)
    return Signer(key, salt="sightline.media", digest_method=hashlib.sha256)
