"""A report for continuous integration: a suite for each page, a case for each check made there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as Xml

from webapp.audit.finding import Finding
from webapp.audit.reports import Report

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(report: Report) -> str:
    """Return the XML. What is known from before is no failure; where nobody looked is an error."""
    root = Xml.Element("testsuites", name=f"Audit of {report.run.address}")
    fresh = _by_case(report, report.fresh)
    doubts = _by_case(report, report.run.needs_person)
    for subject in report.run.subjects:
        _suite(root, report, subject.name, fresh, doubts)
    Xml.indent(root)
    return Xml.tostring(root, "unicode", xml_declaration=True) + "\n"


_Cases = Mapping[tuple[str, str], Sequence[Finding]]


def _by_case(report: Report, findings: Sequence[Finding]) -> _Cases:
    cases: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        check = report.run.tools.check_of(finding.found.rule)
        cases[finding.subject, check].append(finding)
    return cases


def _suite(root: Xml.Element, report: Report, page: str, fresh: _Cases, doubts: _Cases) -> None:
    visits = [visit for visit in report.run.visits if visit.subject == page]
    reasons = {visit.not_looked_at: visit.variant for visit in visits if visit.not_looked_at}
    suite = Xml.SubElement(root, "testsuite", name=_clean(page))
    for check in report.run.tools.rules:
        missed = reasons | {
            visit.failed[check]: visit.variant for visit in visits if check in visit.failed
        }
        case = Xml.SubElement(suite, "testcase", classname=_clean(page), name=check)
        if found := fresh.get((page, check)):
            lines = _lines(found)
            Xml.SubElement(case, "failure", message=lines[0]).text = "\n".join(lines)
        elif missed:
            lines = [_clean(f"{form}: {why}") for why, form in missed.items()]
            Xml.SubElement(case, "error", message=lines[0]).text = "\n".join(lines)
        if found := doubts.get((page, check)):
            Xml.SubElement(case, "system-out").text = "\n".join(
                ["For a person:", *_lines(found)],
            )
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", str(len(suite.findall("testcase/error"))))
    suite.set("time", f"{sum(visit.seconds for visit in visits):.2f}")


def _lines(findings: Sequence[Finding]) -> list[str]:
    return [
        _clean(f"{each.found.rule}: {each.found.message} ({each.found.element.key or 'the page'})")
        for each in findings
    ]


def _clean(text: str) -> str:
    """Names on a page may hold what XML has no way to write."""
    return _NOT_XML.sub("\ufffd", text)
