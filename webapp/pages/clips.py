"""The files of signed clips: who may see a term may see how it is signed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from webapp import access, media_links
from webapp.models import Library, Media, SignClip
from webapp.pages import files

blueprint = Blueprint("clips", __name__)

FORMS = {"mp4": "video/mp4", "jpg": "image/jpeg"}
ADDRESS = "clips/<int:clip_id>.<form>"


@blueprint.get(f"/media/<slug>/{ADDRESS}")
@access.media()
def of_media(slug: str, clip_id: int, form: str) -> Response:
    """Send a clip, or its still, of a term that holds for a media."""
    return _send(SignClip.shown_in(access.current_media(), clip_id), form)


@blueprint.get(f"/libraries/<library>/{ADDRESS}")
@access.library()
def of_library(library: str, clip_id: int, form: str) -> Response:
    """Send a clip, or its still, of a term of a library."""
    owner = Library.by_slug(library) or abort(404)
    return _send(SignClip.owned_by(owner, clip_id), form)


@blueprint.get(f"/signing/{ADDRESS}")
@access.anyone
def of_interface(clip_id: int, form: str) -> Response:
    """Send a clip, or its still, that says a text of the interface: it is for all."""
    return _send(SignClip.of_interface(clip_id), form)


@blueprint.app_template_global("clip_url")
def clip_url(clip: SignClip, owner: Library | Media | None, form: str = "mp4") -> str:
    """Where a page shows a clip, or its still (``jpg``), from.

    ``owner``: the media or library whose term it shows; None: a text of the interface.
    """
    values: dict[str, Any] = {"clip_id": clip.id, "form": form, "v": clip.file}
    if isinstance(owner, Media):
        return media_links.file_url("clip", slug=owner.slug, **values)
    if owner is not None:
        return media_links.file_url("library_clip", library=owner.slug, **values)
    return media_links.file_url("interface_clip", **values)


def _send(clip: SignClip | None, form: str) -> Response:
    if clip is None or form not in FORMS:
        abort(404)
    name = clip.file if form == "mp4" else clip.poster
    if not name:
        abort(404)
    return files.send(name, FORMS[form])
