"""Any password is good that is long enough and that nobody guesses first."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.accounts.passwords import MAX_CHARACTERS, weakness

ANA = ("ana.lopez@example.org", "Ana Lopez")
LONG = "vier Wolken unter Wasser "


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("1234567", "too short"),
        ("e\u0301" * 7, "too short"),
        (LONG * 11, "too long"),
        ("12345678", "Many people use"),
        ("Password1", "Many people use"),
        ("iloveyou", "Many people use"),
        ("QWERTYUIOP", "Many people use"),
        ("understanding", "Many people use"),
        ("zzzzzzzzzzzz", "Many people use"),
        ("ana.lopez@example.org", "your e-mail address"),
        ("my ANA.LOPEZ is here", "your e-mail address"),
        ("Lopez-is-my-cat", "your e-mail address"),
        ("Sightline-2026", "the name of this site"),
        ("ｓｉｇｈｔｌｉｎｅ rocks", "the name of this site"),
    ],
)
def test_what_is_guessed_first_is_refused_with_what_works(typed: str, reason: str) -> None:
    sentence = weakness(typed, *ANA)
    assert reason in sentence
    assert sentence.endswith(".")


def test_a_name_that_is_not_in_the_address_counts_too() -> None:
    assert "your name" in weakness("Figueroa likes tea", "ana@example.org", "Ana Figueroa")


@pytest.mark.parametrize(
    "typed",
    [
        "vier Wolken unter Wasser",
        "banana boat on a hill",
        "x7#kQ!2p",
        "手話で話す四つの言葉",
        "👋🏽 four small signs",
        "    a b c d    ",
        "é" * 4 + "ünïcode",
        (LONG * 11)[:MAX_CHARACTERS],
        (LONG * 6)[:128],
    ],
)
def test_long_enough_and_not_guessed_is_enough(typed: str) -> None:
    assert weakness(typed, *ANA) == ""


def test_what_no_list_can_tell_of_nobody_is_not_asked_for() -> None:
    assert weakness("vier Wolken unter Wasser", "", "") == ""


@given(st.text(max_size=MAX_CHARACTERS + 10), st.emails(), st.text(max_size=80))
def test_whatever_is_typed_is_answered(typed: str, email: str, name: str) -> None:
    sentence = weakness(typed, email, name)
    assert sentence == "" or sentence.endswith(".")


def test_the_lists_are_not_in_memory_until_somebody_chooses_a_password() -> None:
    code = "import sys, webapp.accounts.passwords; sys.exit('zxcvbn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
