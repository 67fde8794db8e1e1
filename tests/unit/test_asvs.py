"""docs/asvs.md is whole and true: each requirement once, and each test that it names is there."""

from __future__ import annotations

import ast
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
DOCUMENT = PROJECT / "docs" / "asvs.md"
LEVELS = PROJECT / "tests" / "fixtures" / "asvs-5.0.0-levels.txt"
ASKS_WORDS = 18
"""What is asked is said in a few words of ours, never in the standard's."""
NOTHING = "–"


@dataclass(frozen=True)
class Row:
    number: str
    asks: str
    how: str
    proof: str

    @property
    def tests(self) -> list[str]:
        return re.findall(r"`(tests/[^`]+)`", self.proof)

    @property
    def state(self) -> str:
        first = self.how.partition(":")[0]
        return {"Does not apply": "does not apply", "Open": "open"}.get(first, "met")


def rows() -> list[Row]:
    lines = DOCUMENT.read_text().splitlines()
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line[:1] == "|"]
    return [Row(*each) for each in cells if re.fullmatch(r"\d+\.\d+\.\d+", each[0])]


@cache
def functions_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text())
    return frozenset(n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef))


def headings(path: Path) -> set[str]:
    """The anchors of a page's headings, as forges write them."""
    found = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in found}


def test_every_requirement_stands_there_once_and_in_order() -> None:
    lines = LEVELS.read_text().splitlines()
    wanted = [line.split()[0] for line in lines if not line.startswith("#")]
    assert [row.number for row in rows()] == wanted


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.number)
def test_a_row_says_what_is_asked_how_it_is_met_and_what_proves_it(row: Row) -> None:
    assert row.asks
    assert len(row.asks.split()) <= ASKS_WORDS
    assert len(row.how.partition(":")[2] if row.state != "met" else row.how) > 3
    assert row.proof
    if row.state == "met":
        assert row.tests, "nothing proves it: write the test, or say 'Open: ...'"
    if row.state == "does not apply":
        assert row.proof == NOTHING
    for test in row.tests:
        path, _, name = test.partition("::")
        assert (PROJECT / path).is_file(), test
        assert name in functions_in(PROJECT / path), test


def test_what_it_refers_to_in_other_pages_is_there() -> None:
    for page, anchor in re.findall(r"\]\(([\w.]+)#([\w-]+)\)", DOCUMENT.read_text()):
        assert anchor in headings(DOCUMENT.parent / page), f"{page}#{anchor}"


def test_the_sums_are_right() -> None:
    counted = Counter(row.state for row in rows())
    said = re.search(r"(\d+) are met.*?(\d+) do not apply.*?(\d+) are open", DOCUMENT.read_text())
    assert said is not None
    sums = [counted[state] for state in ("met", "does not apply", "open")]
    assert [int(number) for number in said.groups()] == sums
