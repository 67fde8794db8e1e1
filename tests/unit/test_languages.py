"""Languages as pages name them."""

from __future__ import annotations

import pytest

from webapp import languages


@pytest.mark.parametrize(
    ("tag", "name", "direction"),
    [
        ("en", "English", "ltr"),
        ("pt-BR", "Portuguese (Brazil)", "ltr"),
        ("ar", "Arabic", "rtl"),
        ("ar-Latn", "Arabic (Latin)", "ltr"),
        ("qqq", "qqq", "ltr"),
        ("", "Language not known", "auto"),
        ('x" onload="', "Language not known", "auto"),
    ],
)
def test_a_language_has_a_name_and_a_direction(tag: str, name: str, direction: str) -> None:
    assert (languages.name_of(tag), languages.direction(tag)) == (name, direction)


def test_a_tag_in_a_page_is_always_well_formed() -> None:
    assert languages.well_formed("pt_BR") == "pt-BR"
    assert languages.well_formed("whisper model!") == "und"
