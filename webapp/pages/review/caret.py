"""Where the caret is in a text that was sent: scripts say it; without them, one writes a mark."""

from __future__ import annotations

from flask import request

MARK = "|"
"""What a person writes where she would put the caret; two of them around words."""
VERBS = {"split", "give", "italic"}
"""What is done at the caret. Saving a text takes a mark as the sign that it is."""


def typed(text: str) -> str:
    """Return the text of the form, without the marks where they stand for the caret."""
    sent = _lines(text)
    return sent.replace(MARK, "") if _is_marked() else sent


def caret(text: str, *, end: bool = False) -> int:
    """Return where the caret is, or where what is marked ends, in the text without marks.

    At the end of ``text``, which the cue has, where nothing was sent.
    """
    if _is_marked():
        parts = _lines(text).split(MARK)
        return sum(map(len, parts[: 2 if end and len(parts) > 2 else 1]))
    name = "caret_end" if end and "caret_end" in request.form else "caret"
    return request.form.get(name, len(text), type=int)


def _is_marked() -> bool:
    verb = (request.view_args or {}).get("verb")
    return verb in VERBS and "caret" not in request.form and MARK in request.form.get("text", "")


def _lines(text: str) -> str:
    return "\n".join(request.form.get("text", text).splitlines())
