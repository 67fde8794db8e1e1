"""Rules about cues beside each other and beside the picture: order, overlaps, gaps, shots."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from webapp.captions.lint.finding import N_, Finding, Subject, seconds

_STARTS_OFF = (
    N_("The cue starts %(off)s s before a cut in the picture; move it onto the cut."),
    N_("The cue starts %(off)s s after a cut in the picture; move it onto the cut."),
)
_ENDS_OFF = (
    N_("The cue ends %(off)s s before a cut in the picture; move it onto the cut."),
    N_("The cue ends %(off)s s after a cut in the picture; move it onto the cut."),
)


def sequence_findings(subject: Subject) -> Iterator[Finding]:
    """Check where every cue stands in time."""
    yield from _order(subject)
    yield from _neighbours(subject)
    yield from _shots(subject)


def _order(subject: Subject) -> Iterator[Finding]:
    cues = subject.cues
    for index, cue in enumerate(cues):
        if cue.end_ms <= cue.start_ms:
            yield subject.finding(
                "end-before-start",
                "error",
                index,
                measured=(cue.end_ms - cue.start_ms) / 1000,
                limit=0,
                unit="s",
                sentence=N_("The cue ends before or when it starts, so it is never shown."),
            )
        if index and cue.start_ms < cues[index - 1].start_ms:
            early = cues[index - 1].start_ms - cue.start_ms
            yield subject.finding(
                "order",
                "error",
                index,
                measured=early / 1000,
                limit=0,
                unit="s",
                sentence=N_(
                    "The cue starts %(early)s s before the one that stands in front of it. Put "
                    "the cues in the order of their times."
                ),
                early=seconds(early),
            )


def _neighbours(subject: Subject) -> Iterator[Finding]:
    cues = subject.cues
    shown = [index for index, cue in enumerate(cues) if cue.end_ms > cue.start_ms]
    shown.sort(key=lambda index: (cues[index].start_ms, cues[index].end_ms))
    last: int | None = None  # the cue that ends last of those so far
    for index in shown:
        if last is not None:
            gap = cues[index].start_ms - cues[last].end_ms
            yield from _overlap(subject, last, index) if gap < 0 else _gap(subject, last, gap)
        if last is None or cues[index].end_ms >= cues[last].end_ms:
            last = index


def _overlap(subject: Subject, before: int, index: int) -> Iterator[Finding]:
    first, second = subject.cues[before], subject.cues[index]
    both = min(first.end_ms, second.end_ms) - second.start_ms
    apart = first.settings != second.settings
    yield subject.finding(
        "overlap",
        "warning" if apart else "error",
        index,
        measured=both / 1000,
        limit=0,
        unit="s",
        sentence=N_(
            "The cue is on the screen together with another one for %(both)s s in another place."
        )
        if apart
        else N_(
            "The cue is on the screen together with another one for %(both)s s. End the first "
            "before the second starts."
        ),
        both=seconds(both),
    )


def _gap(subject: Subject, index: int, gap: int) -> Iterator[Finding]:
    """Check the gap after a cue."""
    profile, frame = subject.profile, subject.frame_ms
    least = profile.gap_min_frames_error * frame
    if gap < least:
        yield subject.finding(
            "gap-short",
            "error",
            index,
            measured=gap / 1000,
            limit=least / 1000,
            unit="s",
            sentence=N_(
                "The next cue follows after %(gap)s s; leave at least %(frames)s frames "
                "(%(least)s s), so that the change is seen."
            ),
            gap=seconds(gap),
            frames=profile.gap_min_frames_error,
            least=seconds(least),
        )
        return
    seen_from = (profile.gap_frames + 1) * frame
    if gap < seen_from:
        return
    if profile.visible_gap_error_ms is not None or profile.visible_gap_warn_ms is not None:
        yield from _visible_gap(subject, index, gap)
    elif gap <= profile.gap_close_below_ms - frame:
        limit = profile.gap_frames * frame
        yield subject.finding(
            "gap-should-close",
            "warning",
            index,
            measured=gap / 1000,
            limit=limit / 1000,
            unit="s",
            sentence=N_(
                "The gap of %(gap)s s to the next cue flickers; close it to %(frames)s frames "
                "(%(close)s s)."
            ),
            gap=seconds(gap),
            frames=profile.gap_frames,
            close=seconds(limit),
        )


def _visible_gap(subject: Subject, index: int, gap: int) -> Iterator[Finding]:
    error, warn = subject.profile.visible_gap_error_ms, subject.profile.visible_gap_warn_ms
    if error is not None and gap < error:
        yield subject.finding(
            "visible-gap",
            "error",
            index,
            measured=gap / 1000,
            limit=error / 1000,
            unit="s",
            sentence=N_(
                "The gap of %(gap)s s to the next cue is too short to be seen as a pause; close "
                "it or make it at least %(least)s s."
            ),
            gap=seconds(gap),
            least=seconds(error),
        )
    elif warn is not None and gap < warn:
        yield subject.finding(
            "visible-gap",
            "warning",
            index,
            measured=gap / 1000,
            limit=warn / 1000,
            unit="s",
            sentence=N_(
                "The gap of %(gap)s s to the next cue is short; close it or make it %(least)s s."
            ),
            gap=seconds(gap),
            least=seconds(warn),
        )


def _shots(subject: Subject) -> Iterator[Finding]:
    if not subject.shots_ms:
        return
    half_frame = subject.frame_ms / 2
    lead = subject.profile.gap_frames * subject.frame_ms  # a cue may end as a gap before the cut
    for index, cue in enumerate(subject.cues):
        for sentences, ms, allowed in (
            (_STARTS_OFF, cue.start_ms, 0.0),
            (_ENDS_OFF, cue.end_ms, lead),
        ):
            offset = _from_nearest_shot(subject, ms)
            on_it = -allowed - half_frame <= offset <= half_frame
            if not on_it and abs(offset) < subject.profile.shot_window_ms:
                yield subject.finding(
                    "shot-change",
                    "warning",
                    index,
                    measured=abs(offset) / 1000,
                    limit=subject.profile.shot_window_ms / 1000,
                    unit="s",
                    sentence=sentences[offset > 0],
                    off=seconds(abs(offset)),
                )
                break


def _from_nearest_shot(subject: Subject, ms: int) -> int:
    at = bisect_left(subject.shots_ms, ms)
    return min((ms - shot for shot in subject.shots_ms[max(at - 1, 0) : at + 1]), key=abs)
