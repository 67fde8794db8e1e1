"""One revision as it is written: which cues are changed, from what, to what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy import select

from webapp.captions import document
from webapp.captions.measure import has_words
from webapp.extensions import db
from webapp.models.clock import now_ms
from webapp.models.cue import Cue
from webapp.models.kept_lint import KeptLint
from webapp.models.revision import CueChange, Kind, Revision, snapshot
from webapp.models.transcript import Transcript

if TYPE_CHECKING:
    from webapp.models.user import User

CONTENT = (
    "start_ms", "end_ms", "text", "name", "speaker", "label", "markup", "settings", "words",
)  # fmt: skip
"""The columns that hold what a caption says, and when and where."""


class EditRefused(Exception):
    """A change that cannot be made. ``str()`` says why, and what to do."""


class Stale(Exception):
    """Somebody else has changed a cue since it was seen; nothing was changed."""

    def __init__(self, cue: Cue, base: Mapping[str, Any] | None, by: User | None) -> None:
        super().__init__(f"cue {cue.id} is at version {cue.version}")
        self.cue = cue
        """As it is now."""
        self.base = base
        """The snapshot that was seen; None where there is none."""
        self.by = by
        """Who made the last change."""


class Pen:
    """Writes one revision. What raises before ``finish`` must be rolled back by the caller."""

    def __init__(
        self, transcript: Transcript, person: User, kind: Kind, undoes: Revision | None
    ) -> None:
        self.revision: Revision | None = None
        self.relinted: frozenset[int] = frozenset()
        """Cues of which lint says something else than before, changed or beside what was."""
        self._transcript = transcript
        self._person = person
        self._kind = kind
        self._undoes = undoes
        self._taken: dict[int, tuple[Cue, dict[str, Any] | None]] = {}

    def take(self, cue_id: int, seen: int) -> Cue:
        """Return a cue to be changed; Stale where it is not the version that was seen."""
        cue = db.session.get(Cue, cue_id, populate_existing=True)
        if cue is None or cue.transcript_id != self._transcript.id:
            raise EditRefused(_("This caption is not there any more. Load the page again."))
        if cue.version != seen:
            raise Stale(cue, *_seen(cue_id, seen))
        self._taken[cue_id] = (cue, snapshot(cue))
        return cue

    def write(self, cue: Cue, now: document.Cue) -> None:
        """Put a person's content into a cue."""
        fresh = Cue.from_caption(self._transcript.id, now, author="person")
        spoken_before = (cue.text, cue.speaker, cue.label)
        for name in CONTENT:
            if getattr(cue, name) != getattr(fresh, name):
                setattr(cue, name, getattr(fresh, name))
        if not db.session.is_modified(cue):
            return
        cue.author = "person"
        if spoken_before != (cue.text, cue.speaker, cue.label) or cue.state == "draft":
            cue.state = "corrected"

    def add(self, new: document.Cue) -> Cue:
        """Add a cue that a person made. Before it has words, it counts as not checked."""
        cue = Cue.from_caption(self._transcript.id, new, author="person")
        cue.state = "corrected" if has_words(new.text) else "draft"
        cue.version = 0
        db.session.add(cue)
        db.session.flush()
        self._taken[cue.id] = (cue, None)
        return cue

    def remove(self, cue: Cue) -> None:
        """Leave a tombstone."""
        cue.deleted_at_ms = db.session.scalar(select(now_ms()))

    def put_back(self, cue: Cue, was: Mapping[str, Any] | None) -> None:
        """Make a cue what a snapshot says."""
        if was is None:
            self.remove(cue)
            return
        cue.deleted_at_ms = None
        for name, value in was.items():
            setattr(cue, name, value)

    def finish(self) -> None:
        """Append the revision, unless nothing has changed."""
        changed = [
            (cue, before, after)
            for cue, before in self._taken.values()
            if (after := snapshot(cue)) != before
        ]
        if not changed:
            return
        self.revision = Revision(
            transcript_id=self._transcript.id,
            person_id=self._person.id,
            kind=self._kind,
            undoes_id=self._undoes.id if self._undoes else None,
        )
        for cue, before, after in changed:
            cue.version += 1
            self.revision.changes.append(
                CueChange(cue_id=cue.id, version=cue.version, before=before, after=after)
            )
        db.session.add(self.revision)
        more: Counter[str] = Counter()
        for _cue, before, after in changed:
            if before:
                more[before["state"]] -= 1
            if after:
                more[after["state"]] += 1
        self._transcript.count_changes(more)
        self.relinted = KeptLint.follow(
            self._transcript, {cue.id: (before, after) for cue, before, after in changed}
        )


def _seen(cue_id: int, version: int) -> tuple[Mapping[str, Any] | None, User | None]:
    """Return what a cue was at a version, and who changed it last."""
    changes = db.session.scalars(
        select(CueChange)
        .where(CueChange.cue_id == cue_id, CueChange.version >= version)
        .order_by(CueChange.version)
    ).all()
    if not changes:
        return None, None
    first = changes[0]
    return (
        first.after if first.version == version else first.before,
        changes[-1].revision.person,
    )
