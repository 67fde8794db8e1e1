"""Whether text can be read is told from pictures where styles do not say what lies beneath it."""

from __future__ import annotations

import pytest

from tests.a11y.audit.conftest import Open
from webapp.audit.checks import axe
from webapp.audit.variant import Variant

STRONG = Variant(contrast="high-light")


@pytest.mark.parametrize(
    ("name", "variant", "left"),
    [
        ("dark-on-gradient", Variant(), []),
        ("pale-on-gradient", Variant(), ["axe/color-contrast"]),
        ("grey-on-gradient", Variant(), []),
        ("grey-on-gradient", STRONG, ["axe/color-contrast"]),
        ("arrows", Variant(), []),
        ("pale-arrows", Variant(), ["axe/color-contrast"]),
        ("beneath-another", Variant(), []),
        ("on-video", Variant(), ["axe/color-contrast"]),
        ("moving-ground", Variant(), ["axe/color-contrast"]),
        ("see-through-group", Variant(), ["axe/color-contrast"]),
        ("coloured-pictograms", Variant(), ["axe/color-contrast"]),
    ],
)
def test_only_text_whose_contrast_pictures_do_not_prove_is_left_to_a_person(
    open_made: Open, name: str, variant: Variant, left: list[str]
) -> None:
    with open_made(f"axe/letters/{name}.html", variant) as opened:
        found = list(axe.look_at(opened))
    assert [(each.rule, each.outcome) for each in found] == [
        (rule, "needs-person") for rule in left
    ]


def test_a_page_is_as_it_was_when_its_letters_were_looked_at(open_made: Open) -> None:
    with open_made("axe/letters/dark-on-gradient.html") as opened:
        before = opened.page.content()
        list(axe.look_at(opened))
        assert opened.page.content() == before
        assert opened.page.evaluate("scrollY") == 0
