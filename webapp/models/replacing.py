"""Find and replace in a transcript: what is found, and what was chosen as one revision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy import select

from webapp.captions.editing.difference import Piece, difference
from webapp.captions.editing.replacing import Search
from webapp.captions.finding import Span
from webapp.extensions import db
from webapp.models.cue import Cue
from webapp.models.editor import Editor
from webapp.models.revision import Revision
from webapp.models.transcript import Transcript


class Place(NamedTuple):
    """A cue in which something was found."""

    cue_id: int
    version: int
    number: int
    """Its place among the transcript's cues, from 1."""
    start_ms: int
    speaker: str | None
    text: str
    spans: list[Span]
    """Where in its text."""


@dataclass(frozen=True)
class Replacing:
    """What comes in the place of what, in what one speaker says or in all that is said."""

    search: Search
    by: str = ""
    speaker: str | None = None
    """None: whoever speaks; '': where no speaker is named."""

    def places(self, transcript: Transcript) -> list[Place]:
        """Return the cues that hold what is looked for, in order of time."""
        rows = db.session.execute(
            select(Cue.id, Cue.version, Cue.start_ms, Cue.speaker, Cue.text)
            .where(Cue.transcript_id == transcript.id, Cue.deleted_at_ms.is_(None))
            .order_by(Cue.start_ms, Cue.id)
        )
        return [
            Place(cue_id, version, number, start_ms, speaker, text, spans)
            for number, (cue_id, version, start_ms, speaker, text) in enumerate(rows, 1)
            if self._is_hers(speaker) and (spans := self.search.spans(text))
        ]

    def becomes(self, text: str) -> str:
        """Return what a text becomes; '' where nothing of it would be left."""
        return self.search.replaced(text, self.by).strip()

    def pieces(self, text: str) -> list[Piece]:
        """Return what would be gone from a text, and what would come, word by word."""
        return difference(text, self.becomes(text))

    def _is_hers(self, speaker: str | None) -> bool:
        return self.speaker is None or self.speaker == (speaker or "")


class Outcome(NamedTuple):
    """What became of the cues that somebody chose."""

    revision: Revision | None
    changed: int
    stale: int
    """Somebody else has changed or deleted them since; they stay as they are."""
    emptied: int
    """Nothing would be left of them; they stay as they are."""


def replace_in(editor: Editor, replacing: Replacing, chosen: Mapping[int, int]) -> Outcome:
    """Replace in the cues that were chosen, by id, each at the version that was seen.

    All that can be changed is changed in one revision. The caller commits. Raises EditRefused.
    """
    wanted, stale, emptied = [], 0, 0
    for cue_id, seen in chosen.items():
        cue = db.session.get(Cue, cue_id, populate_existing=True)
        if (
            cue is None
            or cue.transcript_id != editor.transcript.id
            or cue.deleted_at_ms is not None
            or cue.version != seen
        ):
            stale += 1
        elif not (text := replacing.becomes(cue.text)):
            emptied += 1
        elif text != cue.text:
            wanted.append((cue_id, seen, replace(cue.as_caption(), text=text)))
    revision = editor.write_all(wanted, "replace")
    return Outcome(revision, len(wanted), stale, emptied)
