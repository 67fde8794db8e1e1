"""A report for continuous integration: a suite for each page, a case for each check made there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from webapp.audit.finding import Finding
from webapp.audit.reports import Report
from webapp.audit.run import Visit

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(report: Report) -> str:
    """Return the XML. What is known from before is no failure; where nobody looked is an error."""
    fresh = _by_case(report, report.fresh)
    doubts = _by_case(report, report.run.needs_person)
    lines = ['<?xml version="1.0" encoding="utf-8"?>']
    lines += [f"<testsuites {_attributes(name=f'Audit of {report.run.address}')}>"]
    for subject in report.run.subjects:
        lines += _suite(report, subject.name, fresh, doubts)
    return "\n".join([*lines, "</testsuites>", ""])


_Cases = Mapping[tuple[str, str], Sequence[Finding]]


def _by_case(report: Report, findings: Sequence[Finding]) -> _Cases:
    cases: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        check = report.run.tools.check_of(finding.found.rule)
        cases[finding.subject, check].append(finding)
    return cases


def _suite(report: Report, page: str, fresh: _Cases, doubts: _Cases) -> list[str]:
    visits = [visit for visit in report.run.visits if visit.subject == page]
    cases: list[str] = []
    failures = errors = 0
    for check in report.run.tools.rules:
        missed = _missed(visits, check)
        cases.append(f"<testcase {_attributes(classname=page, name=check)}>")
        if found := fresh.get((page, check)):
            failures += 1
            cases.append(_told("failure", _lines(found)))
        elif missed:
            errors += 1
            cases.append(_told("error", missed))
        if found := doubts.get((page, check)):
            text = "\n".join(["For a person:", *_lines(found)])
            cases.append(f"<system-out>{escape(_clean(text))}</system-out>")
        cases.append("</testcase>")
    about = _attributes(
        name=page,
        tests=str(len(report.run.tools.rules)),
        failures=str(failures),
        errors=str(errors),
        time=f"{sum(visit.seconds for visit in visits):.2f}",
    )
    return [f"<testsuite {about}>", *cases, "</testsuite>"]


def _missed(visits: Sequence[Visit], check: str) -> list[str]:
    """Why a check was not made, a line for each form of the page where it was not."""
    reasons = {
        visit.variant: visit.not_looked_at or visit.failed.get(check, "") for visit in visits
    }
    return [f"{form}: {why}" for form, why in reasons.items() if why]


def _told(kind: str, lines: Sequence[str]) -> str:
    text = escape(_clean("\n".join(lines)))
    return f"<{kind} {_attributes(message=lines[0])}>{text}</{kind}>"


def _attributes(**values: str) -> str:
    return " ".join(f"{name}={quoteattr(_clean(value))}" for name, value in values.items())


def _lines(findings: Sequence[Finding]) -> list[str]:
    return [
        f"{each.found.rule}: {each.found.message} ({each.found.element.key or 'the page'})"
        for each in findings
    ]


def _clean(text: str) -> str:
    """Names on a page may hold what XML has no way to write."""
    return _NOT_XML.sub("\ufffd", text)
