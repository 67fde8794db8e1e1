"""The sound of a media, to be seen and to be read: a strip under the time line, and a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

from flask import Blueprint, abort, request, send_file
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from webapp import access, respond
from webapp.captions.document import Cue as Caption
from webapp.captions.profiles import PROFILES
from webapp.extensions import cache, db
from webapp.models import Cue, Media, SoundPicture, Transcript
from webapp.pages.words import clock
from webapp.sound_drawing import Drawing, draw
from webapp.sound_reading import Reading, Row, read

blueprint = Blueprint("sound", __name__)

ROWS = 50
"""Stretches that one page of the table holds."""
MISSING_SHOWN = 20
"""Places without captions that are listed one by one."""

NEARLY_ALL = 0.9
PLACES_IN_ROW = 3

KIND_WORDS = {
    "speech": lazy_gettext("Speech"),
    "music": lazy_gettext("Music"),
    "sound": lazy_gettext("Other sound"),
    "silence": lazy_gettext("Silence"),
}
LOUD_WORDS = {
    "loud": lazy_gettext("loud"),
    "middle": lazy_gettext("middle"),
    "quiet": lazy_gettext("quiet"),
    "": "",
}

blueprint.add_app_template_global(SoundPicture.is_there, "has_sound_picture")


@blueprint.get("/media/<slug>/sound")
@access.media()
def show(slug: str) -> Response:
    """Show what the sound is like; as a fragment, the strip alone.

    ``captions``: which transcript; ``part``: which part of the table, from 1.
    """
    media = access.current_media()
    picture = SoundPicture.of(media.id)
    transcript = _chosen(media)
    reading, drawing = _read(picture, transcript) if picture else (None, None)
    if reading is None and respond.wants_fragment():
        abort(404)
    return respond.page(
        "pages/sound.html",
        block="strip",
        media=media,
        transcript=transcript,
        reading=reading,
        drawing=drawing,
        summary=_summary(reading, transcript) if reading else "",
        captions_id=transcript.id if transcript else None,
        kind_words=KIND_WORDS,
        loud_words=LOUD_WORDS,
        captioned=_captioned if transcript is None or transcript.complete else _named,
        missing_shown=MISSING_SHOWN,
        **_part(reading.rows if reading else []),
    )


@blueprint.get("/media/<slug>/sound.bin")
@access.media()
def loudness(slug: str) -> Response:
    """Send the loudness, a byte for each 100 ms, whole or in ranges."""
    picture = SoundPicture.of(access.current_media().id)
    if picture is None:
        abort(404)
    response = send_file(
        BytesIO(picture.loudness),
        mimetype="application/octet-stream",
        conditional=True,
        etag=picture.key,
    )
    response.cache_control.private = True
    return response


def _part(rows: Sequence[Row]) -> dict[str, Any]:
    """The part of the table that was asked for."""
    parts = max(1, -(-len(rows) // ROWS))
    part = min(max(request.args.get("part", 1, type=int), 1), parts)
    return {"rows": rows[(part - 1) * ROWS : part * ROWS], "part": part, "parts": parts}


def _summary(reading: Reading, transcript: Transcript | None) -> str:
    """Say in a few sentences what the sound is like."""
    told = {
        "speech": _("speech for %(length)s"),
        "music": _("music for %(length)s"),
        "sound": _("other sound for %(length)s"),
        "silence": _("silence for %(length)s"),
    }
    parts = [
        sentence % {"length": length_in_words(reading.spent_ms[kind])}
        for kind, sentence in told.items()
        if reading.spent_ms.get(kind)
    ]
    listed = ", ".join(parts)
    sentences = [listed[:1].upper() + listed[1:] + "."]
    if reading.loudest_ms is not None:
        sentences.append(_("It is loudest at %(time)s.", time=clock(reading.loudest_ms)))
    sentences.append(_of_captions(reading, transcript))
    return " ".join(filter(None, sentences))


def length_in_words(ms: int) -> str:
    """Say how long something lasts; seconds only where they matter."""
    seconds = max(round(ms / 1000), 1)
    hours, minutes = seconds // 3600, seconds // 60 % 60
    parts = [
        ngettext("%(num)d hour", "%(num)d hours", hours) if hours else "",
        ngettext("%(num)d minute", "%(num)d minutes", minutes) if minutes else "",
    ]
    if seconds < 600 and seconds % 60:
        parts.append(ngettext("%(num)d second", "%(num)d seconds", seconds % 60))
    return " ".join(filter(None, parts))


def _of_captions(reading: Reading, transcript: Transcript | None) -> str:
    if not reading.spent_ms.get("speech"):
        return ""
    if transcript is None:
        return _("There are no captions.")
    if not transcript.complete:
        return _("The captions are still being written.")
    if not reading.missing:
        return _("No speech without captions was found.")
    return ngettext(
        "Captions are missing at %(num)d place.",
        "Captions are missing at %(num)d places.",
        len(reading.missing),
    )


def _captioned(row: Row) -> str:
    """Say whether captions are there: of speech in words, of other sound by what they name."""
    if row.kind != "speech":
        return _named(row)
    if not row.missing:
        return _("yes")
    without = sum(each.duration_ms for each in row.missing)
    if without > (row.end_ms - row.start_ms) * NEARLY_ALL:
        return _("missing")
    places = [f"{clock(each.start_ms)} – {clock(each.end_ms)}" for each in row.missing]
    return _("missing at %(places)s", places=", ".join(places[:PLACES_IN_ROW]))


def _named(row: Row) -> str:
    return ", ".join(f"[{label}]" for label in row.labels)


def _chosen(media: Media) -> Transcript | None:
    """The captions that were asked for, else those that are shown first."""
    asked = media.transcript(request.args.get("captions", 0, type=int))
    if asked is None or asked.kind != "captions":
        return media.captions
    return asked if asked.offered or access.may("review", media) else media.captions


def _read(picture: SoundPicture, transcript: Transcript | None) -> tuple[Reading, Drawing]:
    """Read sound and captions together, once for each version of them."""
    rules = access.current_media().library.caption_profile
    version = f"{transcript.id}-{transcript.version}" if transcript else ""
    key = f"sound:{picture.key}:{version}:{rules}"
    kept: tuple[Reading, Drawing] | None = cache.get(key)
    if kept is None:
        is_growing = transcript is not None and not transcript.complete
        reading = read(
            [(kind, start, end) for kind, start, end in picture.stretches],
            picture.loudness,
            picture.step_ms,
            _captions(transcript) if transcript else [],
            None if is_growing else PROFILES[rules].uncaptioned_speech_warn_ms,
        )
        drawing = draw(reading, picture.loudness)
        kept = replace(reading, covered=(), voices=()), drawing  # drawn, and long
        cache.set(key, kept)
    return kept


def _captions(transcript: Transcript) -> list[Caption]:
    """What of its cues concerns the sound: not their words, which weigh most."""
    rows = db.session.execute(
        select(Cue.start_ms, Cue.end_ms, Cue.text, Cue.speaker, Cue.label)
        .where(Cue.transcript_id == transcript.id, Cue.deleted_at_ms.is_(None))
        .order_by(Cue.start_ms, Cue.id)
    )
    return [
        Caption(start, end, text, speaker=speaker, label=label)
        for start, end, text, speaker, label in rows
    ]
