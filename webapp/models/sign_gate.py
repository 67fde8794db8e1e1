"""What has to be true of a signed version before viewers get it as reviewed."""

from __future__ import annotations

from sqlalchemy import func, select

from webapp.extensions import db
from webapp.models.gate import Gate, Item
from webapp.models.sign_feedback import SignFeedback
from webapp.models.sign_note import SignNote
from webapp.models.sign_step import SignStep
from webapp.models.sign_track import SignTrack


def gate_of(track: SignTrack) -> Gate:
    """Look at a signed version as it is now.

    ``prepared``: browsers play it as it is to be. ``musts``: checks that keep it from viewers.
    ``feedback``: viewers who did not understand it and have no answer. ``notes``: those that wait.
    ``signed``: a person signed off this very version. ``deaf``: so did somebody who is deaf.
    ``fitted``: its time was fitted to the media's, by sound or by hand.
    """
    approval = SignStep.last(track.id, "approved")
    is_signed = approval is not None and approval.version == track.version
    return Gate(
        (
            Item("prepared", 0 if track.is_prepared else 1),
            Item("musts", sum(each.level == "must" and each.ok is False for each in track.checks)),
            Item("feedback", _not_understood(track.id)),
            Item("notes", SignNote.count_open(track.id)),
            Item("signed", 0 if is_signed else 1),
            Item("deaf", 0 if SignStep.is_by_deaf(track.id, track.version) else 1, blocks=False),
            Item("fitted", 0 if track.fitted else 1, blocks=False),
        ),
        track.version,
    )


def _not_understood(track_id: int) -> int:
    waiting = select(func.count(SignFeedback.id)).where(
        SignFeedback.track_id == track_id,
        SignFeedback.state == "open",
        SignFeedback.understood == "no",
    )
    return db.session.scalar(waiting) or 0
