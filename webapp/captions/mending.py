"""What lint finds and a program can put right: fix-its.

Each is tried out: it is offered only where an error or warning goes (or an error becomes a
warning), nothing comes or gets worse at the cue and its neighbours, and every word stays (but
those that ``REWORDING`` is about).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from math import ceil
from typing import NamedTuple

from webapp.captions.document import Cue
from webapp.captions.editing.styling import restyle
from webapp.captions.editing.tokens import tokens
from webapp.captions.lines import LineBreaker, prepare
from webapp.captions.lint import Finding
from webapp.captions.lint.rules import Rules
from webapp.captions.lint.spelling import corrected
from webapp.captions.measure import count_words, ends_clause, ends_sentence, reading_columns
from webapp.captions.timing import Clock

REWORDING = frozenset({"term"})
"""Suggestions that change words, which therefore are only taken one by one, by a person."""
_BESIDE = 3
"""So many cues on each side are looked at again when a mend is tried out."""
_DASHES = ("-", "–", "—", ">>", "•")


class Mend(NamedTuple):
    """One suggestion: what becomes of a cue or of one beside it."""

    name: str
    """Stable; pages put it into words: ``balance``, ``extend``, ``close-gap`` ..."""
    code: str
    """The finding that goes."""
    changes: Mapping[int, Cue]
    """By index, what cues become. Empty: the cue is split instead."""
    split_at: int | None = None
    """Where in the text of the cue, for whoever can split it."""


class Place(NamedTuple):
    """A cue among others, in order of time."""

    cues: Sequence[Cue]
    at: int
    rules: Rules

    @property
    def cue(self) -> Cue:
        return self.cues[self.at]

    @property
    def before(self) -> Cue | None:
        return self.cues[self.at - 1] if self.at else None

    @property
    def following(self) -> Cue | None:
        return self.cues[self.at + 1] if self.at + 1 < len(self.cues) else None

    @property
    def gap_ms(self) -> int:
        """What is left between cues that follow each other closely."""
        return ceil(self.rules.profile.gap_frames * self.rules.frame_ms)

    @property
    def latest_ms(self) -> int | None:
        """When the cue may end at the latest, for the sake of the next one; None: no matter."""
        return self.following.start_ms - self.gap_ms if self.following else None


def mends(cues: Sequence[Cue], index: int, rules: Rules) -> list[Mend]:
    """Return what can be done about a cue's findings, the most wanted first, each name once."""
    place = Place(cues, index, rules)
    found: dict[str, Mend] = {}
    before = _findings(place, {})
    mine = [finding for finding in before if finding.cue == index]
    for finding in sorted(mine, key=lambda finding: finding.severity):
        for suggest in _SUGGESTIONS.get(finding.code, ()):
            for mend in suggest(place, finding):
                if mend.name not in found and proves(place, mend, before):
                    found[mend.name] = mend
    return list(found.values())


def words_of(text: str) -> list[str]:
    """Return what has to stay of a text: its words in order, without punctuation around them."""
    return [token.key for token in tokens(_shown(text)) if any(map(str.isalnum, token.key))]


def proves(place: Place, mend: Mend, found: Sequence[Finding]) -> bool:
    """Whether a mend does what it says (see above), given what was found before."""
    if mend.split_at is not None:
        return True  # whoever suggests a split has looked at both halves
    for index, now in mend.changes.items():
        was = place.cues[index]
        if mend.name not in REWORDING and words_of(now.text) != words_of(was.text):
            return False
        if not 0 <= now.start_ms < now.end_ms:
            return False
    before = _worst(found)
    after = _worst(_findings(place, mend.changes))
    mended = place.at, mend.code
    return after.get(mended, 0) < before[mended] and all(
        grade <= before.get(what, 0) for what, grade in after.items()
    )


def _worst(findings: Iterable[Finding]) -> dict[tuple[int | None, str], int]:
    """How bad each thing is that was found: 1 (warning) or 2 (error)."""
    grades: dict[tuple[int | None, str], int] = {}
    for each in findings:
        grade = 2 if each.severity == "error" else 1
        grades[each.cue, each.code] = max(grade, grades.get((each.cue, each.code), 0))
    return grades


