"""axe's rules are known without a browser, as the installed axe has them, in plain words."""

from __future__ import annotations

import json

import pytest

from webapp.audit import axe_rules
from webapp.audit.opened import axe_version
from webapp.audit.wcag import CRITERIA


def test_the_file_belongs_to_the_installed_axe() -> None:
    kept = json.loads(axe_rules.FILE.read_text("utf-8"))
    assert kept["axe"] == axe_version(), "write it anew with: manage.py audit axe-rules"


def test_each_rule_says_whom_it_hurts_and_how_it_is_mended() -> None:
    levels = {criterion.number for criterion in CRITERIA} | {"1.4.6", "2.1.3"}  # of level AAA
    for rule in axe_rules.rules():
        assert rule.id.startswith("axe/")
        assert set(rule.criteria) <= levels, rule.id
        assert all((rule.title, rule.hurts, rule.mend, rule.touches)), rule.id


def test_no_two_rules_have_one_title() -> None:
    titles = [rule.title for rule in axe_rules.rules()]
    assert len(titles) == len(set(titles))


def test_contrast_is_known_by_its_criterion_its_act_rules_and_whom_it_touches() -> None:
    (rule,) = [each for each in axe_rules.rules() if each.id == "axe/color-contrast"]
    assert (rule.criteria, rule.touches, rule.severity) == (("1.4.3",), ("low-vision",), "hinders")
    assert rule.act == ("09o5cg", "afw4f7")


@pytest.mark.parametrize(
    ("rule", "tags", "used"),
    [
        ("label", ["cat.forms", "wcag2a", "wcag412"], True),
        ("region", ["best-practice"], True),
        ("target-size", ["wcag22aa", "wcag258"], True),
        ("color-contrast-enhanced", ["wcag2aaa", "wcag146"], True),
        ("identical-links-same-purpose", ["wcag2aaa"], False),
        ("p-as-heading", ["wcag2a", "experimental"], False),
        ("duplicate-id", ["wcag2a-obsolete", "deprecated"], False),
        ("video-caption", ["wcag2a", "wcag122"], False),
    ],
)
def test_rules_of_level_aa_and_good_practice_are_used(
    rule: str, tags: list[str], *, used: bool
) -> None:
    assert axe_rules.is_used(rule, tags) is used
