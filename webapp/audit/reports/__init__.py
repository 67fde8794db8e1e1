"""Reports of a run. Never a score: what was checked, what was found, and what needs a person."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import cast

from webapp.audit.comparison import Comparison, TreeChange
from webapp.audit.finding import Finding
from webapp.audit.rule import Rule
from webapp.audit.run import Run

FORMATS = {
    "html": "html",
    "json": "json",
    "junit": "xml",
    "sarif": "sarif",
    "text": "txt",
}
"""The formats, each a module here with ``write(report) -> str``, and the ends of their files."""

TOUCHES = {
    "deaf": "people who do not hear",
    "blind": "people who do not see",
    "low-vision": "people who do not see well",
    "keyboard": "people who use no mouse",
    "cognitive": "people who read or think slowly",
    "motion": "people who cannot bear motion",
}
TREE_LINES = 20
"""How much of what changed for a screen reader on a page is shown."""
SEVERITIES = {"blocks": "cannot do it", "hinders": "have trouble", "annoys": "put up with it"}


@dataclass(frozen=True, slots=True)
class Report:
    """What is reported: a run, its rules, and how it compares with an earlier one, if asked."""

    run: Run
    rules: Mapping[str, Rule]
    comparison: Comparison | None = None
    trees: Sequence[TreeChange] = ()
    """What reads otherwise to a screen reader than in the earlier run."""

    @property
    def fresh(self) -> tuple[Finding, ...]:
        """Faults that are not known from before: all, where there is nothing to compare with."""
        result = self.comparison
        return _faults((*result.new, *result.first_looked) if result else self.run.findings)

    @property
    def new(self) -> tuple[Finding, ...]:
        """Faults that were looked for before, and were not there; () where nothing is compared."""
        return _faults(self.comparison.new) if self.comparison else ()

    @property
    def summary(self) -> str:
        """What was made and found, in a sentence or two."""
        run = self.run
        pages = len({visit.subject for visit in run.visits if not visit.not_looked_at})
        checks = f"{_count(run.checks_made, 'check')} made on {_count(pages, 'page')}"
        found = f"{_count(len(run.failed), 'fault')}, {_needs(len(run.needs_person))}"
        return f"{checks}: {found}."

    @property
    def change(self) -> str:
        """What became of what was known, in a sentence; '' where nothing is compared."""
        if self.comparison is None:
            return ""
        result = self.comparison
        parts = {
            "new": self.new,
            "still there": result.remaining,
            "moved": result.moved,
            "mended": result.mended,
            "not looked for": result.unseen,
            "not looked for before": _faults(result.first_looked),
        }
        return ", ".join(f"{len(found)} {what}" for what, found in parts.items()) + "."

    @property
    def left_out(self) -> list[tuple[str, str, str]]:
        """Page, form, and why it or a check of it was not made."""
        rows = []
        for visit in self.run.visits:
            if visit.not_looked_at:
                rows.append(
                    (visit.subject, visit.variant, f"not looked at, because {visit.not_looked_at}")
                )
            rows += [
                (visit.subject, visit.variant, f"check “{check}” not made, because {why}")
                for check, why in visit.failed.items()
            ]
        return rows

    @property
    def read_otherwise(self) -> Iterator[tuple[str, str, list[str]]]:
        """Yield page, forms, and the lines that came and went, the first of them only."""
        for change in self.trees:
            lines = [line for line in change.difference.splitlines() if line[:1] in ("+", "-")]
            left = len(lines) - TREE_LINES
            more = [f"and {_count(left, 'line')} more"] if left > 0 else []
            yield change.subject, forms(change.variants), [*lines[:TREE_LINES], *more]

    def by_rule(self, outcome: str) -> Iterator[tuple[str, Rule | None, list[Finding]]]:
        """Yield the findings of one outcome rule by rule, what blocks people first."""
        weights = {severity: place for place, severity in enumerate(SEVERITIES)}

        def place(finding: Finding) -> tuple[int, str]:
            rule = self.rules.get(finding.found.rule)
            return (weights[rule.severity] if rule else len(weights), finding.found.rule)

        found = sorted((f for f in self.run.findings if f.found.outcome == outcome), key=place)
        for id, group in groupby(found, key=lambda finding: finding.found.rule):
            yield id, self.rules.get(id), list(group)


def write(report: Report, format: str) -> str:
    """Return the report in one of ``FORMATS``."""
    module = importlib.import_module(f"{__name__}.{format}")
    return cast(str, module.write(report))


def forms(variants: Sequence[str]) -> str:
    """Name the first of some forms, and count the others."""
    first, *others = variants
    return f"{first} and {len(others)} more" if others else first


def _faults(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(each for each in findings if each.found.outcome == "failed")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _needs(number: int) -> str:
    return "1 needs a person" if number == 1 else f"{number:,} need a person"
