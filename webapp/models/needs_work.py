"""What a library needs most: what waits for captions, is reported, or is not understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Float, cast, func, select

from webapp.extensions import db
from webapp.models.library import Library
from webapp.models.media import Media
from webapp.models.report import Report
from webapp.models.sign_feedback import SignFeedback
from webapp.models.sign_track import SignTrack
from webapp.models.transcript import Transcript

HOUR_MS = 3_600_000
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Reported:
    """A media with many reports for its length."""

    media: Media
    per_hour: float


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A signed version that many did not understand."""

    track: SignTrack
    count: int


def waiting(library: Library) -> Sequence[Media]:
    """The media that have waited longest for captions, and have none yet."""
    captioned = select(Transcript.media_id).where(
        Transcript.kind == "captions", Transcript.cue_count > 0
    )
    return db.session.scalars(
        select(Media)
        .where(
            Media.library_id == library.id,
            Media.has_audio.is_not(False),
            Media.id.not_in(captioned),
        )
        .order_by(Media.created_at, Media.id)
        .limit(SHOWN)
    ).all()


def reported(library: Library, since: datetime, least: int) -> list[Reported]:
    """The media with most reports for each hour, among those with at least so many reports."""
    per_hour = cast(func.count(), Float) * HOUR_MS / Media.duration_ms
    rows = db.session.execute(
        select(Media, per_hour)
        .join(Report, Report.media_id == Media.id)
        .where(_of(library) & (Report.created_at >= since), Media.duration_ms > 0)
        .group_by(Media.id)
        .having(func.count() >= least)
        .order_by(per_hour.desc(), Media.id)
        .limit(SHOWN)
    )
    return [Reported(media, float(rate)) for media, rate in rows]


def not_understood(library: Library, since: datetime, least: int) -> list[NotUnderstood]:
    """The signed versions that most people did not understand, where at least so many said so."""
    rows = db.session.execute(
        select(SignTrack, func.count())
        .join(SignFeedback, SignFeedback.track_id == SignTrack.id)
        .join(Media, Media.id == SignTrack.media_id)
        .where(_of(library) & (SignFeedback.at >= since), SignFeedback.understood == "no")
        .group_by(SignTrack.id)
        .having(func.count() >= least)
        .order_by(func.count().desc(), SignTrack.id)
        .limit(SHOWN)
    )
    return [NotUnderstood(track, count) for track, count in rows]


def captioned_hours(library_ids: Sequence[int]) -> float:
    """How many hours of some libraries' media have captions that viewers get."""
    captioned = select(Transcript.media_id).where(
        Transcript.kind == "captions", Transcript.offered, Transcript.cue_count > 0
    )
    found = select(func.sum(Media.duration_ms)).where(
        Media.id.in_(captioned), Media.library_id.in_(library_ids)
    )
    return float(db.session.scalar(found) or 0) / HOUR_MS


def _of(library: Library) -> ColumnElement[bool]:
    return Media.library_id == library.id
