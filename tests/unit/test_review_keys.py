"""Keys of the review page disturb nobody: not browsers, not screen readers, not whoever types."""

from __future__ import annotations

import pytest
from flask import Flask

from webapp.review_commands import BY_NAME, COMMANDS, GROUPS, LEADER
from webapp.review_keys import is_plain, refusal, shown, spelled


@pytest.fixture(autouse=True)
def _in_english(app: Flask) -> object:
    with app.test_request_context():
        yield


def test_a_key_has_one_command_and_every_command_one_that_needs_no_reach() -> None:
    keys = [key for command in COMMANDS for key in command.keys]
    assert len(set(keys)) == len(keys)
    assert len(BY_NAME) == len(COMMANDS)
    assert all(is_plain(command.keys[0]) for command in COMMANDS)
    assert {command.group for command in COMMANDS} == {group.name for group in GROUPS}


def test_every_usual_key_is_written_as_it_is_compared_and_can_be_had() -> None:
    for command in COMMANDS:
        for key in command.keys:
            assert spelled(key) == key
            assert refusal(key) is None, f"{command.name}: {refusal(key)}"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("ctrl+enter", "Ctrl+Enter"),
        ("Shift+Strg+Return", "Ctrl+Shift+Enter"),
        ("arrowdown", "Down"),
        ("esc", "Escape"),
        ("f8", "F8"),
        ("S", "Shift+s"),
        ("ß", "ß"),
        ("+", "+"),
        ("Ctrl++", "Ctrl++"),
        ("Ctrl+S", "Ctrl+s"),
        ("Hyper+s", ""),
        ("word", ""),
        ("", ""),
        ("Ctrl+", "Ctrl++"),
    ],
)
def test_people_write_keys_in_their_own_way(written: str, key: str) -> None:
    assert spelled(written) == key


@pytest.mark.parametrize(
    "key",
    [
        "Tab", "Shift+Tab", "Ctrl+s", "Ctrl+1", "Ctrl+Shift+t", "Alt+f", "Ctrl+Alt+v", "Alt+Left",
        "Ctrl+Up", "Ctrl+Alt+Enter", "Shift+Insert", "Insert", "F1", "F5", "F12", "Alt+F8",
        "Ctrl+F2", "Ctrl+PageDown", "Meta+q", "Ctrl++", "Alt+Home", LEADER,
    ],
)  # fmt: skip
def test_a_key_that_somebody_else_needs_is_refused_in_a_sentence(key: str) -> None:
    assert spelled(key) == key
    assert (refusal(key) or "").endswith(".")


@pytest.mark.parametrize("key", ["s", "Down", "Ctrl+Enter", "F13", "Shift+F8", "Ctrl+Shift+7"])
def test_what_nobody_else_needs_can_be_had(key: str) -> None:
    assert refusal(key) is None


def test_keys_are_shown_as_they_are_pressed() -> None:
    assert shown("s") == ["F2", "s"]
    assert shown("Shift+q") == ["F2", "Shift", "q"]
    assert shown("Alt+PageDown") == ["Alt", "Page down"]
    assert shown("F8") == ["F8"]
    assert shown("Down") == ["F2", "↓"]
