"""A report for a terminal: page by page, with what is to be done."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.audit.finding import PAGE, Finding
from webapp.audit.reports import Report, forms
from webapp.audit.rule import Rule


def write(report: Report) -> str:
    """Return the lines; what counts comes last, where a terminal shows it."""
    lines = [*_part(report, "failed", "Faults"), *_part(report, "needs-person", "For a person")]
    lines += _trees(report)
    lines += [f"{page} ({form}): {why}" for page, form, why in report.left_out]
    lines += [""] if lines else []
    lines += [report.summary]
    if report.run.partial:
        lines.append("Not everything was looked at: faults may be hidden.")
    if report.change:
        lines.append(f"Compared: {report.change}")
    return "\n".join(lines) + "\n"


def _part(report: Report, outcome: str, heading: str) -> Iterator[str]:
    new = {finding.identity for finding in report.new}
    for id, rule, findings in report.by_rule(outcome):
        yield f"{heading}: {_title(id, rule)}"
        for finding in findings:
            mark = "new  " if finding.identity in new else ""
            yield f"  {mark}{finding.subject}: {finding.found.message}"
            yield f"    {_where(finding)}"
            yield f"    seen in {forms(finding.variants)}"
        if rule is not None and outcome == "failed":
            yield f"  {rule.mend}"
        yield ""


def _trees(report: Report) -> Iterator[str]:
    for page, seen_in, lines in report.read_otherwise:
        yield f"Reads otherwise: {page}, in {seen_in}"
        yield from (f"  {line}" for line in lines)
        yield ""


def _title(id: str, rule: Rule | None) -> str:
    if rule is None:
        return id
    criteria = f", WCAG {', '.join(rule.criteria)}" if rule.criteria else ""
    return f"{rule.title} ({id}{criteria})"


def _where(finding: Finding) -> str:
    element = finding.found.element
    if element == PAGE:
        return "the page as a whole"
    return f"{element.key}  [{' >> '.join(element.selector)}]"
