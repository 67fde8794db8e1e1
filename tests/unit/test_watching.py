"""What somebody chose for watching is taken as she chose it, and nothing else is."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, Response
from hypothesis import given
from hypothesis import strategies as st

from webapp import watching
from webapp.watching import DEFAULTS, Watching
from webapp.watching_choices import CHOICES, FONTS, LABELS, RANGES


def test_ana_reads_large_yellow_words_and_the_rest_stays_as_usual() -> None:
    ana = Watching.parse({"caption_size": "150", "caption_color": "yellow", "pulse": "on"})
    assert (ana.caption_size, ana.caption_color, ana.pulse) == (150, "yellow", True)
    assert ana.changed == {"caption_size": 150, "caption_color": "yellow", "pulse": True}


def test_what_is_sent_later_adds_to_what_is_kept() -> None:
    before = Watching(caption_size=150)
    assert Watching.parse({"caption_place": "above"}, base=before).changed == {
        "caption_size": 150,
        "caption_place": "above",
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("caption_size", "49"),
        ("caption_size", "201"),
        ("caption_size", "--5"),
        ("caption_size", "1e2"),
        ("caption_size", "٣"),
        ("caption_size", ""),
        ("caption_size", None),
        ("caption_font", "wingdings"),
        ("caption_color", ["white"]),
        ("caption_background", "#000000"),
        ("pulse", "perhaps"),
        ("captions_language", "German"),
        ("captions_language", "de-" + "x" * 40),
        ("captions_wording", "shorter"),
        ("unheard_of", "on"),
    ],
)
def test_a_value_that_cannot_be_changes_nothing(name: str, value: Any) -> None:
    assert Watching.parse({name: value}) == Watching()


@given(st.dictionaries(st.sampled_from(sorted(DEFAULTS)), st.text() | st.integers() | st.none()))
def test_whatever_is_sent_every_setting_is_one_that_can_be(values: dict[str, Any]) -> None:
    found = Watching.parse(values)
    for name, choices in CHOICES.items():
        assert getattr(found, name) in {choice.value for choice in choices}
    for name, numbers in RANGES.items():
        assert getattr(found, name) in numbers
    assert Watching.parse(found.changed) == found


def test_a_wrong_value_is_named_in_a_sentence(app: Flask) -> None:
    with app.test_request_context():
        said = Watching.problems({"caption_size": "999", "caption_font": "x", "pulse": "on"})
    assert said == {
        "caption_size": "Size: give a whole number from 50 to 200.",
        "caption_font": "Letters: choose one of those that are there.",
    }


def test_back_to_usual_leaves_what_is_no_caption_setting() -> None:
    ben = Watching(caption_size=200, vibrate=True, signer="main", follow=False)
    assert ben.with_usual_captions() == Watching(signer="main", follow=False)
    assert set(LABELS) <= set(DEFAULTS)


def test_there_are_the_eight_kinds_of_letters_of_the_rule() -> None:
    assert len(FONTS) == len({font.value for font in FONTS}) == 8
    assert FONTS[-1].value == "small-caps"


def test_a_cookie_that_somebody_wrote_herself_is_not_believed(app: Flask) -> None:
    with app.test_request_context(headers={"Cookie": "watching=eyJhIjoxfQ.forged"}):
        assert watching.current_watching() == Watching()


def test_what_is_kept_is_found_again(app: Flask) -> None:
    with app.test_request_context():
        header = watching.keep(Response(), Watching(caption_size=175)).headers["Set-Cookie"]
    with app.test_request_context(headers={"Cookie": header.split(";")[0]}):
        assert watching.current_watching() == Watching(caption_size=175)
