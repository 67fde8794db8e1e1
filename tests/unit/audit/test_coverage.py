"""What the documentation says of the audit's coverage is what the checks do, and no more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from webapp.audit.checks import rules
from webapp.audit.coverage import PERSON, WHOLE, as_markdown, covered
from webapp.audit.rule import Rule
from webapp.audit.wcag import CRITERIA

DOCUMENT = Path(__file__).parents[3] / "docs" / "audit-coverage.md"


def rule(id: str, *criteria: str) -> Rule:
    return Rule(id, "Title", criteria, ("blind",), "hinders", "It hurts.", "Mend it.")


def test_the_document_is_up_to_date() -> None:
    assert DOCUMENT.read_text("utf-8") == as_markdown(rules().values()), (
        "write it anew with: manage.py audit coverage"
    )


def test_all_55_criteria_are_in_it_each_with_what_a_person_does() -> None:
    numbers = [criterion.number for criterion in CRITERIA]
    assert len(numbers) == 55
    assert sorted(PERSON) == sorted(numbers)
    text = as_markdown([])
    assert all(f"| {each.number} {each.name} | {each.level} |" in text for each in CRITERIA)


def test_a_criterion_with_some_rules_is_covered_in_part_never_in_full() -> None:
    assert covered("1.1.1", [rule("a", "1.1.1"), rule("b", "1.1.1")]) == "in part"
    assert covered("1.1.1", [rule("a", "1.1.10")]) == "not"


def test_a_rule_that_only_asks_a_person_covers_nothing_and_is_named() -> None:
    asking = replace(rule("a", "1.4.5"), asks=True)
    assert covered("1.4.5", [asking]) == "not"
    assert covered("1.4.5", [asking, rule("b", "1.4.5")]) == "in part"
    assert "| AA | not | `a` (asks) |" in as_markdown([asking])


@pytest.mark.parametrize("criterion", WHOLE)
def test_what_is_covered_in_full_is_so_only_with_all_its_rules(criterion: str) -> None:
    whole = [rule(id, criterion) for id in WHOLE[criterion]]
    assert covered(criterion, whole) == "fully"
    assert covered(criterion, whole[1:]) == "in part"
    assert PERSON[criterion] == "Nothing."


def test_no_share_or_score_is_named() -> None:
    text = as_markdown(rules().values()).replace("200 %", "")
    assert "%" not in text
    assert "score" not in text.lower()
