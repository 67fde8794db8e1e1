"""A reviewer's own keys: kept where they differ, and never two commands on one."""

from __future__ import annotations

import pytest
from flask import Flask

from webapp.review_commands import BY_NAME, COMMANDS
from webapp.reviewing import Reviewing, differing, read_keys


@pytest.fixture(autouse=True)
def _in_english(app: Flask) -> object:
    with app.test_request_context():
        yield


def test_whoever_chose_nothing_has_the_usual_keys() -> None:
    mine = Reviewing.parse(None)
    assert mine.by_key["F8"] == "next-problem"
    assert mine.keys_of(BY_NAME["split"]) == ("s",)
    assert mine.letters is False
    assert mine.changed is None


def test_own_keys_take_the_place_of_the_usual_ones() -> None:
    keys, problems = read_keys({"split": "esc F13", "close": "Backspace"})
    assert problems == {}
    mine = Reviewing(letters=True, own=differing(keys))
    assert mine.changed == {
        "letters": True,
        "keys": {"split": ["Escape", "F13"], "close": ["Backspace"]},
    }
    assert Reviewing.parse(mine.changed) == mine
    assert mine.by_key["F13"] == "split"
    assert "s" not in mine.by_key


def test_a_command_can_have_no_key() -> None:
    keys, problems = read_keys({"slower": ""})
    assert problems == {}
    assert "-" not in Reviewing(own=differing(keys)).by_key


def test_a_key_of_two_commands_is_refused_at_the_second() -> None:
    _, problems = read_keys({"merge": "s"})
    assert problems == {
        "merge": "s is the key of 'Split at the caret' already. Choose another one."
    }


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("Ctrl+T", "Ctrl+t is a key of browsers."),
        ("Tab", "Tab always goes on to the next field."),
        ("qwertz", "No key is called 'qwertz'."),
        ("1 2 3 4 ä", "At most 4 keys for one command."),
    ],
)
def test_what_cannot_be_is_said_in_words(written: str, sentence: str) -> None:
    assert read_keys({"play": written})[1]["play"] == sentence


def test_what_an_older_version_kept_does_no_harm() -> None:
    kept = {"keys": {"gone": ["a"], "split": ["Ctrl+T", "F13", 3]}, "letters": 1}
    assert Reviewing.parse(kept).own == {"split": ("F13", "3")}
    assert all(Reviewing.parse({}).keys_of(command) == command.keys for command in COMMANDS)
