"""The scripts and style sheets of pages, each as one compressed file (``webapp.joining``).

They hold no secrets, so they may be compressed (unlike pages, see BREACH), and their addresses
name their content, so that a browser keeps them. They are joined when they are first asked for,
and in development again when a source has changed.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from flask import Blueprint, Response, abort, current_app, request, url_for

from webapp import access
from webapp.config import PROJECT, Settings
from webapp.joining import join_modules, join_sheets

blueprint = Blueprint("joined", __name__)

STATIC = PROJECT / "static"
SHEETS = {
    "site": ("fonts", "tokens", "base", "layout", "forms", "parts", "pieces", "watch", "modes"),
    "watching": tuple(
        f"player/{name}" for name in ("stage", "captions", "signer", "sound", "controls")
    ),
    "reviewing": (
        "review",
        "review-language",
        "review-commands",
        "player/sound",
        "review-time-line",
        "review-gate",
        "sign-review",
    ),
    "signed": ("sign-pages",),
}
"""The sheets in ``static/css`` that make up one file, in order."""
SCRIPTS = {"player": "player/main", "signing": "player/signer", "reviewing": "review/main"}
"""The module in ``static/js`` that one file begins with; it is sent as if it stood beside it."""
A_YEAR_S = 31_536_000


class Joined(NamedTuple):
    """A file as it is sent."""

    changed_ns: int
    """When the newest of its sources was changed."""
    content: bytes
    packed: bytes
    digest: str


_joined: dict[Path, Joined] = {}
"""By the first source: a sheet and a script may have the same name."""


@blueprint.get("/static/css/<any(site, watching, reviewing, signed):name>.css")
@access.anyone
def sheet(name: str) -> Response:
    """Send style sheets as one."""
    return _send(_sheet(name), "text/css")


@blueprint.get("/static/js/<any(player, review):folder>/<any(player, signing, reviewing):name>.js")
@access.anyone
def script(folder: str, name: str) -> Response:
    """Send modules as one, from the folder of the first: it fetches others beside it."""
    if folder != _folder(name):
        abort(404)
    return _send(_script(name), "text/javascript")


@blueprint.app_template_global("joined_sheet")
def sheet_url(name: str) -> str:
    """The address of style sheets that are joined, with what tells their content."""
    return url_for("joined.sheet", name=name, v=_sheet(name).digest)


@blueprint.app_template_global("joined_script")
def script_url(name: str) -> str:
    """The address of modules that are joined, with what tells their content."""
    return url_for("joined.script", folder=_folder(name), name=name, v=_script(name).digest)


def _folder(name: str) -> str:
    return SCRIPTS[name].partition("/")[0]


def _sheet(name: str) -> Joined:
    sources = [STATIC / "css" / f"{each}.css" for each in SHEETS[name]]
    return _current(sources)


def _script(name: str) -> Joined:
    folder = STATIC / "js"
    return _current([folder / f"{SCRIPTS[name]}.js", *folder.glob("*/*.js")])


def _current(sources: Sequence[Path]) -> Joined:
    known = _joined.get(sources[0])
    settings: Settings = current_app.extensions["settings"]
    if known and settings.environment == "production":
        return known
    changed_ns = max(source.stat().st_mtime_ns for source in sources)
    if known is None or known.changed_ns != changed_ns:
        is_script = sources[0].suffix == ".js"
        text = join_modules(sources[0]) if is_script else join_sheets(sources)
        content = text.encode()
        digest = hashlib.sha256(content).hexdigest()[:16]
        known = _joined[sources[0]] = Joined(changed_ns, content, gzip.compress(content, 9), digest)
    return known


def _send(joined: Joined, media_type: str) -> Response:
    packs = request.accept_encodings["gzip"] > 0
    response = Response(
        joined.packed if packs else joined.content, content_type=f"{media_type}; charset=utf-8"
    )
    if packs:
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    response.set_etag(joined.digest + ("-gzip" if packs else ""))
    if request.args.get("v") == joined.digest:
        response.cache_control.public = response.cache_control.immutable = True
        response.cache_control.max_age = A_YEAR_S
    else:
        response.cache_control.no_cache = True
    response.make_conditional(request)
    return response
