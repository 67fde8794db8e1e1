"""What the tables say of one day: uploads, reports of captions, answers about signed versions."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from webapp.extensions import db
from webapp.models.day_figure import Figure
from webapp.models.media import Media
from webapp.models.report import Report
from webapp.models.sign_feedback import SignFeedback
from webapp.models.sign_track import SignTrack

MEASURES = ("uploads", "reports", "feedback")


def figures_of(day: date) -> Counter[Figure]:
    """The numbers of a day (UTC), for all libraries."""
    found: Counter[Figure] = Counter()
    uploads = select(Media.library_id, Media.kind, func.count()).where(
        _within(Media.created_at, day), Media.kind != ""
    )
    reports = (
        select(Media.library_id, Report.kind, func.count())
        .join(Media, Media.id == Report.media_id)
        .where(_within(Report.created_at, day))
    )
    feedback = (
        select(Media.library_id, SignFeedback.understood, func.count())
        .join(SignTrack, SignTrack.id == SignFeedback.track_id)
        .join(Media, Media.id == SignTrack.media_id)
        .where(_within(SignFeedback.at, day))
    )
    for measure, rows in zip(MEASURES, (uploads, reports, feedback), strict=True):
        for library_id, value, count in db.session.execute(
            rows.group_by(*list(rows.selected_columns)[:2])
        ):
            found[Figure(day, library_id, measure, value)] = count
    return found


def _within(moment: InstrumentedAttribute[datetime], day: date) -> ColumnElement[bool]:
    begin = datetime.combine(day, time())
    return (moment >= begin) & (moment < begin + timedelta(days=1))
