"""The steps by which a signed version comes to viewers, and by which it is taken back.

They are those of captions (``webapp.models.review``), with what is asked of signing.
"""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from webapp.extensions import db
from webapp.models.gate import Gate
from webapp.models.review import ReviewRefused
from webapp.models.sign_gate import gate_of
from webapp.models.sign_note import SignNote
from webapp.models.sign_step import SignAssignment, SignStep
from webapp.models.sign_track import SignTrack
from webapp.models.step import WAITING, State
from webapp.models.user import User


class SignReview:
    """One person at the review of one signed version. Each verb is one step; the caller commits."""

    def __init__(self, track: SignTrack, person: User) -> None:
        # Whoever takes a step of the same version waits here until this transaction is over.
        db.session.execute(
            select(SignTrack.id).where(SignTrack.id == track.id).with_for_update()
        )  # fmt: skip
        self.track = track
        self.person = person

    def take(self) -> None:
        """Make it hers; what waited for somebody is in review then."""
        self.assign(self.person)
        if self.track.state in WAITING:
            self._step("review")

    def assign(self, person: User) -> None:
        """Give it to somebody, whoever had it before."""
        db.session.merge(
            SignAssignment(
                track_id=self.track.id, person_id=person.id, given_by_id=self.person.id
            )
        )  # fmt: skip

    def give_back(self) -> None:
        """Leave it to others; what was in review waits again as it did before."""
        given = SignAssignment.of(self.track.id)
        if given is None:
            raise ReviewRefused(_("Nobody has taken this signed version."))
        db.session.delete(given)
        if self.track.state == "review":
            self._step(SignStep.before_review(self.track.id))

    def ask_for_changes(self, why: str) -> None:
        """Say that something is to be changed: in ``why``, or in notes at moments."""
        if not why and not SignNote.count_open(self.track.id):
            raise ReviewRefused(_("Say what should be changed, here or in a note at a moment."))
        self._step("changes", why)

    def approve(self, why: str = "") -> None:
        """Sign off the version as it is now."""
        if not self.track.is_prepared:
            raise ReviewRefused(_("It is still being prepared. Wait until it is ready."))
        notes = SignNote.count_open(self.track.id)
        if notes:
            raise ReviewRefused(
                ngettext(
                    "One note still waits. Settle it first.",
                    "%(num)s notes still wait. Settle them first.",
                    notes,
                )
            )
        self._step("approved", why, keep=self.track.state == "published")

    def publish(self, why: str = "") -> Gate:
        """Offer it to viewers; ``why`` says why although something is missing.

        Returns the gate as it was.
        """
        gate = gate_of(self.track)
        if not self.track.file:
            raise ReviewRefused(_("There is nothing to be played yet. Wait until it is ready."))
        if gate.missing and not why:
            raise ReviewRefused(
                ngettext(
                    "One thing is still missing. Mend it, or say why you publish all the same.",
                    "%(num)s things are still missing. "
                    "Mend them, or say why you publish all the same.",
                    len(gate.missing),
                )
            )
        self.track.offered = True
        step = self._step("published", why if gate.missing else "")
        step.overridden = [{"name": each.name, "count": each.count} for each in gate.missing]
        return gate

    def unpublish(self, why: str) -> None:
        """Take it from viewers, who get another signed version, or none."""
        if not self.track.offered:
            raise ReviewRefused(_("Viewers do not get this signed version."))
        if not why:
            raise ReviewRefused(_("Say why viewers should not get it any more."))
        self.track.offered = False
        self._step("unpublished", why)

    def _step(self, state: State, why: str = "", *, keep: bool = False) -> SignStep:
        """Write a step down; ``keep``: the version stays in the state that it is in."""
        if not keep:
            self.track.state = state
        step = SignStep(
            track_id=self.track.id,
            person_id=self.person.id,
            state=state,
            hearing=self.person.hearing,
            why=why,
            version=self.track.version,
        )
        db.session.add(step)
        db.session.flush()
        return step
