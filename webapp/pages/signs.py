"""Signed versions of a media: their files, and which one a viewer gets."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from flask import Blueprint, abort, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp import access, media_links, sign_languages
from webapp.access import May
from webapp.captions import formats
from webapp.look import current_look
from webapp.models import Media, SignTrack
from webapp.pages import files
from webapp.watching import current_watching

blueprint = Blueprint("signs", __name__)

blueprint.add_app_template_filter(sign_languages.name_of, "sign_language_name")
blueprint.add_app_template_filter(sign_languages.short_name_of, "sign_language")


@dataclass(frozen=True, slots=True)
class Signing:
    """What a viewer gets of the signed versions of one media."""

    tracks: list[SignTrack]
    track: SignTrack | None
    """The one for her; None where there is none."""
    view: str
    """One of ``watching.SIGNER_VIEWS``, or ``only``: the signed version without the media."""
    wanted: str
    """The sign language that she prefers, by ISO 639-3; empty where she named none."""
    signed_in: str = ""
    """The sign language of the video itself."""
    less: bool = False
    """She pays for each byte, or waits for it: she gets the small form."""

    @property
    def alone(self) -> SignTrack | None:
        """The signed version that stands in the place of the media."""
        return self.track if self.view == "only" else None

    @property
    def still_view(self) -> str:
        """The view without scripts: one player would cover the other's buttons in a corner."""
        return "side" if self.view == "corner" else self.view

    def url_of(self, track: SignTrack) -> str:
        """Where her player gets a signed version from."""
        kind, name = "signer", track.file
        if self.less and track.small:
            kind, name = "signer_small", track.small
        return media_links.file_url(kind, slug=track.media.slug, track_id=track.id, v=name)

    @property
    def notice(self) -> str:
        """Says that her language is not there, and which one this is instead."""
        there = {self.signed_in, *(each.language for each in self.tracks)}
        if not self.track or not self.wanted or self.wanted in there:
            return ""
        sentence: str = _(
            "There is no %(wanted)s here. This is %(signed)s.",
            wanted=sign_languages.short_name_of(self.wanted),
            signed=sign_languages.short_name_of(self.track.language),
        )
        return sentence


def signing(media: Media) -> Signing:
    """Choose for the viewer of this request.

    ``signer`` in the address is a track's id, ``off`` or ``only``; without it counts what she
    prefers. It holds for one page and is not kept.
    """
    asked, wanted = request.args.get("signer", ""), current_look().sign_language
    tracks = media.signed
    named = next((each for each in tracks if str(each.id) == asked), None)
    language = sign_languages.nearest((each.language for each in tracks), wanted)
    track = named or next((each for each in tracks if each.language == language), None)
    view = current_watching().signer
    is_hers = bool(wanted) and media.signed_in == wanted and language != wanted
    if track is None or asked == "off" or (is_hers and not named and asked != "only"):
        view = "off"
    elif asked == "only":
        view = "only"
    elif named and view == "off":
        view = "side"
    return Signing(tracks, track, view, wanted, media.signed_in, _wants_less())


@blueprint.get("/media/<slug>/signs/<int:track_id>/play")
@access.played
def play(slug: str, track_id: int) -> Response:
    """Send a signed version, in ranges (RFC 9110, 14)."""
    return files.send_in_parts(lambda _: _playable(track_id))


@blueprint.get("/media/<slug>/signs/<int:track_id>/small")
@access.played
def small(slug: str, track_id: int) -> Response:
    """Send the same in fewer pixels, for slow connections and small windows."""
    return files.send_in_parts(lambda _: _named(_track(track_id).small, "video/mp4"))


@blueprint.get("/media/<slug>/signs/<int:track_id>/poster")
@access.media()
def poster(slug: str, track_id: int) -> Response:
    """Send a still of a signed version."""
    return files.send(*_named(_track(track_id).poster, "image/jpeg"))


@blueprint.get("/media/<slug>/signs/<int:track_id>/captions/<int:transcript_id>.vtt")
@access.media()
def captions(slug: str, track_id: int, transcript_id: int) -> Response:
    """Send captions as they go with a signed version that is watched alone."""
    track, transcript = _track(track_id), access.current_media().transcript(transcript_id)
    if transcript is None:
        abort(404)
    document = track.retimed(files.as_sent(transcript, styled=False))
    return files.answer(
        BytesIO(formats.write(document, "vtt").data),
        formats.MEDIA_TYPES["vtt"],
        etag=f"{transcript.id}-{transcript.version}-{track.offset_ms}-{track.rate}",
    )


def _playable(track_id: int) -> tuple[str, str]:
    track = _track(track_id)
    return _named(track.file, track.media_type)


def _named(name: str, media_type: str) -> tuple[str, str]:
    """A file and its type; 404 where the address names another one that was here before."""
    if not name or request.args.get("v", name) != name:
        abort(404)
    return name, media_type


def _wants_less() -> bool:
    """Whether her browser asks for less data (Save-Data, a client hint)."""
    return bool(request.headers.get("Save-Data", "").strip().lower() == "on")


def _track(track_id: int) -> SignTrack:
    """A signed version; before viewers get it, only for those who review it.

    A link to the media origin was made for somebody who may see it.
    """
    media = access.current_media()
    track = media.sign_track(track_id)
    if track is None:
        abort(404)
    if not (track.offered or media_links.is_media_origin() or access.may(May.REVIEW, media)):
        abort(404)
    return track
