"""A film's languages are told in the way that browsers know."""

from __future__ import annotations

import pytest

from webapp.media.languages import language_tag


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("eng", "en"),
        ("GER", "de"),
        ("fre", "fr"),
        ("pt_BR", "pt-BR"),
        ("en-US", "en-US"),
        ("ase", "ase"),
        ("und", None),
        ("", None),
        ("<b>", None),
    ],
)
def test_what_a_container_says_becomes_a_tag(written: str, tag: str | None) -> None:
    assert language_tag(written) == tag
