"""What waits for reviewers: transcripts in queues, who has taken which, and what a day brought."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, true
from sqlalchemy.orm import contains_eager

from webapp.extensions import db
from webapp.models.assignment import Assignment
from webapp.models.clock import utc_now
from webapp.models.cue_note import CueNote
from webapp.models.library import Library, Membership
from webapp.models.media import Media
from webapp.models.report import Report
from webapp.models.revision import CueChange, Revision
from webapp.models.transcript import Transcript
from webapp.models.user import User

REVIEWING_ROLES = ("reviewer", "librarian", "admin")
QUEUES = ("mine", "new", "changes", "reported", "doubtful", "approved", "all")
"""``doubtful``: viewers get what a machine wrote and nobody has looked at."""
DAY = timedelta(hours=24)

Query = Select[*tuple[Any, ...]]


class Waiting(NamedTuple):
    """A transcript of a queue, with all that its row says."""

    transcript: Transcript
    media: Media
    library: str
    person_id: int | None
    person: str
    """Who has taken it; '' where nobody has."""
    reports: int
    notes: int


class Day(NamedTuple):
    """What somebody did in the last 24 hours."""

    changes: int
    captions: int
    transcripts: int


class Queues:
    """All that one person may review, narrowed by library and language where she wants that."""

    def __init__(self, user: User, *, library: str = "", language: str = "") -> None:
        self._user = user
        self._conditions: list[ColumnElement[bool]] = [
            Transcript.state != "aside",
            Transcript.cue_count > 0,
            Media.watchable(user),
            may_review(user),
        ]
        if library:
            self._conditions.append(Library.slug == library)
        if language:
            self._conditions.append(Transcript.language == language)

    def counts(self) -> dict[str, int]:
        """How many transcripts stand in each queue, in one query."""
        sums = [func.sum(case((self._is_in(name), 1), else_=0)) for name in QUEUES]
        row = db.session.execute(self._joined(select(*sums))).one()
        return {name: row[n] or 0 for n, name in enumerate(QUEUES)}

    def languages(self) -> list[str]:
        """The languages of all that may be reviewed."""
        rows = self._joined(select(Transcript.language).distinct())
        return sorted(each for each in db.session.scalars(rows) if each)

    def libraries(self) -> list[tuple[str, str]]:
        """Address and name of each library that has something to review."""
        rows = self._joined(select(Library.slug, Library.name).distinct()).order_by(Library.name)
        return [(slug, name) for slug, name in db.session.execute(rows)]

    def page(self, queue: str, *, limit: int, offset: int = 0) -> list[Waiting]:
        """Some rows of a queue, what has waited longest first, in one query."""
        reports = select(func.count()).where(_reports_of_it())
        notes = select(func.count()).where(
            CueNote.transcript_id == Transcript.id,
            CueNote.answers_id.is_(None),
            CueNote.settled_at.is_(None),
        )
        query = (
            self._joined(
                select(
                    Transcript,
                    Library.name,
                    Assignment.person_id,
                    User,
                    reports.correlate(Transcript).scalar_subquery(),
                    notes.correlate(Transcript).scalar_subquery(),
                )
            )
            .outerjoin(User, User.id == Assignment.person_id)
            .options(contains_eager(Transcript.media))
            .where(self._is_in(queue))
            .order_by(Media.created_at, Transcript.id)
            .limit(limit)
            .offset(offset)
        )
        return [
            Waiting(
                each,
                each.media,
                library,
                person_id,
                user.shown_name if user else "",
                reports,
                notes,
            )
            for each, library, person_id, user, reports, notes in db.session.execute(query)
        ]

    def _joined(self, query: Query) -> Query:
        return (
            query.select_from(Transcript)
            .join(Media, Media.id == Transcript.media_id)
            .join(Library, Library.id == Media.library_id)
            .outerjoin(Assignment, Assignment.transcript_id == Transcript.id)
            .where(*self._conditions)
        )

    def _is_in(self, queue: str) -> ColumnElement[bool]:
        is_done = Transcript.state.in_(("approved", "published"))
        conditions: dict[str, ColumnElement[bool]] = {
            "mine": and_(Assignment.person_id == self._user.id, ~is_done),
            "new": and_(Transcript.state == "draft", Assignment.person_id.is_(None)),
            "changes": Transcript.state == "changes",
            "reported": exists().where(_reports_of_it()).correlate(Transcript),
            "doubtful": and_(
                Transcript.origin == "engine",
                Transcript.drafts > 0,
                Transcript.offered,
                Transcript.complete,
            ),
            "approved": Transcript.state == "approved",
            "all": true(),
        }
        return conditions[queue]


def day_of(user: User) -> Day:
    """Count what somebody changed in the last 24 hours."""
    row = db.session.execute(
        select(
            func.count(func.distinct(Revision.id)),
            func.count(func.distinct(CueChange.cue_id)),
            func.count(func.distinct(Revision.transcript_id)),
        )
        .join(CueChange, CueChange.revision_id == Revision.id)
        .where(Revision.person_id == user.id, Revision.at >= utc_now() - DAY)
    ).one()
    return Day(*row)


def reviewers_of(library_id: int) -> Sequence[User]:
    """The people who may review what belongs to a library, by name."""
    are_reviewers = select(Membership.user_id).where(
        Membership.library_id == library_id, Membership.role.in_(REVIEWING_ROLES)
    )
    return db.session.scalars(
        select(User).where(User.id.in_(are_reviewers)).order_by(User.name, User.id)
    ).all()


def may_review_anywhere(user: User) -> bool:
    """Whether there can be something that somebody may review: her own uploads, or a library's."""
    roles = {each.role for each in user.memberships}
    return user.is_admin or not roles.isdisjoint({*REVIEWING_ROLES, "uploader"})


def may_review(user: User) -> ColumnElement[bool]:
    if user.is_admin:
        return true()
    libraries = select(Membership.library_id).where(
        Membership.user_id == user.id, Membership.role.in_(REVIEWING_ROLES)
    )
    return or_(Media.owner_id == user.id, Media.library_id.in_(libraries))


def _reports_of_it() -> ColumnElement[bool]:
    """True of an open report about a transcript, or about a moment without a caption."""
    return and_(
        Report.media_id == Transcript.media_id,
        Report.state == "open",
        or_(Report.transcript_id == Transcript.id, Report.transcript_id.is_(None)),
    )
