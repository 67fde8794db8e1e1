"""The signed versions that wait for reviewers, and who has taken which."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, select, true
from sqlalchemy.orm import contains_eager

from webapp.extensions import db
from webapp.models.media import Media
from webapp.models.review_queue import may_review
from webapp.models.sign_note import SignNote
from webapp.models.sign_step import SignAssignment
from webapp.models.sign_track import SignTrack
from webapp.models.user import User

QUEUES = ("mine", "new", "changes", "approved", "all")

Query = Select[*tuple[Any, ...]]


class Waiting(NamedTuple):
    """A signed version of a queue, with all that its row says."""

    track: SignTrack
    media: Media
    person_id: int | None
    person: str
    """Who has taken it; '' where nobody has."""
    notes: int


class SignQueues:
    """All signed versions that one person may review."""

    def __init__(self, user: User) -> None:
        self._user = user

    def counts(self) -> dict[str, int]:
        """How many stand in each queue, in one query."""
        sums = [func.sum(case((self._is_in(name), 1), else_=0)) for name in QUEUES]
        row = db.session.execute(self._joined(select(*sums))).one()
        return {name: row[n] or 0 for n, name in enumerate(QUEUES)}

    def page(self, queue: str, *, limit: int, offset: int = 0) -> list[Waiting]:
        """Some rows of a queue, what has waited longest first, in one query."""
        notes = select(func.count(SignNote.id)).where(
            SignNote.track_id == SignTrack.id, SignNote.waits()
        )
        counted = notes.correlate(SignTrack).scalar_subquery()
        query = (
            self._joined(select(SignTrack, SignAssignment.person_id, User, counted))
            .outerjoin(User, User.id == SignAssignment.person_id)
            .options(contains_eager(SignTrack.media))
            .where(self._is_in(queue))
            .order_by(SignTrack.created_at, SignTrack.id)
            .limit(limit)
            .offset(offset)
        )
        return [
            Waiting(each, each.media, person_id, user.shown_name if user else "", count)
            for each, person_id, user, count in db.session.execute(query)
        ]

    def _joined(self, query: Query) -> Query:
        return (
            query.select_from(SignTrack)
            .join(Media, Media.id == SignTrack.media_id)
            .outerjoin(SignAssignment, SignAssignment.track_id == SignTrack.id)
            .where(Media.watchable(self._user), may_review(self._user))
        )

    def _is_in(self, queue: str) -> ColumnElement[bool]:
        is_done = SignTrack.state.in_(("approved", "published"))
        conditions: dict[str, ColumnElement[bool]] = {
            "mine": and_(SignAssignment.person_id == self._user.id, ~is_done),
            "new": and_(SignTrack.state == "draft", SignAssignment.person_id.is_(None)),
            "changes": SignTrack.state == "changes",
            "approved": SignTrack.state == "approved",
            "all": true(),
        }
        return conditions[queue]
