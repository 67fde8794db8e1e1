"""What a person has to look at: what checks could not judge, and what no check covers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from webapp.audit.coverage import PERSON, covered
from webapp.audit.wcag import CRITERIA, Criterion
from webapp.models import AuditFinding, AuditHandCheck, AuditRun
from webapp.models.audit_finding import NEEDS_PERSON, Narrowed
from webapp.pages.audits import filters, rules


@dataclass(frozen=True, slots=True)
class Task:
    """The elements of one page that one rule cannot judge, or one criterion on the whole site."""

    what: str
    """The id of the rule, or the number of the criterion."""
    subject: str
    """The page; '' is the whole site."""
    last: AuditHandCheck | None
    """The last look, in this audit or one before it."""
    is_done: bool
    findings: Sequence[AuditFinding] = ()
    criterion: Criterion | None = None
    is_partly_covered: bool = False
    """Whether checks find some faults against the criterion."""

    @property
    def id(self) -> str:
        name = self.findings[0].identity if self.findings else self.what.replace(".", "-")
        return f"task-{name}"

    @property
    def guidance(self) -> str:
        """What is to be done for the criterion; in English, to be translated."""
        return PERSON[self.what] if self.criterion else ""


def tasks(run: AuditRun) -> list[Task]:
    """Everything that a person has to look at, what was not looked at yet first."""
    last = AuditHandCheck.last(run)
    found = [*_of_findings(run, last), *_of_criteria(run, last)]
    return sorted(found, key=lambda task: task.is_done)


_Last = Mapping[tuple[str, str], AuditHandCheck]


def _of_findings(run: AuditRun, last: _Last) -> Iterator[Task]:
    needing = AuditFinding.narrowed(run, Narrowed(outcome=NEEDS_PERSON), filters.in_order(run))
    groups: dict[tuple[str, str], list[AuditFinding]] = {}
    for finding in needing:
        groups.setdefault((finding.subject, finding.rule), []).append(finding)
    for (subject, rule), findings in groups.items():
        looked = last.get((subject, rule))
        yield Task(rule, subject, looked, looked is not None and looked.run_id == run.id, findings)


def _of_criteria(run: AuditRun, last: _Last) -> Iterator[Task]:
    made = rules.of(run).values()
    for criterion in CRITERIA:
        if (how := covered(criterion.number, made)) != "fully":
            looked = last.get(("", criterion.number))
            is_done = looked is not None and _holds(looked, run)
            partly = how == "in part"
            yield Task(criterion.number, "", looked, is_done, (), criterion, partly)


def _holds(looked: AuditHandCheck, run: AuditRun) -> bool:
    """Whether a look at the whole site holds for an audit: for a release it is done once.

    Of another site nobody knows whether it is as it was.
    """
    same_release = not run.address and run.release and looked.run.release == run.release
    return looked.run_id == run.id or bool(same_release)
