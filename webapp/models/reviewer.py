"""What the steps of a review do, whether captions or a signed version are reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from flask_babel import ngettext

from webapp.extensions import db, hold
from webapp.models.gate import Gate
from webapp.models.given import Given
from webapp.models.sign_track import SignTrack
from webapp.models.step import WAITING, State, Step
from webapp.models.transcript import Transcript

if TYPE_CHECKING:
    from webapp.models.user import User

Reviewed = TypeVar("Reviewed", Transcript, SignTrack)


class ReviewRefused(Exception):
    """A step that cannot be taken. ``str()`` says why, and what to do."""


class Reviewer(Generic[Reviewed]):
    """One person at the review of something. Each verb is one step; the caller commits."""

    STEP: ClassVar[type[Step]]
    GIVEN: ClassVar[type[Given]]
    NOT_TAKEN: ClassVar[str]
    """Why nothing can be given back."""

    def __init__(self, reviewed: Reviewed, person: User) -> None:
        hold(reviewed)
        self.reviewed: Reviewed = reviewed
        self.person = person

    def take(self) -> None:
        """Make it hers; what waited for somebody is in review then."""
        self.assign(self.person)
        if self.reviewed.state in WAITING:
            self._step("review")

    def assign(self, person: User) -> None:
        """Give it to somebody, whoever had it before."""
        self.GIVEN.give(self.reviewed.id, person, by=self.person)

    def give_back(self) -> None:
        """Leave it to others; what was in review waits again as it did before."""
        given = self.GIVEN.of(self.reviewed.id)
        if given is None:
            raise ReviewRefused(str(self.NOT_TAKEN))  # which is translated only now
        db.session.delete(given)
        if self.reviewed.state == "review":
            self._step(self.STEP.before_review(self.reviewed.id))

    def _publish(self, gate: Gate, why: str) -> None:
        """Offer it to viewers; ``why`` says why although something is missing."""
        if gate.missing and not why:
            raise ReviewRefused(
                ngettext(
                    "One thing is still missing. Mend it, or say why you publish all the same.",
                    "%(num)s things are still missing. "
                    "Mend them, or say why you publish all the same.",
                    len(gate.missing),
                )
            )
        self.reviewed.offered = True
        step = self._step("published", why if gate.missing else "")
        step.overridden = [{"name": each.name, "count": each.count} for each in gate.missing]

    def _step(self, state: State, why: str = "", *, keep: bool = False) -> Step:
        """Write a step down; ``keep``: what is reviewed stays in the state that it is in."""
        if not keep:
            self.reviewed.state = state
        return self.STEP.write(
            self.reviewed.id, self.person, state, why, version=self.reviewed.version
        )


def check_settled(waiting: int) -> None:
    """Refuse to approve while notes wait."""
    if waiting:
        raise ReviewRefused(
            ngettext(
                "One note still waits. Settle it first.",
                "%(num)s notes still wait. Settle them first.",
                waiting,
            )
        )
