"""What lint says, and what it looks at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from webapp.captions.document import Captions, Cue, Stretch
from webapp.captions.parting import Grammar
from webapp.captions.profiles import Profile

if TYPE_CHECKING:
    from webapp.captions.lint.spelling import Spelling

Severity = Literal["error", "warning"]
Value = str | int | float


def N_(sentence: str) -> str:
    """Mark a sentence for the catalogues; it is translated where it is shown."""
    return sentence


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing in the captions that breaks a rule, or that a person should look at.

    ``code`` is stable (see ``docs/captions.md``). ``cue`` is the index of the cue, None where no
    cue is at fault: the whole file, or speech without one. ``measured`` and ``limit`` are in
    ``unit``. ``sentence`` is for a person, with names (``%(shown)s``) where ``values`` belong; both
    are apart so that a page can translate them. The times say where to look.
    """

    code: str
    severity: Severity
    cue: int | None
    measured: float
    limit: float
    sentence: str
    unit: str = ""
    start_ms: int = 0
    end_ms: int = 0
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The whole sentence in English."""
        return in_english(self.sentence, self.values)


@dataclass(frozen=True, slots=True)
class Subject:
    """The captions under lint, with all that the rules depend on."""

    captions: Captions
    profile: Profile
    grammar: Grammar
    speech: Sequence[Stretch] | None
    """In order and without overlaps."""
    speech_blur_ms: int
    """By how much the ends of ``speech`` may be wrong."""
    shots_ms: Sequence[int]
    """In order."""
    frame_ms: float
    portrait: bool
    spelling: Spelling | None = None
    """What the glossary knows."""

    @property
    def cues(self) -> Sequence[Cue]:
        return self.captions.cues

    def finding(
        self,
        code: str,
        severity: Severity,
        cue: int,
        *,
        measured: float,
        limit: float,
        unit: str,
        sentence: str,
        **values: Value,
    ) -> Finding:
        """Return a finding about one cue, with the cue's times."""
        at = self.cues[cue]
        return Finding(
            code,
            severity,
            cue,
            round(measured, 3),
            limit,
            sentence,
            unit,
            at.start_ms,
            at.end_ms,
            values,
        )


def above(
    measured: float, warn: float | None, error: float | None
) -> tuple[Severity, float] | None:
    """Return the severity and the limit that a value is above, None where it is above neither."""
    if error is not None and measured > error:
        return "error", error
    if warn is not None and measured > warn:
        return "warning", warn
    return None


def seconds(ms: float) -> float:
    """Return a time as exactly as a person reads it, for example 1.25."""
    return round(ms / 1000, 2)


def in_english(sentence: str, values: Mapping[str, Value]) -> str:
    """Put values into a sentence."""
    return sentence % {name: _plain(value) for name, value in values.items()}


def _plain(value: Value) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def is_sound(cue: Cue) -> bool:
    """Tell whether a cue shows a sound, not speech: labelled, all in brackets, or music notes."""
    text = cue.text.strip()
    bracketed = text.startswith("[") and text.endswith("]") and text.count("[") == 1
    return cue.label is not None or bracketed or (text != "" and not text.strip("♪♫#* \n"))
