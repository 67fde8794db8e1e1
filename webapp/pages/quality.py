"""How good captions are, as far as a program can tell: broken rules, and where none stand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from flask import Blueprint, Response, abort

from webapp import access, kept, respond
from webapp.access import May
from webapp.captions.lint import Finding, lint
from webapp.captions.profiles import PROFILES, Profile
from webapp.models import ReviewStep, Shots, SoundPicture, Transcript
from webapp.models.shots import Cuts
from webapp.models.sound_picture import BLUR_MS
from webapp.pages.review.states import missing_words

blueprint = Blueprint("quality", __name__)

TIMELINE_UNITS = 1000


@dataclass(frozen=True, slots=True)
class Quality:
    """What a program found in one version of a transcript."""

    cues: int
    errors: int
    warnings: int
    rules: tuple[tuple[str, str, int, Finding], ...]
    """(rule, severity, how often, one example)."""
    covered: float
    """The part of the media's time that has captions, 0..1."""
    widest_gap_ms: tuple[int, int]
    bars: tuple[tuple[int, int], ...]
    """Where captions stand: (start, width) in thousandths of the media's time."""
    with_sound: bool
    """Whether it was known where somebody speaks."""


@blueprint.get("/media/<slug>/quality/<int:transcript_id>")
@access.media()
def show(slug: str, transcript_id: int) -> Response:
    """Show the report, as a page or as a part of the watch page."""
    media = access.current_media()
    transcript = media.transcript(transcript_id)
    if transcript is None or not (transcript.offered or access.may(May.REVIEW, media)):
        abort(404)
    return respond.page(
        "pages/quality.html",
        block="primary",
        media=transcript.media,
        transcript=transcript,
        quality=_quality(transcript),
        step=ReviewStep.last(transcript.id, "published"),
        missing_words=missing_words,
    )


def _quality(transcript: Transcript) -> Quality:
    """Work the report out once for each version of a transcript, by the rules of its library."""
    rules = transcript.media.library.caption_profile
    picture = SoundPicture.of(transcript.media_id) if _is_held_against_sound(transcript) else None
    cuts = Shots.cuts(transcript.media_id)
    known = f"{picture.key if picture else ''}:{len(cuts.shots_ms or ())}:{cuts.frame_ms}"
    key = f"{transcript.cache_key}:{rules}:{known}"
    return kept.by_version(
        "quality", key, lambda: _measure(transcript, PROFILES[rules], picture, cuts)
    )


def _is_held_against_sound(transcript: Transcript) -> bool:
    """Whether it should have words wherever somebody speaks."""
    return transcript.kind == "captions" and transcript.complete


def _measure(
    transcript: Transcript, profile: Profile, picture: SoundPicture | None, cuts: Cuts
) -> Quality:
    captions = transcript.as_captions()
    speech = picture.speech if picture else None
    findings = lint(
        captions,
        profile,
        speech=speech,
        speech_blur_ms=BLUR_MS,
        shots_ms=cuts.shots_ms,
        frame_ms=cuts.frame_ms,
        portrait=transcript.media.is_portrait,
    )
    counted = Counter((each.code, each.severity) for each in findings)
    examples = {each.code: each for each in reversed(findings)}
    spans = _joined([(cue.start_ms, cue.end_ms) for cue in captions.cues])
    length = max(transcript.media.duration_ms, spans[-1][1] if spans else 0, 1)
    edges = [(0, 0), *spans, (length, length)]
    return Quality(
        cues=len(captions.cues),
        errors=sum(each.severity == "error" for each in findings),
        warnings=sum(each.severity != "error" for each in findings),
        rules=tuple(
            (code, severity, count, examples[code])
            for (code, severity), count in sorted(counted.items(), key=lambda c: (c[0][1], -c[1]))
        ),
        covered=sum(end - start for start, end in spans) / length,
        widest_gap_ms=max(
            ((before[1], after[0]) for before, after in pairwise(edges)),
            key=lambda gap: gap[1] - gap[0],
        ),
        bars=_bars(spans, length),
        with_sound=picture is not None,
    )


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans that overlap or touch."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _bars(spans: list[tuple[int, int]], length: int) -> tuple[tuple[int, int], ...]:
    """Return spans to draw; those closer than can be seen are one, so the picture stays small."""
    scaled = [
        (start * TIMELINE_UNITS // length, -(-end * TIMELINE_UNITS // length))
        for start, end in spans
    ]
    return tuple((start, max(end - start, 1)) for start, end in _joined(scaled))
