"""Changes to captions by people: each is one revision, and none passes over another's.

A cue carries a version, and whoever changes it says which one she saw. Where somebody else was
quicker nothing is changed: ``Stale`` says whose words stand there now, and what both began with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy import select

from webapp.captions import document
from webapp.captions.doubts import accept, doubts
from webapp.captions.editing import cutting
from webapp.captions.editing.retiming import retime
from webapp.captions.editing.styling import restyle, with_italics
from webapp.extensions import db, hold
from webapp.models.cue import Cue, store_word
from webapp.models.pen import EditRefused, Pen
from webapp.models.revision import CueChange, Kind, Revision
from webapp.models.transcript import Transcript

if TYPE_CHECKING:
    from webapp.models.user import User

GAP_MS = 84
"""Two frames at 24 a second: what is left between cues that are parted (Netflix)."""


class Editor:
    """One person at one transcript. Each verb makes one revision; the caller commits."""

    def __init__(self, transcript: Transcript, person: User) -> None:
        hold(transcript)
        self.transcript = transcript
        self.person = person
        self.relinted: frozenset[int] = frozenset()
        """Cues of which lint says something else since the last verb."""

    def correct(
        self,
        cue_id: int,
        seen: int,
        *,
        text: str | None = None,
        speaker: str | None = None,
        label: str | None = None,
        start_ms: int | None = None,
        end_ms: int | None = None,
    ) -> Revision | None:
        """Change what is given of a cue; None where that is what it says already.

        Words keep their times and styles. An empty ``speaker`` or ``label`` takes it away.
        """
        with self._revision("edit") as pen:
            cue = pen.take(cue_id, seen)
            was = cue.as_caption()
            now = replace(
                was,
                text=was.text if text is None else text.strip(),
                speaker=was.speaker if speaker is None else speaker.strip() or None,
                label=was.label if label is None else label.strip() or None,
                start_ms=was.start_ms if start_ms is None else start_ms,
                end_ms=was.end_ms if end_ms is None else end_ms,
            )
            self._check(now)
            pen.write(cue, _with_words(was, now))
        return pen.revision

    def italicise(self, cue_id: int, seen: int, start: int, end: int) -> Revision | None:
        """Put the words between two offsets into italics, or upright again."""
        with self._revision("edit") as pen:
            cue = pen.take(cue_id, seen)
            was = cue.as_caption()
            pen.write(cue, replace(was, markup=with_italics(was, start, end)))
        return pen.revision

    def split(self, cue_id: int, seen: int, caret: int) -> Revision | None:
        """Part a cue at an offset in its text."""
        with self._revision("split") as pen:
            cue = pen.take(cue_id, seen)
            first, second = _or_refuse(cutting.split, cue.as_caption(), caret, gap_ms=GAP_MS)
            pen.write(cue, first)
            pen.add(second)
        return pen.revision

    def merge(self, cue_id: int, seen: int, next_seen: int) -> Revision | None:
        """Join a cue with the one after it."""
        with self._revision("merge") as pen:
            cue = pen.take(cue_id, seen)
            following = pen.take(self._neighbour(cue, after=True).id, next_seen)
            pen.write(cue, cutting.merge(cue.as_caption(), following.as_caption()))
            pen.remove(following)
        return pen.revision

    def give(
        self, cue_id: int, seen: int, other_seen: int, count: int, *, forward: bool
    ) -> Revision | None:
        """Move the last words of a cue to the next one, or its first to the one before."""
        with self._revision("words") as pen:
            cue = pen.take(cue_id, seen)
            other = pen.take(self._neighbour(cue, after=forward).id, other_seen)
            pair = (cue, other) if forward else (other, cue)
            move = cutting.give_last_words if forward else cutting.give_first_words
            moved = _or_refuse(move, *(each.as_caption() for each in pair), count, gap_ms=GAP_MS)
            for each, now in zip(pair, moved, strict=True):
                pen.write(each, now)
        return pen.revision

    def insert(self, new: document.Cue) -> Revision | None:
        """Add a cue."""
        self._check(new)
        with self._revision("insert") as pen:
            pen.add(new)
        return pen.revision

    def delete(self, cue_id: int, seen: int) -> Revision | None:
        """Take a cue away. Its tombstone stays: captioning again does not bring it back."""
        with self._revision("delete") as pen:
            pen.remove(pen.take(cue_id, seen))
        return pen.revision

    def write_all(
        self, wanted: Sequence[tuple[int, int, document.Cue]], kind: Kind
    ) -> Revision | None:
        """Change many cues at once: (id, version seen, what it becomes). All of them, or none."""
        with self._revision(kind) as pen:
            for cue_id, seen, now in wanted:
                cue = pen.take(cue_id, seen)
                self._check(now)
                pen.write(cue, _with_words(cue.as_caption(), now))
        return pen.revision

    def accept_word(self, cue_id: int, seen: int, number: int, text: str) -> Revision | None:
        """Say that a word, counted from 0, is right though the engine was unsure of it.

        That is said of the word alone: the cue's state stays, and nothing counts as verified.
        """
        with self._revision("state") as pen:
            cue = pen.take(cue_id, seen)
            was = cue.as_caption()
            mine = [
                doubt for doubt in doubts(was, "") if (doubt.number, doubt.text) == (number, text)
            ]
            if not mine:
                raise EditRefused(_("This word is not doubtful any more."))
            cue.words = [store_word(word) for word in accept(was, number).words]
        return pen.revision

    def approve(self, cue_id: int, seen: int, *, verified: bool) -> Revision | None:
        """Say that a cue is right: as it reads, or, where she has heard it, against the audio."""
        if verified and self.person.hearing != "hearing":
            raise EditRefused(
                _(
                    "Only somebody who hears can verify captions against the sound. "
                    "You can say in your account that you hear."
                )
            )
        with self._revision("state") as pen:
            cue = pen.take(cue_id, seen)
            cue.state = "verified" if verified else "corrected"
        return pen.revision

    def undo(self) -> Revision:
        """Take back the person's own last change that still stands."""
        return self._take_back(self._last(undone=False), "undo")

    def redo(self) -> Revision:
        """Bring back what the person undid last, unless she has changed something since."""
        return self._take_back(self._last(undone=True), "redo")

    def restore(self, change: CueChange) -> Revision | None:
        """Make a cue again what it was after one of its changes."""
        with self._revision("restore") as pen:
            cue = db.session.get_one(Cue, change.cue_id)
            pen.put_back(pen.take(cue.id, cue.version), change.after)
        return pen.revision

    def restore_all(self, revision: Revision) -> Revision | None:
        """Make the whole transcript again what it was just after a revision."""
        later = db.session.scalars(
            select(CueChange)
            .join(Revision)
            .where(Revision.transcript_id == self.transcript.id, Revision.id > revision.id)
            .order_by(CueChange.id)
        ).all()
        first_later = {change.cue_id: change for change in reversed(later)}
        with self._revision("restore") as pen:
            for change in first_later.values():
                cue = db.session.get_one(Cue, change.cue_id)
                pen.put_back(pen.take(cue.id, cue.version), change.before)
        return pen.revision

    def _take_back(self, target: Revision, kind: Kind) -> Revision:
        with self._revision(kind, undoes=target) as pen:
            for change in reversed(target.changes):
                pen.put_back(pen.take(change.cue_id, change.version), change.before)
        if pen.revision is None:
            raise EditRefused(_("There is nothing left of that change."))
        return pen.revision

    def _last(self, *, undone: bool) -> Revision:
        """Return the person's newest revision that can be undone, or undo that can be redone."""
        over: set[int] = set()
        mine = db.session.scalars(
            select(Revision)
            .where(
                Revision.transcript_id == self.transcript.id, Revision.person_id == self.person.id
            )
            .order_by(Revision.id.desc())
            .execution_options(yield_per=50)
        )
        for revision in mine:
            if revision.undoes_id is not None:
                over.add(revision.undoes_id)
            if revision.id in over:
                continue
            if (revision.kind == "undo") == undone:
                return revision
            if undone and revision.kind != "redo":
                break  # she went on from there
        raise EditRefused(
            _("There is nothing to bring back.") if undone else _("There is nothing to undo.")
        )

    def _neighbour(self, cue: Cue, *, after: bool) -> Cue:
        found = cue.neighbour(after=after)
        if found is None:
            raise EditRefused(
                _("There is no caption after this one.")
                if after
                else _("There is no caption before this one.")
            )
        return found

    @staticmethod
    def _check(cue: document.Cue) -> None:
        if not cue.text:
            raise EditRefused(
                _("This caption has no text. Write what is said, or delete the caption.")
            )
        if not 0 <= cue.start_ms < cue.end_ms:
            raise EditRefused(_("The caption must end after it begins. Change one of the times."))

    @contextmanager
    def _revision(self, kind: Kind, undoes: Revision | None = None) -> Iterator[Pen]:
        pen = Pen(self.transcript, self.person, kind, undoes)
        yield pen
        pen.finish()
        self.relinted = pen.relinted


def _with_words(was: document.Cue, now: document.Cue) -> document.Cue:
    """Carry the times and styles of the words over to a corrected text."""
    if (was.text, was.speaker) == (now.text, now.speaker):
        return now
    words = retime(was.words, now.text) if was.text != now.text else was.words
    return replace(now, words=words, markup=restyle(was, now.text, now.speaker))


def _or_refuse(act: Any, *args: Any, **options: Any) -> Any:
    try:
        return act(*args, **options)
    except document.CaptionError as error:
        raise EditRefused(_(str(error))) from error  # marked where it is raised
