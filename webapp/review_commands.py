r"""What a reviewer can tell the review page, by button or key: pages list it, the scripts obey it.

Nearly every chord belongs to somebody already, so only a few are used. Ruled out in a text field:

- Ctrl or Cmd with a letter, sign or digit: browsers (F find, S save, Z undo, 1-9 tabs, +/- zoom).
- Ctrl+Shift with a letter: browsers (T, N, P, I ...); Linux takes U for characters by number.
- Alt with a letter: menus of browsers, Narrator; on a Mac, Option types signs, as AltGr does.
- Ctrl+Alt and AltGr with anything: AltGr is reported as both, and types @ { [ \ in many layouts;
  VoiceOver's own keys are Ctrl+Option, NVDA starts programs so, Orca and JAWS walk tables so.
- Alt+Shift with a letter: access keys of Firefox; Windows changes layouts with the two alone.
- Arrows, Home, End, Page up and down, alone or with Ctrl or Shift: they move the caret and select;
  Alt+arrows go back and forward, and JAWS and NVDA read sentences with them.
- Insert and Caps Lock: the modifiers of NVDA, JAWS, Narrator and Orca.
- Tab, always: it leaves.
- F1 (help), F3 (find), F4 (addresses in Edge), F5, F6, F7 (caret), F9 (reader), F10 (menus),
  F11 (full screen), F12 (tools of developers).

Free are F2 and F8, Enter with Ctrl, Alt and Shift, Alt+Page up and down, and F13 to F24, which
pedals send. So each command has one plain key, which counts after ``F2`` wherever the focus is.
Nobody needs to reach for three keys, and a word that is typed is never a command. Single letters
also count by themselves, outside of fields, for whoever switched that on (WCAG 2.1.4).
"""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import lazy_gettext as _

LEADER = "F2"
"""The key after which the plain key of a command counts."""


class Group(NamedTuple):
    """Commands that stand together in lists."""

    name: str
    word: str


class Command(NamedTuple):
    """One thing that the review page can be told."""

    name: str
    """What scripts and templates call it (``data-command``)."""
    word: str
    """What people read in the list of shortcuts."""
    group: str
    keys: tuple[str, ...]
    """As ``webapp.review_keys`` writes them, a plain one (after the leader) first."""


GROUPS = (
    Group("playing", _("Playing")),
    Group("moving", _("Moving")),
    Group("timing", _("Timing")),
    Group("text", _("Text")),
    Group("speaker", _("Speaker and sound")),
    Group("judging", _("Judging")),
    Group("page", _("Page")),
)

COMMANDS = (
    Command("play", _("Play or pause"), "playing", ("Space", "Alt+Enter")),
    Command(
        "play-cue", _("Play this caption, and stop at its end"), "playing", ("Enter", "Shift+F2")
    ),
    Command("back", _("Back 1 second"), "playing", ("Left",)),
    Command("forward", _("Forward 1 second"), "playing", ("Right",)),
    Command("slower", _("Slower"), "playing", ("-",)),
    Command("faster", _("Faster"), "playing", ("+", "=")),
    Command("next", _("Next caption"), "moving", ("Down", "Alt+PageDown")),
    Command("previous", _("Previous caption"), "moving", ("Up", "Alt+PageUp")),
    Command("next-problem", _("Next problem"), "moving", ("g", "F8")),
    Command("previous-problem", _("Previous problem"), "moving", ("a", "Shift+F8")),
    Command("next-match", _("Next place that was found"), "moving", (".",)),
    Command("previous-match", _("Place before that was found"), "moving", (",",)),
    Command("go-to", _("Go to a time"), "moving", ("t",)),
    Command("set-start", _("The caption begins now"), "timing", ("b",)),
    Command("set-end", _("The caption ends now"), "timing", ("e",)),
    Command("start-earlier", _("Begin 100 ms earlier"), "timing", ("q",)),
    Command("start-later", _("Begin 100 ms later"), "timing", ("w",)),
    Command("end-earlier", _("End 100 ms earlier"), "timing", ("o",)),
    Command("end-later", _("End 100 ms later"), "timing", ("p",)),
    Command("start-frame-earlier", _("Begin a frame earlier"), "timing", ("Shift+q",)),
    Command("start-frame-later", _("Begin a frame later"), "timing", ("Shift+w",)),
    Command("end-frame-earlier", _("End a frame earlier"), "timing", ("Shift+o",)),
    Command("end-frame-later", _("End a frame later"), "timing", ("Shift+p",)),
    Command("split", _("Split at the caret"), "text", ("s",)),
    Command("merge", _("Merge with the next caption"), "text", ("m",)),
    Command(
        "give-next",
        _("Give the last words, from the caret on, to the next caption"),
        "text",
        ("j",),
    ),
    Command(
        "give-previous",
        _("Give the first words, up to the caret, to the caption before"),
        "text",
        ("k",),
    ),
    Command("insert", _("Insert a caption after this one"), "text", ("n",)),
    Command("delete", _("Delete the caption"), "text", ("x", "Delete")),
    Command(
        "italic",
        _("Italics for the words that are marked, or the word at the caret"),
        "text",
        ("i",),
    ),
    Command("undo", _("Undo your last change"), "text", ("u",)),
    Command("redo", _("Bring back what you undid"), "text", ("r",)),
    Command("find", _("Find and replace"), "text", ("f",)),
    *(
        Command(
            f"speaker-{number}", _("Speaker %(number)s", number=number), "speaker", (str(number),)
        )
        for number in range(1, 10)
    ),
    Command("speaker", _("Another speaker"), "speaker", ("0",)),
    Command("sound", _("Label a sound"), "speaker", ("l",)),
    Command(
        "approve", _("Save and approve"), "judging", ("y", "Ctrl+Shift+Enter", "Meta+Shift+Enter")
    ),
    Command("verify", _("Save: I have heard it, and it is right"), "judging", ("v",)),
    Command("accept-word", _("The doubtful word is right"), "judging", ("d",)),
    Command("fix-word", _("Mark the next doubtful word, to write it anew"), "judging", ("c",)),
    Command("take-hint", _("Do what the first hint suggests"), "judging", ("h",)),
    Command("save", _("Save"), "page", ("z",)),
    Command(
        "save-next",
        _("Save, and open the next caption"),
        "page",
        ("Shift+Enter", "Ctrl+Enter", "Meta+Enter"),
    ),
    Command("close", _("Close the caption"), "page", ("Backspace", "Escape")),
    Command("shortcuts", _("List of shortcuts"), "page", ("?",)),
)

BY_NAME = {command.name: command for command in COMMANDS}
