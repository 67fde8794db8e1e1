"""What a change made of a caption, in words."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from webapp.captions.editing.difference import Piece, difference
from webapp.captions.stamps import stamp

KINDS = {
    "edit": lazy_gettext("Corrected"),
    "split": lazy_gettext("Parted"),
    "merge": lazy_gettext("Joined"),
    "words": lazy_gettext("Words moved to the neighbour"),
    "insert": lazy_gettext("Added"),
    "delete": lazy_gettext("Deleted"),
    "time": lazy_gettext("Moved in time"),
    "state": lazy_gettext("Checked"),
    "replace": lazy_gettext("Found and replaced"),
    "mend": lazy_gettext("Mended by a suggestion"),
    "import": lazy_gettext("Taken from a file"),
    "take": lazy_gettext("Taken from what was heard again"),
    "align": lazy_gettext("Words fitted to the sound"),
    "restore": lazy_gettext("Brought back"),
    "undo": lazy_gettext("Undone"),
    "redo": lazy_gettext("Redone"),
}
STATES = {
    "draft": lazy_gettext("not checked"),
    "corrected": lazy_gettext("checked"),
    "verified": lazy_gettext("verified"),
}


class Difference(NamedTuple):
    """What a change made of one caption, in words."""

    cue_id: int
    at_ms: int
    pieces: list[Piece]
    """The words, before and after."""
    facts: list[tuple[str, str, str]]
    """What else was changed: what it is called, how it was, how it is."""
    is_new: bool
    is_gone: bool


def between(cue_id: int, before: dict[str, Any] | None, after: dict[str, Any] | None) -> Difference:
    """Put the difference between two snapshots of a caption into words."""
    was, now = before or {}, after or {}
    facts = [
        (str(word), read(was), read(now))
        for word, read in (
            (_("Speaker"), lambda s: s.get("speaker") or ""),
            (_("Sound"), lambda s: s.get("label") or ""),
            (_("Time"), _times),
            (_("State"), lambda s: str(STATES.get(s.get("state", ""), ""))),
            (_("Place"), lambda s: _place(s.get("settings") or {})),
        )
        if was and now and read(was) != read(now)
    ]
    if was and now and was.get("text") == now.get("text") and was["markup"] != now["markup"]:
        facts.append((_("Letters"), was["markup"] or "", now["markup"] or ""))
    pieces = difference(was.get("text", ""), now.get("text", ""))
    at_ms = (now or was).get("start_ms", 0)
    return Difference(cue_id, at_ms, pieces, facts, before is None, after is None)


def _times(snapshot: dict[str, Any]) -> str:
    if not snapshot:
        return ""
    return f"{stamp(snapshot['start_ms'])} – {stamp(snapshot['end_ms'])}"


def _place(settings: dict[str, Any]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in sorted(settings.items()))
