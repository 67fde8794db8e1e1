"""How many faults a run found, and what became of those of the run before it, in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from webapp.audit.comparison import compare
from webapp.audit.finding import Finding
from webapp.audit.run import Run


@dataclass(frozen=True, slots=True)
class Tally:
    """Faults only: what is doubtful is not counted."""

    found: int
    new: int
    mended: int
    first_looked: int
    """Found where the run before did not look."""


def tally(before: Run | None, now: Run) -> Tally:
    """Count what a run found, beside the run before it where there is one."""
    changed = compare(before or now, now)
    counted = map(_faults, (changed.new, changed.mended, changed.first_looked))
    return Tally(len(now.failed), *counted)


def _faults(findings: Sequence[Finding]) -> int:
    return sum(each.found.outcome == "failed" for each in findings)
