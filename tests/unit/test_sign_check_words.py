"""Every check says what it means, in words for whoever filmed."""

from __future__ import annotations

from typing import get_args

import pytest
from flask import Flask
from flask_babel import force_locale

from webapp.media.sign_checks import Check, CheckName
from webapp.models import SignCheck
from webapp.sign_check_words import WORDS, again_of, level_of, name_of, sentence_of

NAMES = get_args(CheckName)


def test_each_check_has_words() -> None:
    assert list(WORDS) == list(NAMES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("ok", [True, False, None])
def test_each_answer_is_a_whole_sentence(name: CheckName, ok: bool | None) -> None:
    check = Check(name, "should", ok, None if ok is None else 7.25, 12.0, "s")
    sentence = sentence_of(check)
    assert name_of(check)
    assert "%(" not in sentence
    assert sentence[0].isupper()
    assert sentence.endswith((".", ")."))
    assert bool(again_of(check)) == (ok is False)
    if ok is False and name != "rotation":
        assert "7.2" in sentence
        assert "12" in sentence


def test_a_share_is_said_in_percent_and_most_of_the_time_in_its_own_sentence() -> None:
    lost = Check("frozen", "must", False, 0.75, 0.5, "share")
    assert sentence_of(lost) == "The picture is frozen for 75% of the time (at most 50%)."


def test_shorter_is_told_from_longer() -> None:
    shorter = Check("length", "should", False, -30.0, 10.0, "s")
    longer = Check("length", "should", False, 30.0, 10.0, "s")
    assert "30 seconds shorter than" in sentence_of(shorter)
    assert "30 seconds longer than" in sentence_of(longer)


def test_a_kept_check_says_the_same() -> None:
    fresh = Check("brightness", "should", False, 21.3, 30.0, "luma")
    kept = SignCheck(name="brightness", level="should", ok=False, value=21.3, limit=30, unit="luma")
    assert sentence_of(kept) == sentence_of(fresh)
    assert again_of(kept) == again_of(fresh)


def test_whoever_reads_german_finds_german_numbers(app: Flask) -> None:
    check = Check("frame_rate", "must", False, 9.9, 12.0, "fps")
    with app.test_request_context(), force_locale("de"):
        assert "9,9" in sentence_of(check)
        assert level_of("must") != "Must be better before it is published"
