"""Rules of the W3C that are carried out are not lost again: its own test pages show it.

Of each rule as many cases are looked at as fit into a minute; all of them are looked at by
``manage.py audit --act``.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from webapp.audit.act import Case, RuleReport, by_rule, look_at_cases, read_cases

FAILED, OTHERS = 3, 2
"""Cases of each rule that are looked at: failed ones; passed and inapplicable ones."""

COMPLETE = {
    *("24afc2", "2t702h", "46ca7f", "59796f", "5c01ea", "5f99a7", "6a7281", "73f2c2", "78fd32"),
    *("8fc3b6", "aizyf1", "b20e66", "b4f0c3", "bc4a75", "bf051a", "c487ae", "d0f69e", "de46e4"),
    *("fd3a94", "kb1m8s"),
}
"""Every failed case is reported, and no other."""
IN_PART = {"36b590", "9bd38c", "cc0f0a", "off6ek"}
"""Some are, and no other; the rest needs a person."""


@pytest.fixture(scope="module")
def reports(shared: Path, chromium: Browser) -> dict[str, RuleReport]:
    """What is reported of the cases of those rules."""
    folder = shared / "act"
    if not folder.is_dir():
        pytest.skip("the W3C's test cases (act) are not on this machine")
    cases = chosen(read_cases(folder))
    return {each.rule: each for each in by_rule(look_at_cases(chromium, folder, cases))}


def chosen(cases: list[Case]) -> Iterator[Case]:
    """The first cases of each rule; of one that is carried out in part every failed one."""
    for rule in COMPLETE | IN_PART:
        own = [case for case in cases if case.rule == rule]
        failed = (case for case in own if case.expected == "failed")
        yield from failed if rule in IN_PART else islice(failed, FAILED)
        yield from islice((case for case in own if case.expected != "failed"), OTHERS)


def test_rules_that_are_carried_out_completely_still_are(reports: dict[str, RuleReport]) -> None:
    verdicts = {rule: reports[rule].verdict for rule in COMPLETE}
    assert verdicts == dict.fromkeys(COMPLETE, "consistent")


def test_rules_that_are_carried_out_in_part_accuse_nothing(reports: dict[str, RuleReport]) -> None:
    verdicts = {rule: reports[rule].verdict for rule in IN_PART}
    assert verdicts == dict.fromkeys(IN_PART, "partial")


def test_no_page_stops_a_check(reports: dict[str, RuleReport]) -> None:
    assert [case for report in reports.values() for case in report.cases if case.trouble] == []


def test_what_stands_in_a_frame_is_looked_at(tmp_path: Path, chromium: Browser) -> None:
    page = """<!doctype html><html lang="en"><title>A door</title>
        <iframe title="The way home" tabindex="-1" srcdoc="<a href='/'>Home</a>"></iframe></html>"""
    (tmp_path / "door.html").write_text(page)
    case = Case("akn7bn", "Frames with links are reached", "door.html", "failed")
    (report,) = by_rule(look_at_cases(chromium, tmp_path, [case]))
    assert report.verdict == "consistent"
