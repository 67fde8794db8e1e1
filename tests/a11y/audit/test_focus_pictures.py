"""Whoever looks for a focus that shows accuses no element that the page has taken away meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from tests.a11y.audit.conftest import Open
from webapp.audit.checks import focus
from webapp.audit.focus_pictures import FocusPictures


@pytest.mark.parametrize(("page", "found"), [("fault", [focus.VISIBLE.id]), ("mended", [])])
def test_a_list_that_is_brought_anew_is_not_accused(
    open_made: Open, monkeypatch: pytest.MonkeyPatch, page: str, found: list[str]
) -> None:
    """A fault stays one as long as it is there."""
    shows = FocusPictures.shows

    def brought_anew(self: FocusPictures, number: int) -> Any:
        self.page.evaluate("() => document.querySelectorAll('[data-anew]').forEach((e) => "
                           "e.replaceWith(e.cloneNode(true)))")
        return shows(self, number)

    monkeypatch.setattr(FocusPictures, "shows", brought_anew)
    with open_made(f"focus/brought-anew/{page}.html") as opened:
        assert [each.rule for each in focus.look_at(opened)] == found
