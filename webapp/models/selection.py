"""Which media of a library somebody wants to see, and how many each further choice would leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, selectinload

from webapp.extensions import db
from webapp.models.library import Library
from webapp.models.media import Media
from webapp.models.sign_track import SignTrack
from webapp.models.topic import MediaTopic, Topic
from webapp.models.transcript import Transcript
from webapp.models.user import User

MINUTE_MS = 60_000
LENGTHS = {
    "short": and_(Media.duration_ms > 0, Media.duration_ms < 5 * MINUTE_MS),
    "medium": Media.duration_ms.between(5 * MINUTE_MS, 20 * MINUTE_MS),
    "long": Media.duration_ms > 20 * MINUTE_MS,
}
ORDERS = {
    "newest": (Media.created_at.desc(), Media.id.desc()),
    "oldest": (Media.created_at, Media.id),
    "title": (Media.found_by, Media.id),
    "longest": (Media.duration_ms.desc(), Media.id.desc()),
    "shortest": (Media.duration_ms == 0, Media.duration_ms, Media.id),
}
"""What can come first; of an unknown length, last."""
SEVERAL: Mapping[str, tuple[str, ...]] = {
    "signed": ("any",),
    "captions": ("any", "people"),
    "length": tuple(LENGTHS),
}
"""Choices that are the same in every library."""
ONLY = {name: SEVERAL[name] for name in ("captions", "length")}
"""Where there are no others."""


ON_CARDS = (
    selectinload(Media.transcripts).load_only(
        Transcript.kind,
        Transcript.language,
        Transcript.reading_level,
        Transcript.origin,
        Transcript.trust,
        Transcript.state,
        Transcript.offered,
        Transcript.complete,
        Transcript.cue_count,
    ),
    selectinload(Media.sign_tracks),
    selectinload(Media.topics),
    selectinload(Media.jobs),
)
"""What cards say of media, loaded for all of a list at once."""


class Counts(NamedTuple):
    """How many media a selection holds, and each choice in the place of what is chosen there."""

    total: int
    by: dict[str, dict[str, int]]
    """Of each field, by its value; only what is there at all."""
    topics: dict[str, str]
    """The names of the topics by their keys."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What the media have to have; empty: it does not matter."""

    signed: str = ""
    """``any``, or an ISO 639-3 code."""
    captions: str = ""
    """``any``, or ``people``: not only a machine's."""
    language: str = ""
    """Of captions, as BCP 47."""
    length: str = ""
    """``short`` (less than 5 minutes), ``medium`` or ``long`` (more than 20)."""
    topic: str = ""
    """The key of one."""

    @classmethod
    def parse(cls, wanted: Mapping[str, str]) -> Selection:
        """Read what an address says; a value that no field can have does not matter."""
        said = {each.name: wanted.get(each.name, "")[:200] for each in fields(cls)}
        wrong = [name for name, values in ONLY.items() if said[name] not in values]
        return cls(**said | dict.fromkeys(wrong, ""))

    @property
    def chosen(self) -> dict[str, str]:
        """What matters, by field."""
        values = {each.name: str(getattr(self, each.name)) for each in fields(self)}
        return {name: value for name, value in values.items() if value}

    def media(
        self, library: Library, user: User | None, *, order: str, limit: int, offset: int = 0
    ) -> Sequence[Media]:
        """A page of what ``user`` may see, with what cards say, in a fixed number of queries."""
        return db.session.scalars(
            select(Media)
            .where(*_shown(library, user), *self._conditions())
            .order_by(*ORDERS[order])
            .limit(limit)
            .offset(offset)
            .options(*ON_CARDS)
        ).all()

    def counts(self, library: Library, user: User | None) -> Counts:
        """How many media each choice leaves, beside those of the other fields, in four queries."""
        shown = _shown(library, user)
        total, by = self._count_several(shown)
        by["signed"] |= self._count_each(
            "signed", SignTrack.language, SignTrack.media_id == Media.id, shown
        )
        by["language"] = self._count_each(
            "language", Transcript.language, and_(_of_media(), Transcript.language != ""), shown
        )
        named = db.session.execute(
            select(Topic.key, Topic.name, func.count())
            .join(MediaTopic, MediaTopic.topic_id == Topic.id)
            .join(Media, Media.id == MediaTopic.media_id)
            .where(*shown, *self._conditions(but="topic"))
            .group_by(Topic.key, Topic.name)
            .order_by(Topic.key)
        ).all()
        by["topic"] = {key: count for key, _, count in named}
        return Counts(total, by, {key: name for key, name, _ in named})

    def _count_several(
        self, shown: Sequence[ColumnElement[bool]]
    ) -> tuple[int, dict[str, dict[str, int]]]:
        choices = [(name, value) for name, values in SEVERAL.items() for value in values]
        sums = (
            func.sum(case((and_(*self._conditions(but=name), CONDITIONS[name](value)), 1), else_=0))
            for name, value in choices
        )
        all_of_it = func.sum(case((and_(true(), *self._conditions()), 1), else_=0))
        total, *found = db.session.execute(select(all_of_it, *sums).where(*shown)).one()
        by: dict[str, dict[str, int]] = {name: {} for name in SEVERAL}
        for (name, value), count in zip(choices, found, strict=True):
            if count:
                by[name][value] = count
        return total or 0, by

    def _count_each(
        self,
        name: str,
        of: InstrumentedAttribute[str],
        joined: ColumnElement[bool],
        shown: Sequence[ColumnElement[bool]],
    ) -> dict[str, int]:
        many = func.count(Media.id.distinct())
        rows = db.session.execute(
            select(of, many)
            .join(Media, joined)
            .where(*shown, *self._conditions(but=name))
            .group_by(of)
            .order_by(many.desc(), of)
        )
        return {value: count for value, count in rows}  # noqa: C416  # mypy cannot read a Row

    def _conditions(self, but: str = "") -> list[ColumnElement[bool]]:
        return [CONDITIONS[name](value) for name, value in self.chosen.items() if name != but]


