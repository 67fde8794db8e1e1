"""Whoever looks for a focus that shows accuses nothing that the page took away meanwhile."""

from __future__ import annotations

import pytest

from tests.a11y.audit.conftest import Open
from webapp.audit.checks import focus
from webapp.audit.focus_pictures import FocusPictures

BRING_ANEW = """() => document.querySelectorAll("[data-anew]").forEach(
  (each) => each.replaceWith(each.cloneNode(true)),
)"""


@pytest.mark.parametrize(("name", "found"), [("stays", [focus.VISIBLE.id]), ("brought-anew", [])])
def test_a_link_in_a_list_that_is_brought_anew_is_not_accused(
    open_made: Open, monkeypatch: pytest.MonkeyPatch, name: str, found: list[str]
) -> None:
    shows = FocusPictures.shows

    def comes_anew_just_before(self: FocusPictures, number: int) -> bool:
        self.page.evaluate(BRING_ANEW)
        return shows(self, number)

    monkeypatch.setattr(FocusPictures, "shows", comes_anew_just_before)
    with open_made(f"focus/taken-away/{name}.html") as opened:
        assert [each.rule for each in focus.look_at(opened)] == found


def test_a_link_without_a_ring_is_found_behind_many_kinds_whose_ring_is_yellow(
    open_made: Open,
) -> None:
    with open_made("focus/many-rings/last-without.html") as opened:
        found = [(each.rule, each.element.key) for each in focus.look_at(opened)]
    assert [(rule, "twelve" in key) for rule, key in found] == [(focus.VISIBLE.id, True)]
