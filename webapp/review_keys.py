"""How keys are written, which of them a command can have, and whose the others are.

A key is written as ``Ctrl+Shift+Enter``, ``F8``, ``Down`` or ``s``: modifiers in that order, then
the name of the key. It is *plain* where it has no modifier but Shift and is no function key: it
counts after the leader (``webapp.review_commands.LEADER``). Others are *direct*.
static/js/review/key-names.js writes what a browser reports in the same way.
"""

from __future__ import annotations

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from webapp.review_commands import LEADER

MODIFIERS = ("Ctrl", "Alt", "Meta", "Shift")
NAMES = {
    "Up": "↑",
    "Down": "↓",
    "Left": "←",
    "Right": "→",
    "Enter": lazy_gettext("Enter"),
    "Space": lazy_gettext("Space"),
    "Delete": lazy_gettext("Delete"),
    "Backspace": lazy_gettext("Backspace"),
    "Escape": lazy_gettext("Escape"),
    "Home": lazy_gettext("Home"),
    "End": lazy_gettext("End"),
    "PageUp": lazy_gettext("Page up"),
    "PageDown": lazy_gettext("Page down"),
    "Ctrl": lazy_gettext("Ctrl"),
    "Shift": lazy_gettext("Shift"),
    "Meta": "⌘",
}
"""What people call keys that are not written as they are."""
OTHER_NAMES = {
    "arrowup": "Up", "arrowdown": "Down", "arrowleft": "Left", "arrowright": "Right",
    "return": "Enter", "esc": "Escape", "del": "Delete", "control": "Ctrl", "strg": "Ctrl",
    "option": "Alt", "cmd": "Meta", "command": "Meta", "win": "Meta", "pgup": "PageUp",
    "pgdn": "PageDown", " ": "Space",
}  # fmt: skip
"""Other ways in which people write them, in small letters."""
_FUNCTION = re.compile(r"F(?:[1-9]|1[0-9]|2[0-4])")
_TAKEN_FUNCTIONS = {"F1", "F3", "F4", "F5", "F6", "F7", "F9", "F10", "F11", "F12"}
_MOVES = {"Up", "Down", "Left", "Right", "Home", "End", "PageUp", "PageDown"}
_KNOWN = {*NAMES, *OTHER_NAMES.values()} - set(MODIFIERS)


def spelled(written: str) -> str:
    """Return a key as it is written here, however somebody wrote it; '' where it is none."""
    *modifiers, name = _parts(written)
    given = {_named(each) for each in modifiers}
    name = _named(name)
    if not given <= set(MODIFIERS) or not _is_key(name):
        return ""
    if len(name) == 1 and name != name.lower():
        # Whoever writes a capital letter means Shift, except after Ctrl and the like.
        given |= set() if given else {"Shift"}
        name = name.lower()
    return "+".join([each for each in MODIFIERS if each in given] + [name])


def is_plain(key: str) -> bool:
    """Whether it counts after the leader only."""
    *modifiers, name = _parts(key)
    return set(modifiers) <= {"Shift"} and not _FUNCTION.fullmatch(name) and name != "Escape"


def shown(key: str) -> list[str]:
    """Return what people call each key that has to be pressed, the leader first."""
    first = [LEADER] if is_plain(key) else []
    return first + [str(NAMES.get(part, part)) for part in _parts(key)]


def refusal(key: str) -> str | None:
    """Say in a sentence why a command cannot have this key; None: it can."""
    *modifiers, name = _parts(key)
    held = set(modifiers)
    if name == "Tab":
        return _("Tab always goes on to the next field.")
    if key == LEADER:
        return _("%(key)s comes before the key of a command.", key=LEADER)
    if name == "Insert":
        return _("Insert is a key of screen readers.")
    if is_plain(key) or key == "Escape":
        return None
    return _refusal_of_chord(key, held, name)


def _refusal_of_chord(key: str, held: set[str], name: str) -> str | None:
    """The same for keys that count while somebody types: most are needed there."""
    if _FUNCTION.fullmatch(name):
        if name in _TAKEN_FUNCTIONS:
            return _("%(key)s is a key of browsers.", key=name)
        if held <= {"Shift"}:
            return None
        return _("%(key)s is a key of the desktop.", key=key)
    if name == "Enter":
        return _of_readers(key) if held >= {"Ctrl", "Alt"} else None
    if name in ("PageUp", "PageDown") and held == {"Alt"}:
        return None
    if held >= {"Ctrl", "Alt"}:
        return _of_readers(key)
    if "Ctrl" in held and "Shift" in held and name.isdecimal():
        return None
    if name in _MOVES:
        return _("%(key)s moves the caret, or goes to another page.", key=key)
    if "Alt" in held:
        return _("%(key)s opens a menu, or writes a sign on a Mac.", key=key)
    return _("%(key)s is a key of browsers.", key=key)


def _of_readers(key: str) -> str:
    return _("%(key)s is a key of screen readers, or writes a sign.", key=key)


def _parts(key: str) -> list[str]:
    """Part it at its plus signs; the last part may be a plus sign itself."""
    if key.endswith("+"):
        return [*(part for part in key[:-1].rstrip("+").split("+") if part), "+"]
    return key.split("+")


def _named(part: str) -> str:
    small = part.strip().lower() or part
    known = {name.lower(): name for name in (*_KNOWN, *MODIFIERS, "Tab", "Insert")}
    if _FUNCTION.fullmatch(part.strip().upper()):
        return part.strip().upper()
    return OTHER_NAMES.get(small) or known.get(small) or part.strip()


def _is_key(name: str) -> bool:
    known = name in _KNOWN or name in ("Tab", "Insert") or _FUNCTION.fullmatch(name) is not None
    return known or (len(name) == 1 and name.isprintable() and not name.isspace())
