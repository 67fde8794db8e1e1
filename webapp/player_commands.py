"""What the player can be told, by button, key or voice: the page lists it, the scripts obey it.

A single letter or sign counts only while the focus is in the player, and can be switched off there
(WCAG 2.1.4). None is a key that browsers or screen readers need, and Tab always goes on.
"""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import lazy_gettext as _


class Command(NamedTuple):
    """One thing that the player can be told."""

    name: str
    """What scripts and templates call it (``data-command``)."""
    word: str
    """What people read in the list of shortcuts."""
    keys: tuple[str, ...]
    """As ``KeyboardEvent.key`` has them (letters small), the one that is shown first."""

    @property
    def key_names(self) -> list[str]:
        """What people call its keys."""
        return [str(KEY_NAMES.get(key, key)) for key in self.keys]

    @property
    def is_letter(self) -> bool:
        """Whether only single letters or signs give it, which can be switched off."""
        return len(self.keys[0]) == 1

    @property
    def aria_keys(self) -> str:
        """The keys as ``aria-keyshortcuts`` wants them (WAI-ARIA 1.2)."""
        return " ".join({" ": "Space"}.get(key, key) for key in self.keys)


KEY_NAMES = {" ": _("Space"), "Enter": _("Enter"), "ArrowLeft": "←", "ArrowRight": "→"}

COMMANDS = (
    Command("play", _("Play or pause"), ("k", " ")),
    Command("back", _("Back 5 seconds"), ("ArrowLeft", "j")),
    Command("forward", _("Forward 5 seconds"), ("ArrowRight", "l")),
    Command("again", _("What did I miss? Plays the last captions again, slower"), ("a",)),
    Command("captions", _("Captions on or off"), ("c",)),
    Command("caption-settings", _("How captions look"), ("o",)),
    Command("captions-up", _("Captions up"), ("8",)),
    Command("captions-down", _("Captions down"), ("2",)),
    Command("captions-larger", _("Captions larger"), ("9",)),
    Command("captions-smaller", _("Captions smaller"), ("3",)),
    Command("signer", _("Signer on or off"), ("g",)),
    Command("exchange", _("Exchange signer and picture"), ("x",)),
    Command("signer-larger", _("Signer larger"), ("+",)),
    Command("signer-smaller", _("Signer smaller"), ("-",)),
    Command("verbatim", _("Captions word for word, or the easy edition"), ("v",)),
    Command("descriptions", _("Descriptions of the picture on or off"), ("d",)),
    Command("description-pause", _("Stop to read descriptions, or do not stop"), ("h",)),
    Command(
        "pace", _("Pace: as spoken, slower where I need it, or stop until I have read"), ("p",)
    ),
    Command("go-on", _("Go on, where the player waits until I have read"), ("Enter",)),
    Command("slower", _("Slower"), ("<",)),
    Command("faster", _("Faster"), (">",)),
    Command("previous-caption", _("Previous caption"), (",",)),
    Command("next-caption", _("Next caption"), (".",)),
    Command("previous-speaker", _("Previous speaker"), ("u",)),
    Command("next-speaker", _("Next speaker"), ("i",)),
    Command("previous-chapter", _("Previous chapter"), ("b",)),
    Command("next-chapter", _("Next chapter"), ("n",)),
    Command("sound", _("Sound on or off"), ("m",)),
    Command("full-screen", _("Full screen on or off"), ("f",)),
    Command("report", _("Report a caption"), ("r",)),
    Command("help", _("List of shortcuts"), ("?",)),
)

BY_NAME = {command.name: command for command in COMMANDS}
BY_KEY = {key: command.name for command in COMMANDS for key in command.keys}
