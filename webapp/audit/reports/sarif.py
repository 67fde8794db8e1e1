"""A report in SARIF 2.1.0 (OASIS), which code hosts and editors show beside the code."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urljoin

from webapp.audit.finding import PAGE, Finding
from webapp.audit.reports import Report
from webapp.audit.rule import Rule

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {"blocks": "error", "hinders": "warning", "annoys": "note"}
_Json = dict[str, Any]


def write(report: Report) -> str:
    """Return the log. What only a person can judge is of the kind ``review``."""
    ids = sorted({finding.found.rule for finding in report.run.findings} | set(report.rules))
    states = _states(report)
    addresses = {
        subject.name: urljoin(report.run.address + "/", subject.address)
        for subject in report.run.subjects
    }
    results = [
        _result(finding, addresses, ids, report.rules.get(finding.found.rule), states)
        for finding in _findings(report)
    ]
    run = {
        "tool": {"driver": _driver(report, ids)},
        "invocations": [
            {
                "executionSuccessful": not report.left_out,
                "startTimeUtc": report.run.started.replace("+00:00", "Z"),
                "toolExecutionNotifications": [
                    {"level": "error", "message": {"text": f"{page} ({form}): {why}"}}
                    for page, form, why in report.left_out
                ],
            }
        ],
        "results": results,
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _driver(report: Report, ids: list[str]) -> _Json:
    return {
        "name": "Sightline audit",
        "informationUri": "https://www.w3.org/TR/WCAG22/",
        "rules": [_rule(id, report.rules.get(id)) for id in ids],
    }


def _rule(id: str, rule: Rule | None) -> _Json:
    if rule is None:
        return {"id": id}
    return {
        "id": id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": f"{rule.title}. {rule.hurts}"},
        "help": {"text": rule.mend},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [*(f"WCAG {number}" for number in rule.criteria), *rule.touches]},
    }


def _result(
    finding: Finding,
    addresses: dict[str, str],
    ids: list[str],
    rule: Rule | None,
    states: dict[str, str],
) -> _Json:
    failed = finding.found.outcome == "failed"
    result: _Json = {
        "ruleId": finding.found.rule,
        "ruleIndex": ids.index(finding.found.rule),
        "kind": "fail" if failed else "review",
        "level": (_LEVELS[rule.severity] if rule else "warning") if failed else "none",
        "message": {"text": f"{finding.subject}: {finding.found.message}"},
        "locations": [_location(finding, addresses)],
        "partialFingerprints": {"identity/v1": finding.identity},
        "properties": {"page": finding.subject, "variants": list(finding.variants)},
    }
    if finding.identity in states:
        result["baselineState"] = states[finding.identity]
    return result


def _location(finding: Finding, addresses: dict[str, str]) -> _Json:
    element = finding.found.element
    place: _Json = {"artifactLocation": {"uri": addresses.get(finding.subject, finding.subject)}}
    if element.markup:
        place["region"] = {"startLine": 1, "snippet": {"text": element.markup}}
    location: _Json = {"physicalLocation": place}
    if element != PAGE:
        location["logicalLocations"] = [
            {"fullyQualifiedName": element.key, "name": " >> ".join(element.selector)}
        ]
    return location


def _findings(report: Report) -> tuple[Finding, ...]:
    """What is there, and what has gone since."""
    mended = report.comparison.mended if report.comparison else ()
    return (*report.run.findings, *mended)


def _states(report: Report) -> dict[str, str]:
    result = report.comparison
    if result is None:
        return {}
    moved = [now for _, now in result.moved]
    states = (
        ("new", (*result.new, *result.first_looked)),  # to SARIF: not in the earlier run
        ("unchanged", result.remaining),
        ("updated", moved),
        ("absent", result.mended),
    )
    return {finding.identity: state for state, findings in states for finding in findings}
