"""Whoever asked for very little at once is not made to choose among many things."""

from __future__ import annotations

import pytest

from tests.a11y.audit.conftest import Open
from webapp.audit.checks import plain_language
from webapp.audit.variant import Variant


@pytest.mark.parametrize(("density", "said"), [(1, True), (2, False), (3, False)])
def test_a_page_shown_with_very_little_has_five_main_choices(
    open_made: Open, density: int, said: bool
) -> None:
    page = "plain_language/few-choices/fault.html"
    with open_made(page, Variant(density=density)) as opened:
        rules = {each.rule for each in plain_language.look_at(opened)}
    assert (plain_language.FEW_CHOICES.id in rules) is said
