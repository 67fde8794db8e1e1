"""The steps by which a signed version comes to viewers, and by which it is taken back.

They are those of captions, with what is asked of signing.
"""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from webapp.models.gate import Gate
from webapp.models.reviewer import Reviewer, ReviewRefused, check_settled
from webapp.models.sign_gate import gate_of
from webapp.models.sign_note import SignNote
from webapp.models.sign_step import SignAssignment, SignStep
from webapp.models.sign_track import SignTrack


class SignReview(Reviewer[SignTrack]):
    """One person at the review of one signed version."""

    STEP = SignStep
    GIVEN = SignAssignment
    NOT_TAKEN = lazy_gettext("Nobody has taken this signed version.")

    def ask_for_changes(self, why: str) -> None:
        """Say that something is to be changed: in ``why``, or in notes at moments."""
        if not why and not SignNote.count_open(self.reviewed.id):
            raise ReviewRefused(_("Say what should be changed, here or in a note at a moment."))
        self._step("changes", why)

    def approve(self, why: str = "") -> None:
        """Sign off the version as it is now."""
        if not self.reviewed.is_prepared:
            raise ReviewRefused(_("It is still being prepared. Wait until it is ready."))
        check_settled(SignNote.count_open(self.reviewed.id))
        self._step("approved", why, keep=self.reviewed.state == "published")

    def publish(self, why: str = "") -> Gate:
        """Offer it to viewers; ``why`` says why although something is missing.

        Returns the gate as it was.
        """
        if not self.reviewed.file:
            raise ReviewRefused(_("There is nothing to be played yet. Wait until it is ready."))
        gate = gate_of(self.reviewed)
        self._publish(gate, why)
        return gate

    def unpublish(self, why: str) -> None:
        """Take it from viewers, who get another signed version, or none."""
        if not self.reviewed.offered:
            raise ReviewRefused(_("Viewers do not get this signed version."))
        if not why:
            raise ReviewRefused(_("Say why viewers should not get it any more."))
        self.reviewed.offered = False
        self._step("unpublished", why)
