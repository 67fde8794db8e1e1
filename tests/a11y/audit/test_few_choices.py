"""Whoever asked for very little at once is not made to choose among many things."""

from __future__ import annotations

import pytest

from tests.a11y.audit.conftest import Open
from webapp.audit.checks import plain_language
from webapp.audit.variant import Variant


@pytest.mark.parametrize(("density", "said"), [(1, ["needs-person"]), (2, [])])
def test_a_page_shown_with_very_little_and_many_choices_is_shown_to_a_person(
    open_made: Open, density: int, said: list[str]
) -> None:
    page = "plain_language/few-choices/fault.html"
    with open_made(page, Variant(density=density)) as opened:
        found = list(plain_language.look_at(opened))
    few = plain_language.FEW_CHOICES.id
    assert [each.outcome for each in found if each.rule == few] == said