def _findings(place: Place, changes: Mapping[int, Cue]) -> list[Finding]:
    """What lint says of a cue and those around it, as the changes would leave them."""
    first = max(0, place.at - _BESIDE)
    some = [
        changes.get(first + n, cue)
        for n, cue in enumerate(place.cues[first : place.at + _BESIDE + 1])
    ]
    return [replace(each, cue=first + (each.cue or 0)) for each in place.rules.findings(some)]


def _mend(place: Place, finding: Finding, name: str, now: Cue) -> Iterator[Mend]:
    if now != place.cue:
        yield Mend(name, finding.code, {place.at: now})


def _retold(cue: Cue, text: str) -> Cue:
    """The cue with its text written otherwise, and its words in their styles."""
    markup = None if cue.markup is None else restyle(cue, text, cue.speaker)
    return replace(cue, text=text, markup=markup)


def _balance(place: Place, finding: Finding) -> Iterator[Mend]:
    """Break the text anew, in even lines where grammar allows it; dialogue keeps its lines."""
    lines = place.cue.text.split("\n")
    if any(line.lstrip().startswith(_DASHES) for line in lines):
        return
    profile, portrait = place.rules.profile, place.rules.portrait
    words = place.cue.text.split()
    breaker = LineBreaker(
        prepare(words, place.rules.language),
        limit=profile.line_chars(portrait),
        wanted=profile.line_chars_wanted(portrait),
        most=profile.lines(portrait),
    )
    if words:
        text = breaker.layout(0, len(words))
        yield from _mend(place, finding, "balance", _retold(place.cue, text))


def _extend(place: Place, finding: Finding) -> Iterator[Mend]:
    """Show it for as long as it should be, or must be at least, where there is room."""
    cue, clock = place.cue, Clock(place.rules.profile, place.rules.frame_ms)
    texts = reading_columns(cue.text), count_words(cue.text) or 0
    wanted, needed = clock.reading_ms(*texts)
    limit = ceil(finding.limit * 1000) if finding.unit == "s" else 0
    latest = place.latest_ms
    for length in dict.fromkeys((max(wanted, limit), max(needed, limit))):
        end = cue.start_ms + length
        if latest is None or end <= latest:
            yield from _mend(place, finding, "extend", replace(cue, end_ms=max(end, cue.end_ms)))
        elif latest > cue.end_ms:
            # Up to the next one, and so much earlier as nobody notices.
            early = min(end - latest, place.rules.profile.in_time_warn_ms)
            free_from = place.before.end_ms + place.gap_ms if place.before else 0
            start = max(cue.start_ms - early, min(free_from, cue.start_ms))
            yield from _mend(place, finding, "extend", replace(cue, start_ms=start, end_ms=latest))


def _to_next(name: str) -> Callable[[Place, Finding], Iterator[Mend]]:
    """End a cue as a gap before the next one begins."""

    def suggest(place: Place, finding: Finding) -> Iterator[Mend]:
        if place.latest_ms is not None:
            yield from _mend(place, finding, name, replace(place.cue, end_ms=place.latest_ms))

    return suggest


def _end_the_one_before(place: Place, finding: Finding) -> Iterator[Mend]:
    if place.before is not None:
        end = place.cue.start_ms - place.gap_ms
        changed = replace(place.before, end_ms=end)
        yield Mend("end-before", finding.code, {place.at - 1: changed})


def _end_with_speech(place: Place, finding: Finding) -> Iterator[Mend]:
    """End it soon after its last word, or after the time that reading takes."""
    cue = place.cue
    if not cue.words:
        return
    spoken = max(word.end_ms for word in cue.words)
    clock = Clock(place.rules.profile, place.rules.frame_ms)
    wanted, needed = clock.reading_ms(reading_columns(cue.text), count_words(cue.text) or 0)
    late = spoken + place.rules.profile.out_time_warn_ms
    for end in (max(late, cue.start_ms + wanted), max(late, cue.start_ms + needed)):
        if end < cue.end_ms:
            yield from _mend(place, finding, "end-with-speech", replace(cue, end_ms=end))


