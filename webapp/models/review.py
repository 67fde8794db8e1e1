"""The steps by which captions become what people may rely on, and by which they are taken back.

Whoever changed captions may approve them: in a small library nobody else is there, and a deaf
reviewer must not depend on a second person. It is said, to all who look at the gate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from webapp.extensions import db
from webapp.models.assignment import Assignment
from webapp.models.cue import Cue
from webapp.models.cue_note import CueNote
from webapp.models.gate import Gate
from webapp.models.pen import Pen
from webapp.models.review_step import ReviewStep
from webapp.models.step import WAITING, State
from webapp.models.transcript import Transcript

if TYPE_CHECKING:
    from webapp.models.user import User


class ReviewRefused(Exception):
    """A step that cannot be taken. ``str()`` says why, and what to do."""


class Review:
    """One person at the review of one transcript. Each verb is one step; the caller commits."""

    def __init__(self, transcript: Transcript, person: User) -> None:
        # Whoever takes a step of the same transcript waits here until this transaction is over.
        db.session.execute(
            select(Transcript.id).where(Transcript.id == transcript.id).with_for_update()
        )
        if transcript.state == "aside":
            raise ReviewRefused(_("This is a text to take from. It is not reviewed by itself."))
        self.transcript = transcript
        self.person = person

    def take(self) -> None:
        """Make it hers; what waited for somebody is in review then."""
        self.assign(self.person)
        if self.transcript.state in WAITING:
            self._step("review")

    def assign(self, person: User) -> None:
        """Give it to somebody, whoever had it before."""
        db.session.merge(
            Assignment(
                transcript_id=self.transcript.id, person_id=person.id, given_by_id=self.person.id
            )
        )

    def give_back(self) -> None:
        """Leave it to others; what was in review waits again as it did before."""
        mine = Assignment.of(self.transcript.id)
        if mine is None:
            raise ReviewRefused(_("Nobody has taken these captions."))
        db.session.delete(mine)
        if self.transcript.state == "review":
            self._step(ReviewStep.before_review(self.transcript.id))

    def ask_for_changes(self, why: str) -> None:
        """Say that something is to be changed: in ``why``, or in notes on captions."""
        if not why and not CueNote.count_open(self.transcript.id):
            raise ReviewRefused(
                _("Say what should be changed, here or in a note on a caption.")
            )  # fmt: skip
        self._step("changes", why)

    def approve(self, *, has_read_all: bool, why: str = "") -> None:
        """Sign off the captions as they are now.

        ``has_read_all``: she says that those which nobody has touched are right as well.
        """
        self._check_approval(has_read_all=has_read_all)
        if self.transcript.drafts:
            self._approve_the_rest()
        self._step("approved", why, keep=self.transcript.state == "published")

    def publish(self, why: str = "") -> Gate:
        """Offer them to viewers as reviewed; ``why`` says why although something is missing.

        Returns the gate as it was.
        """
        gate = Gate.of(self.transcript)
        if gate.missing and not why:
            raise ReviewRefused(
                ngettext(
                    "One thing is still missing. Mend it, or say why you publish all the same.",
                    "%(num)s things are still missing. "
                    "Mend them, or say why you publish all the same.",
                    len(gate.missing),
                )
            )
        if not self.transcript.has_cues:
            raise ReviewRefused(_("There are no captions to publish."))
        self.transcript.offered = True
        step = self._step("published", why if gate.missing else "")
        step.overridden = [{"name": each.name, "count": each.count} for each in gate.missing]
        return gate

    def unpublish(self, why: str) -> None:
        """Take them from viewers, who get other captions, or none."""
        if not self.transcript.offered:
            raise ReviewRefused(_("Viewers do not get these captions."))
        if not why:
            raise ReviewRefused(_("Say why viewers should not get these captions any more."))
        self.transcript.offered = False
        self._step("unpublished", why)

    def _check_approval(self, *, has_read_all: bool) -> None:
        if not self.transcript.complete:
            raise ReviewRefused(_("The captions are still being written. Wait until they are."))
        if not self.transcript.has_cues:
            raise ReviewRefused(_("There are no captions to approve."))
        notes = CueNote.count_open(self.transcript.id)
        if notes:
            raise ReviewRefused(
                ngettext(
                    "One note still waits. Settle it first.",
                    "%(num)s notes still wait. Settle them first.",
                    notes,
                )
            )
        if self.transcript.drafts and not has_read_all:
            raise ReviewRefused(
                ngettext(
                    "Nobody has looked at one caption. Read it, and say so here.",
                    "Nobody has looked at %(num)s captions. Read them, and say so here.",
                    self.transcript.drafts,
                )
            )

    def _approve_the_rest(self) -> None:
        """What nobody touched becomes what she says it is, as one revision that can be undone."""
        pen = Pen(self.transcript, self.person, "state", None)
        untouched = select(Cue.id, Cue.version).where(
            Cue.transcript_id == self.transcript.id,
            Cue.deleted_at_ms.is_(None),
            Cue.state == "draft",
        )
        # All are taken before any is changed: else each would be written before the next is read.
        taken = [pen.take(cue_id, seen) for cue_id, seen in db.session.execute(untouched).all()]
        for cue in taken:
            cue.state = "corrected"
        pen.finish()

    def _step(self, state: State, why: str = "", *, keep: bool = False) -> ReviewStep:
        """Write a step down; ``keep``: the transcript stays in the state that it is in."""
        if not keep:
            self.transcript.state = state
        step = ReviewStep(
            transcript_id=self.transcript.id,
            person_id=self.person.id,
            state=state,
            why=why,
            version=self.transcript.version,
        )
        db.session.add(step)
        db.session.flush()
        return step
