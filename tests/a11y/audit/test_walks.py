"""A walk that presses all keys at once says what one step by step says, or nothing at all."""

from __future__ import annotations

import pytest

from tests.a11y.audit.conftest import Open
from webapp.audit.quick_walk import quick_walk
from webapp.audit.variant import Variant
from webapp.audit.walk import walk

MANY_KINDS = "walk/many-kinds.html"
"""A tabindex above 0, radio buttons, a date, a part that opens, a shadow root, no frame."""
PUSHES = "keyboard/focus-is-not-pushed/fault.html"
PUSHES_LATE = "walk/pushes-late.html"
"""When all keys have been pressed."""
HOLDS = "keyboard/no-keyboard-trap/fault.html"


NAMES = "(numbers) => numbers.map((each) => sightline.selector(sightline.stops.at(each)))"


@pytest.mark.parametrize("javascript", [True, False])
def test_who_uses_no_mouse_comes_to_the_same_stops_both_ways(
    open_made: Open, javascript: bool
) -> None:
    with open_made(MANY_KINDS, Variant(javascript=javascript)) as opened:
        quick = quick_walk(opened)
        with opened.again() as page:
            slow = walk(opened, page)
            assert quick is not None
            stops = opened.page.evaluate(NAMES, quick.forward)
            assert stops == page.evaluate(NAMES, slow.forward)
            assert len(stops) > 8
            assert opened.page.evaluate(NAMES, quick.back) == page.evaluate(NAMES, slow.back)
        assert (slow.ended, slow.moved) == (True, False)


@pytest.mark.parametrize("path", [PUSHES, PUSHES_LATE, HOLDS])
def test_a_page_that_moves_or_holds_the_focus_is_left_to_who_goes_slowly(
    open_made: Open, path: str
) -> None:
    with open_made(path) as opened:
        assert quick_walk(opened) is None


def test_nothing_of_the_quick_walk_listens_to_keys_afterwards(open_made: Open) -> None:
    with open_made(MANY_KINDS) as opened:
        quick_walk(opened)
        opened.page.keyboard.press("Tab")
        assert opened.page.evaluate("() => sightline.stops.noted.length") == 0
