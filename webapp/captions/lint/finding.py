"""What lint says, and what it looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from webapp.captions.document import Captions, Cue, Stretch
from webapp.captions.parting import Grammar
from webapp.captions.profiles import Profile

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing in the captions that breaks a rule, or that a person should look at.

    ``code`` is stable (see ``docs/captions.md``). ``cue`` is the index of the cue, None where no
    cue is at fault: the whole file, or speech without one. ``measured`` and ``limit`` are in
    ``unit``. ``message`` is a sentence for a person. The times say where to look.
    """

    code: str
    severity: Severity
    cue: int | None
    measured: float
    limit: float
    message: str
    unit: str = ""
    start_ms: int = 0
    end_ms: int = 0


@dataclass(frozen=True, slots=True)
class Subject:
    """The captions under lint, with all that the rules depend on."""

    captions: Captions
    profile: Profile
    grammar: Grammar
    speech: Sequence[Stretch] | None
    """In order and without overlaps."""
    shots_ms: Sequence[int]
    """In order."""
    frame_ms: float
    portrait: bool

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
        message: str,
    ) -> Finding:
        """Return a finding about one cue, with the cue's times."""
        at = self.cues[cue]
        return Finding(
            code, severity, cue, round(measured, 3), limit, message, unit, at.start_ms, at.end_ms
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


def seconds(ms: float) -> str:
    """Return a time as a person reads it, for example ``1.25 s``."""
    return f"{ms / 1000:.2f}".rstrip("0").rstrip(".") + " s"


def is_sound(cue: Cue) -> bool:
    """Tell whether a cue shows a sound, not speech: labelled, all in brackets, or music notes."""
    text = cue.text.strip()
    bracketed = text.startswith("[") and text.endswith("]") and text.count("[") == 1
    return cue.label is not None or bracketed or (text != "" and not text.strip("♪♫#* \n"))
