"""Rules about how long a cue is shown for what there is to read."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.captions.document import Cue
from webapp.captions.lint.finding import N_, Finding, Subject, above, is_sound, seconds
from webapp.captions.measure import count_words, reading_columns


def pace_findings(subject: Subject) -> Iterator[Finding]:
    """Check the time of every cue that has text and time."""
    words_shown = ms_shown = 0
    for index, cue in enumerate(subject.cues):
        shown = cue.end_ms - cue.start_ms
        if shown <= 0 or not cue.text.strip():
            continue
        words = count_words(cue.text)
        yield from _duration(subject, index, shown, words)
        yield from _reading_speed(subject, index, cue, shown)
        if words and not is_sound(cue):
            yield from _word_rate(subject, index, cue, words)
            words_shown += words
            ms_shown += shown
    yield from _average_rate(subject, words_shown, ms_shown)


def _duration(subject: Subject, index: int, shown: int, words: int | None) -> Iterator[Finding]:
    profile = subject.profile
    read_ms = (profile.cue_ms_per_word_warn or 0) * (words or 0)
    if shown < profile.cue_min_ms_error:
        yield subject.finding(
            "too-short",
            "error",
            index,
            measured=shown / 1000,
            limit=profile.cue_min_ms_error / 1000,
            unit="s",
            sentence=N_(
                "The cue is shown for %(shown)s s; at least %(least)s s are needed to notice and "
                "read it."
            ),
            shown=seconds(shown),
            least=seconds(profile.cue_min_ms_error),
        )
    elif shown < read_ms:
        yield subject.finding(
            "too-short",
            "warning",
            index,
            measured=shown / 1000,
            limit=read_ms / 1000,
            unit="s",
            sentence=N_(
                "The cue is shown for %(shown)s s; its %(words)s words are better shown for "
                "%(better)s s."
            ),
            shown=seconds(shown),
            words=words or 0,
            better=seconds(read_ms),
        )
    if shown > profile.cue_max_ms_error:
        yield subject.finding(
            "too-long",
            "error",
            index,
            measured=shown / 1000,
            limit=profile.cue_max_ms_error / 1000,
            unit="s",
            sentence=N_(
                "The cue is shown for %(shown)s s; at most %(most)s s. Split it or end it earlier."
            ),
            shown=seconds(shown),
            most=seconds(profile.cue_max_ms_error),
        )


def _reading_speed(subject: Subject, index: int, cue: Cue, shown: int) -> Iterator[Finding]:
    profile = subject.profile
    speed = reading_columns(cue.text) * 1000 / shown
    broken = above(speed, profile.reading_cps_warn, profile.reading_cps_error)
    if broken:
        severity, limit = broken
        yield subject.finding(
            "reading-speed",
            severity,
            index,
            measured=speed,
            limit=limit,
            unit="characters/s",
            sentence=N_("There are %(speed)s characters a second to read; at most %(most)s.")
            if severity == "error"
            else N_("There are %(speed)s characters a second to read; better at most %(most)s."),
            speed=round(speed, 1),
            most=limit,
        )


def _word_rate(subject: Subject, index: int, cue: Cue, words: int) -> Iterator[Finding]:
    profile = subject.profile
    shown = cue.end_ms - cue.start_ms
    rate = words * 60_000 / shown
    broken = above(rate, profile.rate_wpm_warn, profile.rate_wpm_error)
    if broken:
        severity, limit = broken
        yield subject.finding(
            "word-rate",
            severity,
            index,
            measured=rate,
            limit=limit,
            unit="words/min",
            sentence=N_("The cue runs at %(rate)s words a minute; at most %(most)s.")
            if severity == "error"
            else N_("The cue runs at %(rate)s words a minute; better at most %(most)s."),
            rate=round(rate),
            most=limit,
        )
    low = profile.rate_wpm_low_warn
    if low is not None and not cue.words and shown > profile.cue_min_ms_error:
        idle = shown - words * 60_000 / low
        if idle > profile.out_time_error_ms:
            yield subject.finding(
                "word-rate",
                "warning",
                index,
                measured=rate,
                limit=low,
                unit="words/min",
                sentence=N_(
                    "The cue runs at only %(rate)s words a minute and stays for %(idle)s s after "
                    "it is read. Does it end with the speech?"
                ),
                rate=round(rate),
                idle=seconds(idle),
            )


def _average_rate(subject: Subject, words: int, ms: int) -> Iterator[Finding]:
    """Check the low end over all cues: a single slow cue is only slow speech."""
    low = subject.profile.rate_wpm_low_warn
    if low is None or not ms or words * 60_000 / ms >= low:
        return
    rate = words * 60_000 / ms
    yield Finding(
        "word-rate",
        "warning",
        None,
        round(rate, 3),
        low,
        N_(
            "The captions run at %(rate)s words a minute on average; %(low)s and more are usual. "
            "Slow speech is no fault; words left out, or cues that stay too long, are."
        ),
        "words/min",
        min(cue.start_ms for cue in subject.cues),
        max(cue.end_ms for cue in subject.cues),
        {"rate": round(rate), "low": low},
    )
