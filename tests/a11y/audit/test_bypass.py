"""Whoever uses the keyboard gets past what all pages of a site have, in whichever way is there."""

from __future__ import annotations

from tests.a11y.audit.conftest import Open
from webapp.audit.checks import bypass


def outcome(open_made: Open, name: str) -> str:
    """What is said of whether there is any way at all; '' where nothing is."""
    with open_made(f"bypass/ways/{name}.html") as opened:
        said = {each.rule: each.outcome for each in bypass.look_at(opened)}
    assert bypass.HEADING.id in said, "the page and the other one share what they begin with"
    return said.get(bypass.ANY_WAY.id, "")


def test_a_page_with_no_way_past_its_beginning_is_reported(open_made: Open) -> None:
    assert outcome(open_made, "none") == "failed"


def test_a_button_that_folds_the_beginning_away_is_a_way(open_made: Open) -> None:
    assert outcome(open_made, "folded") == ""


def test_what_is_only_moved_out_of_sight_is_still_read_out(open_made: Open) -> None:
    assert outcome(open_made, "faded") == "failed"


def test_a_button_that_moves_the_focus_on_is_a_way(open_made: Open) -> None:
    assert outcome(open_made, "moved") == ""


def test_what_a_form_that_is_sent_would_do_is_left_to_a_person(open_made: Open) -> None:
    assert outcome(open_made, "sent") == "needs-person"
