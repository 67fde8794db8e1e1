"""A baseline: findings that are known and not mended yet. It can only shrink.

A JSON file beside the project. A finding that is not in it is new. One that is mended must be
struck out; nothing is ever added. A run that is partial changes nothing: what it did not see may
still be there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from webapp.audit.comparison import compare
from webapp.audit.finding import Finding
from webapp.audit.run import Run, finding_from_json, finding_to_json

FORMAT = 1


class BaselineError(ValueError):
    """What a baseline does not allow; its text is one sentence for a person."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The findings that are known: faults, never what only a person can judge."""

    findings: tuple[Finding, ...]

    @classmethod
    def first(cls, run: Run) -> Baseline:
        """Return the baseline that a project begins with; BaselineError for a partial run."""
        if run.partial:
            raise BaselineError("A partial run makes no baseline: it did not see everything.")
        return cls(run.failed)

    @classmethod
    def read(cls, file: Path) -> Baseline:
        """Read a file that ``write`` wrote; BaselineError where it is none, OSError."""
        try:
            kept = json.loads(file.read_text("utf-8"))
            if kept["baseline"] != FORMAT:
                raise BaselineError(f"This baseline has format {kept['baseline']}, not {FORMAT}.")
            return cls(tuple(finding_from_json(each) for each in kept["findings"]))
        except BaselineError:
            raise
        except (ValueError, KeyError, TypeError) as error:
            raise BaselineError("This file is no baseline of an audit.") from error

    def write(self, file: Path) -> None:
        """Write the file, in an order and form that makes small differences."""
        rows = [finding_to_json(finding) for finding in _sorted(self.findings)]
        text = json.dumps({"baseline": FORMAT, "findings": rows}, ensure_ascii=False, indent=1)
        file.write_text(text + "\n", "utf-8")

    def strike(self, run: Run) -> Baseline:
        """Return it without what a run found mended, and with moved ones where they are now.

        BaselineError for a partial run.
        """
        if run.partial:
            raise BaselineError(
                "A partial run changes no baseline: run the audit over all pages, and mend what "
                "kept it from looking at them."
            )
        result = compare(self.findings, run)
        known = {finding.identity for finding in self.findings}
        kept = [each for each in result.remaining if each.identity in known]
        moved = [now for _, now in result.moved]
        faults = [each for each in (*kept, *moved) if each.found.outcome == "failed"]
        return Baseline((*faults, *result.unseen))


def _sorted(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(
        findings,
        key=lambda each: (each.subject, each.found.rule, each.found.element.key, each.number),
    )
