"""Whether text can be read is told by styles and pictures where axe does not say it."""

from __future__ import annotations

import pytest

from tests.a11y.audit.conftest import Open
from webapp.audit.checks import axe
from webapp.audit.variant import Variant

STRONG = Variant(contrast="high-light")
PHONE = Variant(viewport="phone")


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
        ("behind-glass", Variant(), ["axe/color-contrast"]),
        ("behind-glass-for-no-pointer", Variant(), ["axe/color-contrast"]),
        ("drawn-beneath", Variant(), ["axe/color-contrast"]),
        ("outside-of-its-box", Variant(), ["axe/color-contrast"]),
        ("wide-table", PHONE, []),
        ("pale-wide-table", PHONE, 8 * ["axe/color-contrast"]),
    ],
)
def test_only_text_whose_contrast_nothing_proves_is_left_to_a_person(
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


def test_a_table_is_as_far_scrolled_as_it_was_when_its_cells_were_looked_at(
    open_made: Open,
) -> None:
    with open_made("axe/letters/wide-table.html", PHONE) as opened:
        box = opened.page.locator(".box")
        box.evaluate("box => { box.scrollLeft = 40; }")
        before = opened.page.content()
        list(axe.look_at(opened))
        assert box.evaluate("box => box.scrollLeft") == 40
        assert opened.page.content() == before
        assert opened.page.evaluate("document.adoptedStyleSheets.length") == 0
