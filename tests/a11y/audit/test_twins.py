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


def found(open_made: Open, page: Path) -> list[str]:
    """The rules that the page's own check finds broken in it."""
    kept = page.parent / "promises.txt"
    promises = frozenset(kept.read_text().split()) if kept.exists() else frozenset()
    path = page.relative_to(PAGES).as_posix()
    with open_made(path, promises=promises) as opened:
        check = checks()[path.partition("/")[0]]
        return [each.rule for each in check.look_at(opened) if each.outcome == "failed"]


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.relative_to(PAGES).as_posix())
def test_the_fault_is_found_and_its_mended_twin_is_not_accused(open_made: Open, twin: Path) -> None:
    assert set(found(open_made, twin / "fault.html")) == {twin.name.partition("~")[0]}
    assert found(open_made, twin / "mended.html") == []
