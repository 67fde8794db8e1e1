"""How one person reviews: the keys of her commands, and whether letters count by themselves.

What is usual stands in ``webapp.review_commands``; her account keeps only what differs from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from webapp.access import person
from webapp.review_commands import BY_NAME, COMMANDS, Command
from webapp.review_keys import refusal, spelled

Keys = Mapping[str, tuple[str, ...]]
"""The keys of commands by name, as ``webapp.review_keys`` writes them."""
KEYS_OF_A_COMMAND = 4


@dataclass(frozen=True)
class Reviewing:
    """What a reviewer chose for herself."""

    letters: bool = False
    """Whether letters, digits and signs count by themselves outside of fields (WCAG 2.1.4)."""
    own: Keys = field(default_factory=dict)
    """The keys of those commands that have others than the usual ones."""

    @classmethod
    def parse(cls, kept: Mapping[str, Any] | None) -> Reviewing:
        """Make it of what an account keeps; a key that cannot be, or not any more, is left out."""
        kept = kept or {}
        own = {
            name: tuple(key for key in map(str, keys) if _can_be(key))
            for name, keys in kept.get("keys", {}).items()
            if name in BY_NAME
        }
        return cls(letters=bool(kept.get("letters")), own=own)

    @property
    def changed(self) -> dict[str, Any] | None:
        """What an account keeps; None: everything is as usual."""
        keys = {name: list(keys) for name, keys in self.own.items()}
        return {"letters": self.letters, "keys": keys} if keys or self.letters else None

    def keys_of(self, command: Command) -> tuple[str, ...]:
        """The keys of a command, the usual ones unless she chose others."""
        return self.own.get(command.name, command.keys)

    @property
    def by_key(self) -> dict[str, str]:
        """The name of the command that each key gives: what the scripts of the page read."""
        return {key: command.name for command in COMMANDS for key in self.keys_of(command)}


def current_reviewing() -> Reviewing:
    """Return how whoever asks for this page reviews."""
    user = person()
    return Reviewing.parse(user.reviewing if user else None)


def read_keys(written: Mapping[str, str]) -> tuple[Keys, dict[str, str]]:
    """Read what somebody wrote into a field for each command, with spaces between keys.

    Returns:
        The keys of every command, and for each command with a key that it cannot have a sentence.
    """
    found: dict[str, tuple[str, ...]] = {}
    problems: dict[str, str] = {}
    taken: dict[str, Command] = {}
    for command in COMMANDS:
        parts = written.get(command.name, " ".join(command.keys)).split()
        keys = tuple(dict.fromkeys(spelled(part) or part for part in parts))
        found[command.name] = keys
        for problem in _problems(keys, taken):
            problems.setdefault(command.name, problem)
        for key in keys:
            taken.setdefault(key, command)
    return found, problems


def differing(keys: Keys) -> Keys:
    """Return the keys of those commands that have others than the usual ones."""
    return {name: keys[name] for name in keys if keys[name] != BY_NAME[name].keys}


def _problems(keys: tuple[str, ...], taken: Mapping[str, Command]) -> Iterator[str]:
    if len(keys) > KEYS_OF_A_COMMAND:
        yield _("At most %(count)s keys for one command.", count=KEYS_OF_A_COMMAND)
    for key in keys:
        if not spelled(key):
            yield _("No key is called '%(key)s'.", key=key)
        elif sentence := refusal(key):
            yield sentence
        elif key in taken:
            yield _(
                "%(key)s is the key of '%(command)s' already. Choose another one.",
                key=key,
                command=taken[key].word,
            )


def _can_be(key: str) -> bool:
    return spelled(key) == key and refusal(key) is None