def _shown(library: Library, user: User | None) -> tuple[ColumnElement[bool], ...]:
    return Media.library_id == library.id, Media.listed_for(user)


def _of_media() -> ColumnElement[bool]:
    return and_(
        Transcript.media_id == Media.id,
        Transcript.kind == "captions",
        Transcript.cue_count > 0,
        Transcript.offered,
    )


def _signed(language: str) -> ColumnElement[bool]:
    """True of what viewers get in a sign language, or what was signed in it to begin with."""
    matters = [SignTrack.language == language] if language != "any" else []
    itself = Media.signed_in == language if language != "any" else Media.signed_in != ""
    version = (
        select(SignTrack.id)
        .where(SignTrack.media_id == Media.id, SignTrack.offered, SignTrack.file != "", *matters)
        .correlate(Media)
        .exists()
    )
    return or_(itself, version)


def _captioned(by: str) -> ColumnElement[bool]:
    matters = [Transcript.trust != "automatic"] if by == "people" else []
    return select(Transcript.id).where(_of_media(), *matters).correlate(Media).exists()


def _captioned_in(language: str) -> ColumnElement[bool]:
    return (
        select(Transcript.id)
        .where(_of_media(), Transcript.language == language)
        .correlate(Media)
        .exists()
    )


def _as_long_as(length: str) -> ColumnElement[bool]:
    return LENGTHS.get(length, Media.duration_ms < 0)


def _about(topic: str) -> ColumnElement[bool]:
    return Media.topics.any(Topic.key == topic)


CONDITIONS: Mapping[str, Callable[[str], ColumnElement[bool]]] = {
    "signed": _signed,
    "captions": _captioned,
    "language": _captioned_in,
    "length": _as_long_as,
    "topic": _about,
}
