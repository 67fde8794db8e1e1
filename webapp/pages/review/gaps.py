"""Where captions and sound do not fit, and captions near cuts: the time line in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from webapp import access, respond
from webapp.access import May
from webapp.captions.document import Captions
from webapp.captions.lint import Finding, lint
from webapp.captions.profiles import PROFILES
from webapp.extensions import cache
from webapp.models import Shots, SoundPicture, Transcript
from webapp.models.sound_picture import BLUR_MS
from webapp.pages.review import review
from webapp.pages.review.time_line import short_stamp
from webapp.sound_reading import SPEECH, Kind

blueprint = Blueprint("review_gaps", __name__)

GAPS = 50
"""Places that one page lists."""

KINDS = {
    "speech-without-cue": lazy_gettext("Speech with no caption"),
    "cue-over-silence": lazy_gettext("Captions where nobody speaks"),
    "shot-change": lazy_gettext("Captions beside a cut"),
}
"""What is listed, by the code of lint."""


class Gap(NamedTuple):
    """A place where something does not fit."""

    finding: Finding
    cue_id: int | None
    """None where there is no caption."""


@blueprint.get(f"{review.ADDRESS}/gaps")
@access.media(May.REVIEW)
def show(slug: str, transcript_id: int) -> Response:
    """List the places. ``kind``: of one kind (`KINDS`) alone; ``part``: which part of the list."""
    transcript = review.current_transcript()
    picture = SoundPicture.of(transcript.media_id) if transcript.complete else None
    heard = [(kind, start, end) for kind, start, end in picture.stretches] if picture else []
    every = _gaps(transcript, picture)
    kind = request.args.get("kind", "")
    wanted = [each for each in every if each.finding.code == kind] if kind in KINDS else every
    parts = max(1, -(-len(wanted) // GAPS))
    part = min(max(request.args.get("part", 1, type=int), 1), parts)
    shown = wanted[(part - 1) * GAPS : part * GAPS]
    return respond.page(
        "pages/review_gaps.html",
        block="found",
        gaps=[(gap.cue_id, gap.finding, _sentence(gap.finding, heard)) for gap in shown],
        part=part,
        parts=parts,
        kind=kind if kind in KINDS else "",
        kinds=KINDS,
        gap_counts=Counter(each.finding.code for each in every),
        knows_sound=picture is not None,
        knows_shots=Shots.of(transcript.media_id) or transcript.media.kind != "video",
        **review.context(transcript),
    )


def _gaps(transcript: Transcript, picture: SoundPicture | None) -> Sequence[Gap]:
    """The places in order of time, worked out once for each version of the captions."""
    rules = transcript.media.library.caption_profile
    shots = Shots.cuts(transcript.media_id)
    known = f"{picture.key if picture else ''}:{len(shots.shots_ms or ())}"
    key = f"gaps:{transcript.id}:{transcript.version}:{rules}:{known}"
    kept: Sequence[Gap] | None = cache.get(key)
    if kept is None:
        cues = transcript.cues()
        findings = lint(
            Captions([cue.as_caption() for cue in cues], transcript.language),
            PROFILES[rules],
            speech=picture.speech if picture else None,
            speech_blur_ms=BLUR_MS,
            shots_ms=shots.shots_ms,
            frame_ms=shots.frame_ms,
        )
        kept = [
            Gap(each, None if each.cue is None else cues[each.cue].id)
            for each in findings
            if each.code in KINDS
        ]
        cache.set(key, kept)
    return kept


def _sentence(finding: Finding, heard: Sequence[Kind]) -> str:
    start, end = short_stamp(finding.start_ms), short_stamp(finding.end_ms)
    if finding.cue is None:
        return _("Speech from %(start)s to %(end)s with no caption", start=start, end=end)
    name = _(
        "Caption %(number)s, %(start)s to %(end)s", number=finding.cue + 1, start=start, end=end
    )
    if finding.code == "shot-change":
        return f"{name}: {_(finding.sentence, **finding.values)}"
    return f"{name}: {_over(finding, heard)}"


def _over(finding: Finding, heard: Sequence[Kind]) -> str:
    """Say what is heard where nobody speaks."""
    spent: Counter[str] = Counter()
    for kind, start, end in heard:
        if kind != SPEECH:
            spent[kind] += max(0, min(end, finding.end_ms) - max(start, finding.start_ms))
    words = {
        "music": _("nobody seems to speak, there is music."),
        "sound": _("nobody seems to speak, there is other sound."),
    }
    silent = _("nobody seems to speak, it is silent.")
    return words.get(next((kind for kind, _ms in spent.most_common(1)), ""), silent)
