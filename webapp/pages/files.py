"""The files of a media: what plays, its poster, its captions in every format, the original."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import SEEK_END, BytesIO
from pathlib import PurePath
from typing import BinaryIO, cast

from flask import Blueprint, abort, current_app, g, redirect, request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wrappers import Response
from werkzeug.wsgi import FileWrapper

from webapp import access, kept, languages, media_links, names
from webapp.access import May
from webapp.captions import formats
from webapp.captions.document import Captions, Note
from webapp.config import Settings
from webapp.media.storage import FileGone, Storage, Wanted
from webapp.models import Media, Transcript

blueprint = Blueprint("files", __name__)

A_YEAR_S = 31_536_000
CACHED_EXPORT_BYTES = 1024**2
BLOCK_BYTES = 1024**2
"""What is handed to the server at once: each block costs it a wait for the interpreter."""
SANDBOX = "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
"""The policy of what people sent: were it ever shown as a page, it could do nothing."""
NOT_REVIEWED = "Automatic captions, not reviewed."


@blueprint.get("/media/<slug>/play")
@access.played
def play(slug: str) -> Response:
    """Send what browsers play, in ranges (RFC 9110, 14)."""
    return send_in_parts(_rendition)


def _rendition(media: Media) -> tuple[str, str] | None:
    made = media.rendition
    return (made.file, made.media_type) if made else None


@blueprint.get("/media/<slug>/poster")
@access.media()
def poster(slug: str) -> Response:
    """Send a still of the video."""
    name = access.current_media().poster
    if not name:
        abort(404)
    return send(name, "image/jpeg")


@blueprint.get("/media/<slug>/original")
@access.media()
def original(slug: str) -> Response:
    """Send the file as it was uploaded, to be saved. An unchecked one goes back to its owner."""
    media = access.current_media()
    allowed = media_links.is_media_origin() or access.may(May.MANAGE, media)
    if media.is_quarantined and not allowed:
        abort(404)
    suffix = PurePath(media.original_name).suffix.lstrip(".")
    return send(
        media.file, "application/octet-stream", save_as=names.download_name(media.title, suffix)
    )


@blueprint.get("/media/<slug>/captions/<int:transcript_id>.<format_name>")
@access.media()
def captions(slug: str, transcript_id: int, format_name: str) -> Response:
    """Send captions in a format: as a track to be shown, or with ``?save=1`` to be saved."""
    transcript = access.current_media().transcript(transcript_id)
    if transcript is None or format_name not in formats.WRITABLE or not _is_for_her(transcript):
        abort(404)
    name = names.download_name(
        transcript.media.title,
        languages.well_formed(transcript.language),
        "automatic" if transcript.is_automatic else "",
        format_name,
    )
    saved = "save" in request.args
    return answer(
        BytesIO(_export(transcript, format_name, styled=saved)),
        formats.MEDIA_TYPES[format_name],
        etag=f"{transcript.id}-{transcript.version}-{format_name}{'-saved' * saved}",
        save_as=name if saved else None,
    )


def _is_for_her(transcript: Transcript) -> bool:
    """Whether viewers get it, or who asks reviews it; a link to the media origin says who may."""
    allowed = transcript.offered or media_links.is_media_origin()
    return allowed or access.may(May.REVIEW, transcript.media)


def _export(transcript: Transcript, format_name: str, *, styled: bool) -> bytes:
    """Write a transcript in a format, once for each version of it.

    Without ``styled``, the style sheets that came with a file are left out: in a page, somebody
    else's could hide captions, or win over the contrast that a viewer chose.
    """
    return kept.by_version(
        "export",
        f"{transcript.cache_key}:{format_name}:{styled}",
        lambda: formats.write(as_sent(transcript, styled=styled), format_name).data,
        largest=CACHED_EXPORT_BYTES,
    )


def as_sent(transcript: Transcript, *, styled: bool) -> Captions:
    """Captions as they leave us: marked where they are automatic, with foreign styles or not."""
    document = transcript.as_captions()
    if not styled:
        document = replace(document, styles=())
    return _marked(document) if transcript.is_automatic else document


def _marked(document: Captions) -> Captions:
    """Put the warning into the file itself, for formats that can hold one."""
    return replace(document, notes=[Note(NOT_REVIEWED), *document.notes])


def send(name: str, media_type: str, *, save_as: str | None = None) -> Response:
    """Send a kept file, or lead to where it is kept.

    A name in storage never gets another content, so it is the entity tag.
    """
    if address := media_links.elsewhere():
        return _lead_to(address)
    storage: Storage = current_app.extensions["storage"]
    is_watched = save_as is None and media_type.startswith(("video/", "audio/"))
    life_s = _settings().media_link_s if is_watched else _settings().s3_link_s
    wanted = Wanted(media_type, life_s, save_as, _max_age())
    try:
        # A link is signed for reading: who only asks about a file is told by us.
        if request.method == "GET" and (address := storage.address(name, wanted)):
            return _lead_to(address)
        return _through_us(name, media_type, save_as)
    except FileGone:
        abort(404)


def send_in_parts(find: Callable[[Media], tuple[str, str] | None]) -> Response:
    """Send a file of this media, which a player asks for in many parts.

    ``find`` gives its name in storage and its type. What was found counts until something is
    written: the next part asks nothing of the database.
    """

    def look_up() -> tuple[tuple[str, str] | None, bool]:
        media = access.current_media()
        return find(media), _is_open(media)

    whose = (access.scope(), media_links.is_media_origin())
    found, g.is_open = kept.as_it_is("played", (whose, request.full_path), look_up)
    if found is None:
        abort(404)
    return send(*found)


def send_privately(name: str, media_type: str, *, save_as: str) -> Response:
    """Send a kept file to whoever asks now, to be saved; FileGone where it is not there.

    There is never a link by which somebody else could get it, and nothing on the way keeps it.
    """
    response = _through_us(name, media_type, save_as)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _through_us(name: str, media_type: str, save_as: str | None) -> Response:
    """Send a kept file, by ourselves or by the proxy that has the folder."""
    storage: Storage = current_app.extensions["storage"]
    if prefix := _accel_prefix():
        inside = f"{prefix}{storage.find(name)}"
        return _with_headers(BytesIO(), media_type, name, save_as, passed_to=inside)
    return _with_headers(storage.open(name), media_type, name, save_as)


def answer(file: BytesIO, media_type: str, *, etag: str, save_as: str | None = None) -> Response:
    """Send what was made now, or lead to it on the origin that files have for themselves."""
    if address := media_links.elsewhere():
        return _lead_to(address)
    return _with_headers(file, media_type, etag, save_as)


def _lead_to(address: str) -> Response:
    leading = redirect(address, 302)
    leading.headers["Cache-Control"] = "private, no-store"  # the address works for a time
    return leading


def _with_headers(
    file: BinaryIO,
    media_type: str,
    etag: str,
    save_as: str | None,
    *,
    passed_to: str = "",
) -> Response:
    """Send a file or the part of it that is asked for; ``passed_to``: have the proxy do so."""
    size = file.seek(0, SEEK_END)
    file.seek(0)
    response = send_file(
        file,
        mimetype=media_type,
        as_attachment=save_as is not None,
        download_name=save_as,
        conditional=False,
        etag=etag.replace("/", "-"),
        max_age=_max_age(),
    )
    response.cache_control.private = True
    response.headers["Content-Security-Policy"] = SANDBOX
    if passed_to:
        response.headers["X-Accel-Redirect"] = passed_to
        return response
    response.content_length = size
    response.response = FileWrapper(file, BLOCK_BYTES)
    try:
        return response.make_conditional(request, accept_ranges=True, complete_length=size)
    except RequestedRangeNotSatisfiable:
        response.close()
        raise


def _settings() -> Settings:
    return cast(Settings, current_app.extensions["settings"])


def _accel_prefix() -> str:
    """Where the proxy has the files of our folder; empty where it has not."""
    settings = _settings()
    return "" if settings.s3_bucket else settings.accel_prefix


def _max_age() -> int:
    """Addresses that name a version (``?v=``) are kept for a year; others are asked for again.

    So is what is not for all: who may watch it can change, or log out.
    """
    if not request.args.get("v"):
        return 0
    if "is_open" not in g:
        g.is_open = "media" in g and _is_open(g.media)  # a clip of a library is about none
    return A_YEAR_S if g.is_open else 0


def _is_open(media: Media) -> bool:
    return media.visibility in ("public", "link")
