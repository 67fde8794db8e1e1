"""A viewer gets her sign language, else the next that serves her, by the name that signers use."""

from __future__ import annotations

import pytest
from flask import Flask

from webapp import sign_languages


@pytest.mark.parametrize(
    ("there", "wanted", "found"),
    [
        (["ase", "bfi"], "bfi", "bfi"),
        (["ase", "ils"], "bfi", "ils"),
        (["ase", "fsl"], "bfi", "ase"),
        (["fsl", "ils"], "", "ils"),
        ([], "bfi", None),
    ],
)
def test_the_nearest_language_is_her_own_then_international_sign_then_the_first(
    there: list[str], wanted: str, found: str | None
) -> None:
    assert sign_languages.nearest(there, wanted) == found


def test_short_names_never_stand_for_two_languages(app: Flask) -> None:
    shorts = [sign_languages.short_name_of(code) for code in sign_languages.NAMES]
    assert len(set(shorts)) == len(shorts)
    assert sign_languages.short_name_of("bfi") == "BSL"
    assert sign_languages.short_name_of("isg") == "Irish Sign Language (ISL)"
    assert sign_languages.short_name_of("ils") == "International Sign"


def test_a_language_that_is_not_known_goes_by_its_code(app: Flask) -> None:
    assert sign_languages.name_of("xyz") == sign_languages.short_name_of("xyz") == "xyz"
