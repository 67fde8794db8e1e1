"""The W3C's test cases are counted as the W3C counts them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import pytest

from webapp.audit.act import Case, CasesError, Reported, as_text, by_rule, read_cases

Expected = Literal["passed", "failed", "inapplicable"]


def reported(*answers: tuple[Expected, bool]) -> list[Reported]:
    """What was reported of cases of one rule: what is expected, and whether it was failed."""
    cases = [
        Case("a1b2c3", "Each door has a handle", f"{number}.html", expected)
        for number, (expected, _) in enumerate(answers)
    ]
    return [
        Reported(case, axe=False, failed=failed, needs_person=False)
        for case, (_, failed) in zip(cases, answers, strict=True)
    ]


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ([("failed", True), ("failed", True), ("passed", False)], "consistent"),
        ([("failed", True), ("failed", False), ("passed", False)], "partial"),
        ([("failed", True), ("passed", True)], "wrong"),
        ([("failed", True), ("inapplicable", True)], "wrong"),
        ([("failed", False), ("passed", False)], "silent"),
    ],
)
def test_a_rule_is_carried_out_where_faults_are_reported_and_nothing_else(
    answers: list[tuple[Expected, bool]], verdict: str
) -> None:
    (report,) = by_rule(reported(*answers))
    assert report.verdict == verdict
    assert report.of_axe == "silent"


def test_the_table_names_the_cases_that_are_off() -> None:
    reports = by_rule(reported(("failed", True), ("failed", False), ("inapplicable", True)))
    text = "\n".join(as_text(reports))
    assert "not found: 1.html" in text
    assert "accused: 2.html (inapplicable)" in text
    assert "all: 1 rules, 0 consistent, 0 partial, 1 wrong" in text


def test_cases_are_read_in_the_order_of_their_rules(tmp_path: Path) -> None:
    cases = [
        {"ruleId": rule, "ruleName": "", "relativePath": "p.html", "expected": "passed"}
        for rule in ("b", "a")
    ]
    (tmp_path / "testcases.json").write_text(json.dumps(cases))
    assert [case.rule for case in read_cases(tmp_path)] == ["a", "b"]


@pytest.mark.parametrize("kept", ["", "{}x", "[1]", '[{"ruleId": "a"}]'])
def test_a_folder_without_cases_is_refused_in_a_sentence(tmp_path: Path, kept: str) -> None:
    (tmp_path / "testcases.json").write_text(kept)
    with pytest.raises(CasesError, match="holds no list of ACT test cases"):
        read_cases(tmp_path)
