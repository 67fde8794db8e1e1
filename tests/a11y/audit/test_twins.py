"""Of two pages that differ in one fault, the check names it in the one, and nothing in the other.

The pages are ``tests/fixtures/audit/CHECK/RULE/fault.html`` and ``mended.html`` (``RULE~2`` and so
on where a rule has more than one way to be broken). ``promises.txt`` holds what the page promises.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.a11y.audit.conftest import PAGES, Open
from webapp.audit.checks import checks

TWINS = sorted(page.parent for page in PAGES.glob("*/*/fault.html"))


def found(open_made: Open, page: Path, rule: str) -> list[str]:
    """The rules that the page's check finds broken in it; its own rule may leave it to a person."""
    kept = page.parent / "promises.txt"
    promises = frozenset(kept.read_text().split()) if kept.exists() else frozenset()
    path = page.relative_to(PAGES).as_posix()
    with open_made(path, promises=promises) as opened:
        check = checks()[path.partition("/")[0]]
        seen = list(check.look_at(opened))
        assert all(each.message for each in seen)
        return [each.rule for each in seen if each.outcome == "failed" or each.rule == rule]


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.relative_to(PAGES).as_posix())
def test_the_fault_is_found_and_its_mended_twin_is_not_accused(open_made: Open, twin: Path) -> None:
    rule = twin.name.partition("~")[0]
    assert set(found(open_made, twin / "fault.html", rule)) == {rule}
    assert found(open_made, twin / "mended.html", rule) == []
