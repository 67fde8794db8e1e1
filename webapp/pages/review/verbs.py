"""What can be done with one cue besides changing its fields: each verb, and where one goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import request
from flask_babel import gettext as _

from webapp.captions import document
from webapp.captions.editing.tokens import tokens
from webapp.models import Cue, Revision
from webapp.models.editor import GAP_MS, Editor
from webapp.models.pen import EditRefused
from webapp.pages.review import caret, mends
from webapp.pages.review.answers import Focus

NEW_TEXT = "…"
"""What a cue says that was put in and has no words yet."""
NEW_MS = 2000
"""So long does a new cue stand where there is room: a short sentence."""
SHORTEST_MS = 500


class Done(NamedTuple):
    """What a verb did, and where the reader goes on."""

    revision: Revision | None
    focus: Focus
    said: str
    shows: dict[str, Any] = {}  # noqa: RUF012  # never written to


def do(editor: Editor, cue: Cue, verb: str) -> Done:
    """Do ``verb`` with a cue that was just seen. Stale and EditRefused as ``Editor`` raises them.

    The versions of the neighbours, and the caret, are taken from the form.
    """
    return VERBS[verb](editor, cue)


def _save(_editor: Editor, cue: Cue) -> Done:
    return Done(None, _go_on(cue), _("Saved."))


def _split(editor: Editor, cue: Cue) -> Done:
    revision = editor.split(cue.id, cue.version, _caret("caret", cue))
    return Done(revision, _stay(cue), _("Split."))


def _merge(editor: Editor, cue: Cue) -> Done:
    revision = editor.merge(cue.id, cue.version, _seen("next_version"))
    return Done(revision, _stay(cue), _("Merged with the next caption."))


def _give(editor: Editor, cue: Cue) -> Done:
    forward = request.args.get("to", request.form.get("to")) != "previous"
    other_seen = _seen("next_version" if forward else "previous_version")
    count = _words(cue, after_caret=forward)
    revision = editor.give(cue.id, cue.version, other_seen, count, forward=forward)
    said = _("Given to the next caption.") if forward else _("Given to the caption before.")
    return Done(revision, _stay(cue), said)


def _insert(editor: Editor, cue: Cue) -> Done:
    return put_in(editor, cue.end_ms + GAP_MS, cue.neighbour(after=True))


def put_in(editor: Editor, start_ms: int, following: Cue | None) -> Done:
    """Add a cue that begins at a time and ends before the following one."""
    end_ms = start_ms + NEW_MS
    if following is not None:
        end_ms = min(end_ms, max(following.start_ms - GAP_MS, start_ms + SHORTEST_MS))
    revision = editor.insert(document.Cue(start_ms, end_ms, NEW_TEXT))
    assert revision is not None  # noqa: S101  # something was added
    new_id = revision.changes[0].cue_id
    return Done(revision, Focus(f"cue-text-{new_id}", new_id), _("A caption was put in."))


def _delete(editor: Editor, cue: Cue) -> Done:
    other = cue.neighbour(after=True) or cue.neighbour(after=False)
    revision = editor.delete(cue.id, request.form.get("version", cue.version, type=int))
    focus = Focus(f"edit-{other.id}" if other else "rows-title")
    return Done(revision, focus, _("Deleted. You can undo it."), {"deleted": cue})


def _approve(editor: Editor, cue: Cue) -> Done:
    verified = "verified" in request.args
    revision = editor.approve(cue.id, cue.version, verified=verified)
    said = _("Verified against the sound.") if verified else _("Approved.")
    return Done(revision, _go_on(cue), said)


def _italic(editor: Editor, cue: Cue) -> Done:
    start, end = _caret("caret", cue), _caret("caret_end", cue)
    revision = editor.italicise(cue.id, cue.version, start, max(end, start + 1))
    return Done(revision, _stay(cue), _("Italics changed."))


def _mend(editor: Editor, cue: Cue) -> Done:
    name = request.args.get("name", "")
    return Done(mends.take(editor, cue, name), _stay(cue), _("Done. You can undo it."))


def _accept(editor: Editor, cue: Cue) -> Done:
    number = request.args.get("word", -1, type=int)
    text = request.args.get("text", "")
    revision = editor.accept_word(cue.id, cue.version, number, text)
    return Done(revision, _stay(cue), _("“%(word)s” is right.", word=text))


VERBS: dict[str, Callable[[Editor, Cue], Done]] = {
    "save": _save,
    "split": _split,
    "merge": _merge,
    "give": _give,
    "insert": _insert,
    "delete": _delete,
    "approve": _approve,
    "italic": _italic,
    "mend": _mend,
    "accept": _accept,
}


def _stay(cue: Cue) -> Focus:
    return Focus(f"cue-text-{cue.id}", cue.id)


def _go_on(cue: Cue) -> Focus:
    """The cue's own row; with ``then``, the next one's: its form (open), or its row (row).

    ``stay``: the reader stays where she is.
    """
    then = request.args.get("then", request.form.get("then", ""))
    if then == "stay":
        return Focus("")
    following = cue.neighbour(after=True) if then else None
    if following is None:
        return Focus(f"edit-{cue.id}")
    return _stay(following) if then == "open" else Focus(f"edit-{following.id}")


def _seen(name: str) -> int:
    """The version of a neighbour that the form was shown with."""
    return request.form.get(name, 0, type=int)


def _caret(name: str, cue: Cue) -> int:
    """Where the caret was, counted in the text as it was saved: without the space around it."""
    typed = caret.typed(cue.text)
    at = caret.caret(cue.text, end=name == "caret_end")
    return max(0, min(at - (len(typed) - len(typed.lstrip())), len(cue.text)))


def _words(cue: Cue, *, after_caret: bool) -> int:
    """How many words stand behind the caret, or before it; one where it stands at the end."""
    caret = _caret("caret", cue)
    words = tokens(cue.text)
    if after_caret:
        count = sum(word.start >= caret for word in words)
    else:
        count = sum(word.start + len(word.text) <= caret for word in words)
    if count == len(words) and len(words) > 1:
        count = 1  # the caret stands outside of all words: one is meant, not all
    if not count and not words:
        raise EditRefused(_("There are no words to give."))
    return max(count, 1)
