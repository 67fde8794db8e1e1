"""Which media of a library somebody wants to see, and how many each further choice would leave.

Both are read from shelves (``webapp.models.shelf``): a page of a list is a stretch of some of them,
and what a choice leaves is the sum of what stands on others. Neither looks at every media of the
library, whatever is chosen and whatever comes first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, tuple_, union_all
from sqlalchemy.orm import InstrumentedAttribute, selectinload

from webapp.extensions import db
from webapp.models.library import VISIBILITIES, Library
from webapp.models.media import Media, MediaViewer
from webapp.models.shelf import WHATEVER, Shelf, ShelfCount, Shelved
from webapp.models.sign_track import SignTrack
from webapp.models.topic import Topic
from webapp.models.transcript import Transcript
from webapp.models.user import User

CAPTIONS: Mapping[str, tuple[int, ...]] = {"any": (1, 2), "people": (2,)}
LENGTHS: Mapping[str, tuple[int, ...]] = {"short": (1,), "medium": (2,), "long": (3,)}
SCALES = {"captions": CAPTIONS, "length": LENGTHS}
"""Choices that are the same in every library, by what shelves have."""
FORWARDS, BACKWARDS = True, False
ORDERS: Mapping[str, tuple[InstrumentedAttribute[Any], bool]] = {
    "newest": (Shelved.created_at, BACKWARDS),
    "oldest": (Shelved.created_at, FORWARDS),
    "title": (Shelved.title, FORWARDS),
    "longest": (Shelved.duration_ms, BACKWARDS),
    "shortest": (Shelved.short_ms, FORWARDS),
}
"""What can come first; of an unknown length, last. What is alike stands in the order in which it
came, or the other way round."""


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
    selectinload(Media.sign_tracks).load_only(
        SignTrack.language, SignTrack.offered, SignTrack.file
    ),
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


class Beside(NamedTuple):
    """Where a page of a list begins or ends: next to a media of another page."""

    media_id: int
    comes_after: bool


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
        wrong = [name for name, values in SCALES.items() if said[name] not in values]
        return cls(**said | dict.fromkeys(wrong, ""))

    @property
    def chosen(self) -> dict[str, str]:
        """What matters, by field."""
        values = {each.name: str(getattr(self, each.name)) for each in fields(self)}
        return {name: value for name, value in values.items() if value}

    def media(
        self,
        library: Library,
        user: User | None,
        *,
        order: str,
        limit: int,
        offset: int = 0,
        beside: Beside | None = None,
    ) -> Sequence[Media]:
        """A page of what ``user`` may see, with what cards say, in a fixed number of queries.

        It begins ``offset`` media into the list, which takes the longer the more these are, or
        ``beside`` another media, which does not. Where nothing is there for her, ``offset`` counts.
        """
        seen = _Seen(library, user)
        shelves, ids = self._shelves(seen), []
        if beside and (at := _position(seen, order, beside.media_id)) is not None:
            ids = _stretch(shelves, order, forwards=beside.comes_after, limit=limit, after=at)
        ids = ids or _stretch(shelves, order, limit=limit, offset=offset)
        found = select(Media).where(Media.id.in_(ids)).options(*ON_CARDS)
        by_id = {each.id: each for each in db.session.scalars(found)}
        return [by_id[each] for each in ids if each in by_id]

    def counts(self, library: Library, user: User | None) -> Counts:
        """How many media each choice leaves, beside those of the other fields."""
        topics = {topic.id: topic for topic in Topic.of(library)}
        here = self._place(topics.values())
        total, by = 0, {each.name: Counter[str]() for each in fields(self)}
        for row in _tally(_Seen(library, user), here):
            wrong = self._wrong(here, row)
            total += row.n if not wrong else 0
            for name, values in _choices(row, topics).items():
                if wrong <= {name}:
                    by[name].update(dict.fromkeys(values, row.n))
        ordered = {
            name: {value: counted[value] for value in _in_order(name, counted) if counted[value]}
            for name, counted in by.items()
        }
        return Counts(total, ordered, {topic.key: topic.name for topic in topics.values()})

    def _place(self, topics: Iterable[Topic]) -> _Place:
        """What shelves have that are for what is chosen."""
        about = WHATEVER
        if self.topic:
            about = next((topic.id for topic in topics if topic.key == self.topic), -1)
        return _Place(self.language, self.signed, about)

    def _wrong(self, here: _Place, shelf: Any) -> set[str]:
        """In which fields a shelf is not what is chosen."""
        fits = {
            "language": shelf.language == here.language,
            "signed": shelf.signed == here.signed,
            "topic": shelf.topic_id == here.topic_id,
            "captions": not self.captions or shelf.captions in CAPTIONS[self.captions],
            "length": not self.length or shelf.length in LENGTHS[self.length],
        }
        return {name for name, is_so in fits.items() if not is_so}

    def _shelves(self, seen: _Seen) -> list[Select[Any]]:
        """What stands on each shelf that has what is chosen, and may be seen."""
        topics = Topic.of(seen.library) if self.topic else ()
        mine = [Shelf.library_id == seen.library.id, *self._place(topics).conditions()]
        if self.captions:
            mine.append(Shelf.captions.in_(CAPTIONS[self.captions]))
        if self.length:
            mine.append(Shelf.length.in_(LENGTHS[self.length]))
        open_ones = select(Shelf.id).where(*mine, Shelf.visibility.in_(seen.visibilities))
        shelves: list[Select[Any]] = [
            select(Shelved.media_id).where(Shelved.shelf_id == shelf_id)
            for shelf_id in db.session.scalars(open_ones.order_by(Shelf.id))
        ]
        if seen.has_own:
            shelves.append(seen.own(Shelved.media_id).where(*mine))
        return shelves


class _Place(NamedTuple):
    """Where shelves for a choice stand; the other fields are ranges."""

    language: str
    signed: str
    topic_id: int

    def conditions(self, but: str = "") -> list[ColumnElement[bool]]:
        return [
            getattr(Shelf, name) == value for name, value in self._asdict().items() if name != but
        ]


class _Seen:
    """What of a library a list shows somebody (``Media.listed_for``)."""

    def __init__(self, library: Library, user: User | None) -> None:
        self.library = library
        self.user = user
        self._user_id = user.id if user else None
        self.visibilities = _visibilities(library, user)
        """Those of which she sees everything."""
        self.has_own = user is not None and bool(
            len(self.visibilities) < len(VISIBILITIES)
            and db.session.scalar(select(self._own_ids().exists()))
        )
        """Whether she sees some besides, of which others may not even know."""

    def own(self, *columns: Any) -> Select[Any]:
        """What stands on shelves of those."""
        return (
            select(*columns)
            .select_from(Shelved)
            .join(Shelf, Shelf.id == Shelved.shelf_id)
            .where(Shelved.media_id.in_(self._own_ids()))
        )

    def _own_ids(self) -> Select[Any]:
        named = select(MediaViewer.media_id).where(MediaViewer.user_id == self._user_id)
        return select(Media.id).where(
            Media.library_id == self.library.id,
            Media.visibility.not_in(self.visibilities),
            or_(
                Media.owner_id == self._user_id,
                and_(Media.visibility == "people", Media.id.in_(named)),
            ),
        )


def _visibilities(library: Library, user: User | None) -> tuple[str, ...]:
    if user is None:
        return ("public",)
    roles = {each.role for each in user.memberships if each.library_id == library.id}
    if user.is_admin or roles & {"librarian", "admin"}:
        return VISIBILITIES
    return ("public", "members") if roles else ("public",)


def _position(seen: _Seen, order: str, media_id: int) -> tuple[Any, int] | None:
    """Where a media stands in an order; None where she may not even know of it."""
    found = (
        select(ORDERS[order][0])
        .join(Media, Media.id == Shelved.media_id)
        .where(Media.id == media_id, Media.library_id == seen.library.id)
        .where(Media.listed_for(seen.user))
        .limit(1)
    )
    row = db.session.execute(found).first()
    return (row[0], media_id) if row else None


def _stretch(
    shelves: Sequence[Select[Any]],
    order: str,
    *,
    limit: int,
    offset: int = 0,
    forwards: bool = True,
    after: tuple[Any, int] | None = None,
) -> list[int]:
    """The ids of some media of all these shelves, each of which has them in order by an index.

    ``after``: those that follow there; not ``forwards``: those before it.
    """
    if not shelves:
        return []
    column, ascends = ORDERS[order]
    ascends = ascends == forwards
    if after is not None:
        key, media_id = literal(after[0], column.type), literal(after[1])
        here, there = tuple_(column, Shelved.media_id), tuple_(key, media_id)
        shelves = [each.where(here > there if ascends else here < there) for each in shelves]

    def in_order(*ends: Any) -> list[Any]:
        return [each if ascends else each.desc() for each in ends]

    # Of each shelf only its beginning: PostgreSQL would read them whole to sort them together.
    begin = [
        each.add_columns(column.label("key"))
        .order_by(*in_order(column, Shelved.media_id))
        .limit(offset + limit)
        .subquery()
        for each in shelves
    ]
    together = union_all(*(select(each.c.media_id, each.c.key) for each in begin))
    ends = together.selected_columns
    page = together.order_by(*in_order(ends.key, ends.media_id)).limit(limit).offset(offset)
    ids = list(db.session.scalars(page))
    return ids if forwards else ids[::-1]


def _tally(seen: _Seen, here: _Place) -> list[Any]:
    """How many media stand where one gets from ``here`` by one choice more, fewer or another."""
    alike = Shelf.captions, Shelf.length, Shelf.language, Shelf.signed, Shelf.topic_id
    near = or_(*(and_(*here.conditions(but=each)) for each in _Place._fields))
    mine = Shelf.library_id == seen.library.id, near
    counted = (
        select(*alike, func.sum(ShelfCount.n).label("n"))
        .join(ShelfCount, ShelfCount.shelf_id == Shelf.id)
        .where(*mine, Shelf.visibility.in_(seen.visibilities))
        .group_by(*alike)
    )
    rows = list(db.session.execute(counted))
    if seen.has_own:
        own = seen.own(*alike, func.count().label("n")).where(*mine).group_by(*alike)
        rows += db.session.execute(own)
    return rows


def _choices(shelf: Any, topics: Mapping[int, Topic]) -> dict[str, list[str]]:
    """What could be chosen in each field to get what stands on a shelf."""
    topic = topics.get(shelf.topic_id)
    return {
        "signed": [shelf.signed] if shelf.signed else [],
        "captions": [name for name, has in CAPTIONS.items() if shelf.captions in has],
        "language": [shelf.language] if shelf.language else [],
        "length": [name for name, has in LENGTHS.items() if shelf.length in has],
        "topic": [topic.key] if topic else [],
    }


def _in_order(name: str, counted: Mapping[str, int]) -> list[str]:
    """The values of a field: those of a scale by it, topics by name, the others by their number."""
    if name in ("captions", "length"):
        return [value for value in (*CAPTIONS, *LENGTHS) if value in counted]
    if name == "topic":
        return sorted(counted)
    return sorted(counted, key=lambda value: (value != "any", -counted[value], value))
