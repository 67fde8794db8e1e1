"""Ten usual corrections take as many keys as the README says, and never more than elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.a11y.conftest import Site
from tests.a11y.ferry import DRAFT, Hands, add_ferry

README = Path(__file__).parents[2] / "README.md"
SECTION = "### Ten corrections, in keys"
WORD, OTHER = "bord", "board"


def listed() -> dict[str, tuple[int, int | None]]:
    """Our keys and the other editor's for each correction of the table; None: it has no key."""
    section = README.read_text().partition(SECTION)[2].partition("\n## ")[0]
    lines = [line.strip("| ").split("|") for line in section.splitlines() if "|" in line]
    rows = [[cell.strip() for cell in line] for line in lines[2:]]
    return {
        row[0]: (_sum(row[2]), _sum(row[4]) if len(row) > 4 and row[4] else None) for row in rows
    }


def test_no_correction_takes_more_keys_than_there() -> None:
    table = listed()
    assert len(table) == 10
    assert [name for name, (ours, theirs) in table.items() if theirs and ours > theirs] == []


def test_each_takes_as_many_keys_as_the_table_says(
    site: Site, visit: Callable[..., Page], tmp_path: Path
) -> None:
    with site.app.app_context():
        address = add_ferry(site.app, tmp_path, "A ferry in ten corrections", DRAFT)
    page = visit(address)
    hands, taken = Hands(page), {}
    rows = page.locator("#rows > .row")

    @contextmanager
    def counted(name: str) -> Iterator[None]:
        before = hands.pressed
        yield
        taken[name] = hands.pressed - before

    def open_row(number: int) -> None:
        rows.nth(number - 1).locator(".row-edit").press("Enter")
        hands.is_in_text(number)

    open_row(1)
    hands.caret_after("welcom")
    page.keyboard.type("e")
    with counted("Save the caption"):
        hands.press("Control+Enter")
        hands.heard("Saved.")
    hands.is_in_text(2)
    hands.caret_after("The bo")
    with counted("Italics"):
        hands.press("F2", "i")
        hands.heard("Italics changed.")
    hands.is_in_text(2)
    with counted("Undo"):
        hands.press("F2", "u")
        hands.heard("Undone.")
    with counted("Redo"):
        hands.press("F2", "r")
        hands.heard("Done again.")
    open_row(2)
    hands.caret_after("now.")
    with counted("Split at the caret, words keep their times"):
        hands.press("F2", "s")
        hands.heard("Split.")
    hands.is_in_text(2)
    hands.caret_after("open")
    with counted("Give the words after the caret to the next caption"):
        hands.press("F2", "j")
        hands.heard("Given to the next caption.")
    hands.is_in_text(2)
    with counted("Merge with the next caption"):
        hands.press("F2", "m")
        hands.heard("Merged with the next caption.")
    hands.is_in_text(2)
    page.locator("#video").evaluate("video => { video.currentTime = 5.5; }")
    with counted("The caption begins where the video is"):
        hands.press("F2", "b")
        hands.heard("Begins at 0:05.500.")
    with counted("Replace a word everywhere"):
        hands.press("F2", "f")
        expect(page.locator("#find-q")).to_be_focused()
        hands.type(WORD)
        hands.press("Tab")
        hands.type(OTHER)
        hands.press("Enter")
        expect(page.locator("#replace-chosen")).to_be_focused()
        hands.press("Enter")
        expect(page.locator("#find-outcome")).to_contain_text("2 captions were changed.")
    expect(page.locator(".row-text", has_text="board will")).to_be_visible()  # the rows came anew
    rows.last.locator(".row-edit").focus()
    with counted("Delete the caption"):
        hands.press("Delete")
        hands.heard("Deleted.")
    assert taken == {name: ours for name, (ours, _) in listed().items()}


def _sum(keys: str) -> int:
    """Add up what a cell says, such as ``w + r + 5``."""
    letters = {"w": len(WORD), "r": len(OTHER)}
    return sum(letters.get(part) or int(part) for part in re.findall(r"\w+", keys))
