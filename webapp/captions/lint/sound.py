"""Rules about cues against what is heard: the words' own times, and where somebody speaks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from webapp.captions.document import Cue, Stretch
from webapp.captions.lint.finding import N_, Finding, Subject, above, is_sound, seconds

_BREATH_MS = 500
"""Speech on both sides of a pause this short is one run of speech."""


def joined(stretches: Sequence[Stretch], bridge_ms: int = 0) -> list[Stretch]:
    """Return stretches in order, those that touch or are ``bridge_ms`` apart made one."""
    result: list[Stretch] = []
    for stretch in sorted(stretches, key=lambda stretch: stretch.start_ms):
        if stretch.end_ms <= stretch.start_ms:
            continue
        if result and stretch.start_ms - result[-1].end_ms <= bridge_ms:
            end = max(result[-1].end_ms, stretch.end_ms)
            result[-1] = Stretch(result[-1].start_ms, end)
        else:
            result.append(stretch)
    return result


def sound_findings(subject: Subject) -> Iterator[Finding]:
    """Check every cue against its words, or where it has none, against the speech."""
    covered_to = 0
    for index, cue in enumerate(subject.cues):
        if cue.end_ms > cue.start_ms and not is_sound(cue):
            if cue.words:
                start = min(word.start_ms for word in cue.words)
                end = max(word.end_ms for word in cue.words)
                yield from _in_time(subject, index, cue.start_ms - start)
                yield from _out_time(subject, index, cue.end_ms - end)
            elif subject.speech is not None:
                yield from _against_speech(subject, index, cue, subject.speech, covered_to)
        covered_to = max(covered_to, cue.end_ms)
    if subject.speech is not None:
        yield from _over_silence(subject, subject.speech)
        yield from _without_cue(subject, subject.speech)


def _in_time(subject: Subject, index: int, offset: int) -> Iterator[Finding]:
    profile = subject.profile
    broken = above(abs(offset), profile.in_time_warn_ms, profile.in_time_error_ms)
    if broken:
        severity, limit = broken
        yield subject.finding(
            "in-time-late" if offset > 0 else "in-time-early",
            severity,
            index,
            measured=abs(offset) / 1000,
            limit=limit / 1000,
            unit="s",
            sentence=N_("The cue appears %(off)s s after its words are heard.")
            if offset > 0
            else N_("The cue appears %(off)s s before its words are heard."),
            off=seconds(abs(offset)),
        )


def _out_time(subject: Subject, index: int, late: int) -> Iterator[Finding]:
    profile = subject.profile
    broken = above(late, profile.out_time_warn_ms, profile.out_time_error_ms)
    if broken:
        severity, limit = broken
        yield subject.finding(
            "out-time-late",
            severity,
            index,
            measured=late / 1000,
            limit=limit / 1000,
            unit="s",
            sentence=N_("The cue stays for %(late)s s after its last word; at most %(most)s s.")
            if severity == "error"
            else N_("The cue stays for %(late)s s after its last word; better at most %(most)s s."),
            late=seconds(late),
            most=seconds(limit),
        )


def _heard(cue: Cue, speech: Sequence[Stretch]) -> tuple[Stretch, Stretch] | None:
    """Return the first and the last stretch of speech that a cue covers any part of."""
    first = bisect_right(speech, cue.start_ms, key=lambda stretch: stretch.end_ms)
    after = bisect_left(speech, cue.end_ms, key=lambda stretch: stretch.start_ms)
    return (speech[first], speech[after - 1]) if first < after else None


def _against_speech(
    subject: Subject, index: int, cue: Cue, speech: Sequence[Stretch], covered_to: int
) -> Iterator[Finding]:
    heard = _heard(cue, speech)
    if heard is None:
        return
    first, last = heard
    offset = cue.start_ms - first.start_ms
    if offset < 0 or covered_to <= first.start_ms:
        blur = min(abs(offset), subject.speech_blur_ms)
        yield from _in_time(subject, index, offset - blur if offset > 0 else offset + blur)
    yield from _out_time(subject, index, cue.end_ms - last.end_ms - subject.speech_blur_ms)


def _over_silence(subject: Subject, speech: Sequence[Stretch]) -> Iterator[Finding]:
    profile = subject.profile
    for index, cue in enumerate(subject.cues):
        shown = cue.end_ms - cue.start_ms
        if is_sound(cue) or not cue.text.strip() or _heard(cue, speech):
            continue
        broken = above(shown, profile.silent_cue_warn_ms, profile.silent_cue_error_ms)
        if broken:
            severity, limit = broken
            yield subject.finding(
                "cue-over-silence",
                severity,
                index,
                measured=shown / 1000,
                limit=limit / 1000,
                unit="s",
                sentence=N_(
                    "Nobody speaks during the %(shown)s s of this cue. Is it heard at all?"
                ),
                shown=seconds(shown),
            )


def speech_without_cue(cues: Sequence[Cue], speech: Sequence[Stretch]) -> Iterator[Stretch]:
    """Yield where somebody speaks and no cue shows words, however short."""
    shown = joined(
        [
            Stretch(cue.start_ms, cue.end_ms)
            for cue in cues
            if cue.text.strip() and not is_sound(cue)
        ]
    )
    return _uncovered(joined(speech, _BREATH_MS), shown)


def _without_cue(subject: Subject, speech: Sequence[Stretch]) -> Iterator[Finding]:
    profile = subject.profile
    for missed in speech_without_cue(subject.cues, speech):
        length = missed.duration_ms
        broken = above(
            length, profile.uncaptioned_speech_warn_ms, profile.uncaptioned_speech_error_ms
        )
        if broken:
            severity, limit = broken
            yield Finding(
                "speech-without-cue",
                severity,
                None,
                length / 1000,
                limit / 1000,
                N_("Somebody speaks for %(length)s s and no caption is shown."),
                "s",
                missed.start_ms,
                missed.end_ms,
                {"length": seconds(length)},
            )


def _uncovered(speech: Sequence[Stretch], shown: Sequence[Stretch]) -> Iterator[Stretch]:
    at = 0
    for stretch in speech:
        start = stretch.start_ms
        while at < len(shown) and shown[at].end_ms <= start:
            at += 1
        ahead = at
        while ahead < len(shown) and shown[ahead].start_ms < stretch.end_ms:
            if shown[ahead].start_ms > start:
                yield Stretch(start, shown[ahead].start_ms)
            start = shown[ahead].end_ms
            ahead += 1
        if start < stretch.end_ms:
            yield Stretch(start, stretch.end_ms)
        at = max(at, ahead - 1)
