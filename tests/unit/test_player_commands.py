"""The player's keys disturb neither each other nor what people use besides."""

from __future__ import annotations

from collections import Counter

from flask import Flask

from webapp.player_commands import BY_NAME, COMMANDS

OF_BROWSERS_AND_SCREEN_READERS = {
    "Tab", "Escape", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", "CapsLock",
    "Insert", "Backspace", "Delete", "/", "'",
}  # fmt: skip


def test_a_key_has_one_command_and_a_command_one_name() -> None:
    keys = Counter(key for command in COMMANDS for key in command.keys)
    assert [key for key, times in keys.items() if times > 1] == []
    assert len(BY_NAME) == len(COMMANDS)


def test_no_command_takes_a_key_that_others_need() -> None:
    keys = {key for command in COMMANDS for key in command.keys}
    assert not keys & OF_BROWSERS_AND_SCREEN_READERS
    assert not any(key.startswith("F") and key[1:].isdigit() for key in keys)


def test_letters_are_written_as_they_are_compared() -> None:
    assert all(key == key.lower() for c in COMMANDS for key in c.keys if len(key) == 1)


def test_each_command_is_said_in_words_with_the_names_of_its_keys(app: Flask) -> None:
    with app.test_request_context():
        assert BY_NAME["play"].key_names == ["k", "Space"]
        assert BY_NAME["play"].aria_keys == "k Space"
        assert BY_NAME["back"].key_names[0] == "←"
        assert all(str(command.word) for command in COMMANDS)
