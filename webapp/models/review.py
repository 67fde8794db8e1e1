"""The steps by which captions become what people may rely on, and by which they are taken back.

Whoever changed captions may approve them: in a small library nobody else is there, and a deaf
reviewer must not depend on a second person. It is said, to all who look at the gate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from sqlalchemy import select

from webapp.extensions import db
from webapp.models.assignment import Assignment
from webapp.models.cue import Cue
from webapp.models.cue_note import CueNote
from webapp.models.gate import Gate
from webapp.models.pen import Pen
from webapp.models.review_step import ReviewStep
from webapp.models.reviewer import Reviewer, ReviewRefused, check_settled
from webapp.models.transcript import Transcript

if TYPE_CHECKING:
    from webapp.models.user import User


class Review(Reviewer[Transcript]):
    """One person at the review of one transcript."""

    STEP = ReviewStep
    GIVEN = Assignment
    NOT_TAKEN = lazy_gettext("Nobody has taken these captions.")

    def __init__(self, transcript: Transcript, person: User) -> None:
        super().__init__(transcript, person)
        if transcript.state == "aside":
            raise ReviewRefused(_("This is a text to take from. It is not reviewed by itself."))

    def ask_for_changes(self, why: str) -> None:
        """Say that something is to be changed: in ``why``, or in notes on captions."""
        if not why and not CueNote.count_open(self.reviewed.id):
            raise ReviewRefused(
                _("Say what should be changed, here or in a note on a caption.")
            )  # fmt: skip
        self._step("changes", why)

    def approve(self, *, has_read_all: bool, why: str = "") -> None:
        """Sign off the captions as they are now.

        ``has_read_all``: she says that those which nobody has touched are right as well.
        """
        self._check_approval(has_read_all=has_read_all)
        if self.reviewed.drafts:
            self._approve_the_rest()
        self._step("approved", why, keep=self.reviewed.state == "published")

    def publish(self, why: str = "") -> Gate:
        """Offer them to viewers as reviewed; ``why`` says why although something is missing.

        Returns the gate as it was.
        """
        if not self.reviewed.has_cues:
            raise ReviewRefused(_("There are no captions to publish."))
        gate = Gate.of(self.reviewed)
        self._publish(gate, why)
        return gate

    def unpublish(self, why: str) -> None:
        """Take them from viewers, who get other captions, or none."""
        if not self.reviewed.offered:
            raise ReviewRefused(_("Viewers do not get these captions."))
        if not why:
            raise ReviewRefused(_("Say why viewers should not get these captions any more."))
        self.reviewed.offered = False
        self._step("unpublished", why)

    def _check_approval(self, *, has_read_all: bool) -> None:
        if not self.reviewed.complete:
            raise ReviewRefused(_("The captions are still being written. Wait until they are."))
        if not self.reviewed.has_cues:
            raise ReviewRefused(_("There are no captions to approve."))
        check_settled(CueNote.count_open(self.reviewed.id))
        if self.reviewed.drafts and not has_read_all:
            raise ReviewRefused(
                ngettext(
                    "Nobody has looked at one caption. Read it, and say so here.",
                    "Nobody has looked at %(num)s captions. Read them, and say so here.",
                    self.reviewed.drafts,
                )
            )

    def _approve_the_rest(self) -> None:
        """What nobody touched becomes what she says it is, as one revision that can be undone."""
        pen = Pen(self.reviewed, self.person, "state", None)
        untouched = select(Cue.id, Cue.version).where(
            Cue.transcript_id == self.reviewed.id,
            Cue.deleted_at_ms.is_(None),
            Cue.state == "draft",
        )
        # All are taken before any is changed: else each would be written before the next is read.
        taken = [pen.take(cue_id, seen) for cue_id, seen in db.session.execute(untouched).all()]
        for cue in taken:
            cue.state = "corrected"
        pen.finish()