def _start_with_speech(place: Place, finding: Finding) -> Iterator[Mend]:
    cue = place.cue
    if not cue.words:
        return
    spoken = min(word.start_ms for word in cue.words)
    if place.before is not None and spoken < cue.start_ms:
        spoken = max(spoken, min(place.before.end_ms + place.gap_ms, cue.start_ms))
    yield from _mend(place, finding, "start-with-speech", replace(cue, start_ms=spoken))


def _onto_cut(place: Place, finding: Finding) -> Iterator[Mend]:
    """Move the edge that is near a cut onto it."""
    cue, window = place.cue, place.rules.profile.shot_window_ms
    for shot in place.rules.shots_ms or ():
        if abs(cue.start_ms - shot) < window:
            yield from _mend(place, finding, "onto-cut", replace(cue, start_ms=shot))
        if abs(cue.end_ms - shot) < window:
            end = shot - place.gap_ms
            yield from _mend(place, finding, "onto-cut", replace(cue, end_ms=end))


def _bracket(place: Place, finding: Finding) -> Iterator[Mend]:
    text = " ".join(place.cue.text.split()).strip("()*{}[] ")
    yield from _mend(place, finding, "bracket", _retold(place.cue, f"[{text}]"))


def _dash(place: Place, finding: Finding) -> Iterator[Mend]:
    lines = [line.strip() for line in place.cue.text.split("\n") if line.strip()]
    text = "\n".join(line if line.startswith(_DASHES) else f"- {line}" for line in lines)
    yield from _mend(place, finding, "dash", _retold(place.cue, text))


def _clean(place: Place, finding: Finding) -> Iterator[Mend]:
    yield from _mend(place, finding, "clean", _retold(place.cue, _shown(place.cue.text)))


def _term(place: Place, finding: Finding) -> Iterator[Mend]:
    """Write terms as the glossary has them."""
    if place.rules.spelling is not None:
        text = corrected(place.cue.text, place.rules.spelling)
        yield from _mend(place, finding, "term", _retold(place.cue, text))


def _split(place: Place, finding: Finding) -> Iterator[Mend]:
    """Part it nearest to its middle, best where a sentence ends, else at a comma."""
    cue = place.cue
    words = tokens(cue.text)
    middle = len(cue.text) / 2
    kinds: tuple[Callable[[str], bool], ...] = (ends_sentence, ends_clause, lambda _: True)
    for is_good in kinds:
        carets = [now.start for was, now in pairwise(words) if is_good(was.text)]
        inner = [at for at in carets if 0.25 < at / len(cue.text) < 0.75]
        if inner:
            at = min(inner, key=lambda caret: abs(caret - middle))
            yield Mend("split", finding.code, {}, split_at=at)
            return


def _shown(text: str) -> str:
    """The text without characters that cannot be shown."""
    return "".join(
        character
        for character in text
        if character == "\n"
        or not (unicodedata.category(character) in ("Cc", "Cs", "Co") or character == "\ufffd")
    )


_SUGGESTIONS: Mapping[str, tuple[Callable[[Place, Finding], Iterator[Mend]], ...]] = {
    "line-length": (_balance,),
    "line-count": (_balance, _split),
    "line-break": (_balance,),
    "too-short": (_extend,),
    "reading-speed": (_extend,),
    "word-rate": (_extend, _end_with_speech),
    "too-long": (_end_with_speech, _split),
    "gap-should-close": (_to_next("close-gap"),),
    "visible-gap": (_to_next("close-gap"),),
    "gap-short": (_to_next("open-gap"),),
    "overlap": (_end_the_one_before,),
    "in-time-late": (_start_with_speech,),
    "in-time-early": (_start_with_speech,),
    "out-time-late": (_end_with_speech,),
    "shot-change": (_onto_cut,),
    "sound-label-brackets": (_bracket,),
    "speaker-change": (_dash,),
    "control-character": (_clean,),
    "term-spelling": (_term,),
}
