"""Search in captions, titles and descriptions, for what one person may see.

``_Fts5`` and ``_TextSearch`` are all that tells SQLite from PostgreSQL; the index is made in
``webapp.models.search_index``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    Subquery,
    and_,
    cast,
    column,
    exists,
    func,
    or_,
    select,
    table,
    tuple_,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.orm import aliased, load_only

from webapp.extensions import db
from webapp.models import search_index
from webapp.models.cue import Cue
from webapp.models.media import Media
from webapp.models.selection import ON_CARDS
from webapp.models.transcript import Transcript
from webapp.models.user import User
from webapp.search_terms import Term

RANKED = 5_000
"""Hits among which the best are looked for; words that stand in more cues tell little apart, and to
rank a million cost 1.4 s (design decision 15)."""
LOOKED_AT = 50_000
"""Hits that one page looks through for those that the viewer may see: 37 ms where she sees none."""


Query = Select[*tuple[Any, ...]]


class Moment(NamedTuple):
    """A cue that was found, with what is said before and after it."""

    cue: Cue
    before: str | None
    after: str | None
    transcript: Transcript
    media: Media


class Found(NamedTuple):
    """Some of the moments, and after which cue the next ones come; None: these are the last."""

    moments: list[Moment]
    after: int | None


class _Dialect(Protocol):
    def hits(self, of: type[Cue] | type[Media], wanted: Sequence[Term]) -> Query:
        """Select ``id`` and ``rank`` (the least is the best) of the rows that hold all terms."""


class _Fts5:
    def hits(self, of: type[Cue] | type[Media], wanted: Sequence[Term]) -> Query:
        name = f"{of.__tablename__}_search"
        index = table(name, column("rowid"), column("rank"), column(name))
        match = index.c[name].op("MATCH")(" ".join(self._term(term) for term in wanted))
        return select(index.c.rowid.label("id"), index.c.rank).where(match)

    @staticmethod
    def _term(term: Term) -> str:
        return f'"{" ".join(term.words)}"' + "*" * term.prefix


class _TextSearch:
    BY_LENGTH = 2
    """How ``ts_rank`` heeds how long a text is: nearest to the order of FTS5."""

    def hits(self, of: type[Cue] | type[Media], wanted: Sequence[Term]) -> Query:
        words = column(search_index.COLUMN, TSVECTOR)
        # Not to_tsquery, which would cut the words as it sees fit.
        query = cast(" & ".join(self._term(term) for term in wanted), TSQUERY)
        rank = func.ts_rank(words, query, self.BY_LENGTH)
        shown = [Cue.deleted_at_ms.is_(None)] if of is Cue else []
        return select(of.id, (-rank).label("rank")).where(words.op("@@")(query), *shown)

    @staticmethod
    def _term(term: Term) -> str:
        return "(" + " <-> ".join(f"'{word}'" for word in term.words) + ":*" * term.prefix + ")"


def is_ranked(wanted: Sequence[Term]) -> bool:
    """Whether few enough cues have what is wanted to look for the best of them."""
    hits = _hits(Cue, wanted)
    some = hits.with_only_columns(hits.selected_columns[0]).limit(RANKED + 1).subquery()
    return (db.session.scalar(select(func.count()).select_from(some)) or 0) <= RANKED


def titles(wanted: Sequence[Term], user: User | None, *, limit: int) -> Sequence[Media]:
    """The media that are called or described so and that a list shows ``user``, the best first."""
    hits = _hits(Media, wanted).subquery()
    return db.session.scalars(
        select(Media)
        .join(hits, hits.c.id == Media.id)
        .where(Media.listed_for(user))
        .order_by(hits.c.rank, Media.id.desc())
        .limit(limit)
        .options(*ON_CARDS)
    ).all()


def newest(
    wanted: Sequence[Term], user: User | None, *, limit: int, after: int | None = None
) -> Found:
    """The moments that ``user`` may see, in the newest captions first.

    A page may be short, or empty, and others still follow: each looks at ``LOOKED_AT`` hits, at
    few of them where these are enough.
    """
    few = _newest(wanted, user, limit, after, LOOKED_AT // 50)
    is_enough = len(few.moments) == limit or few.after is None
    return few if is_enough else _newest(wanted, user, limit, after, LOOKED_AT)


def _newest(
    wanted: Sequence[Term], user: User | None, limit: int, after: int | None, looked_at: int
) -> Found:
    hits, number = _unranked(wanted)
    if after is not None:
        hits = hits.where(number < after)
    last = select(hits.order_by(number.desc()).offset(looked_at).limit(1).subquery().c.id)
    some = hits.where(number >= func.coalesce(last.scalar_subquery(), 0)).subquery()
    query = _moments(some).where(Media.listed_for(user)).order_by(some.c.id.desc())
    found = _page(query, limit)
    return found if found.after else Found(found.moments, db.session.scalar(last))


def best(
    wanted: Sequence[Term], user: User | None, *, limit: int, after: int | None = None
) -> Found:
    """The moments that ``user`` may see, the most to the point first; only where ``is_ranked``."""
    hits = _hits(Cue, wanted).subquery()
    query = _moments(hits).where(Media.listed_for(user)).order_by(hits.c.rank, Cue.id.desc())
    if after is not None:
        other = _hits(Cue, wanted).subquery()
        rank = select(other.c.rank).where(other.c.id == after).scalar_subquery()
        query = query.where(or_(hits.c.rank > rank, and_(hits.c.rank == rank, Cue.id < after)))
    return _page(query, limit)


def within(media: Media, wanted: Sequence[Term], *, limit: int, after: int | None = None) -> Found:
    """The moments of one media, in order of time."""
    own = select(Transcript.id).where(Transcript.media_id == media.id)
    first, last = (
        select(ends(Cue.id)).where(Cue.transcript_id.in_(own)).scalar_subquery()
        for ends in (func.min, func.max)
    )
    hits, number = _unranked(wanted)
    some = hits.where(number >= first, number <= last).subquery()
    query = _moments(some).where(Media.id == media.id).order_by(Cue.start_ms, Cue.id)
    if after is not None:
        at = select(Cue.start_ms).where(Cue.id == after).scalar_subquery()
        query = query.where(tuple_(Cue.start_ms, Cue.id) > tuple_(at, after))
    return _page(query, limit)


def _hits(of: type[Cue] | type[Media], wanted: Sequence[Term]) -> Query:
    postgresql = db.session.get_bind().dialect.name == "postgresql"
    dialect: _Dialect = _TextSearch() if postgresql else _Fts5()
    return dialect.hits(of, wanted)


def _unranked(wanted: Sequence[Term]) -> tuple[Query, ColumnElement[int]]:
    """The hits by their id alone: SQLite works a rank out for each, though nobody asks for it."""
    hits = _hits(Cue, wanted)
    number = hits.selected_columns[0]
    return hits.with_only_columns(number), number


def _moments(hits: Subquery) -> Query:
    return (
        select(Cue, _beside(-1), _beside(1), Transcript, Media)
        .select_from(hits)
        .join(Cue, Cue.id == hits.c.id)
        .join(Transcript, Transcript.id == Cue.transcript_id)
        .join(Media, Media.id == Transcript.media_id)
        .where(Transcript.kind == "captions", Transcript.offered, ~_outdone())
        .options(
            load_only(Cue.start_ms, Cue.text, Cue.speaker, Cue.label),
            load_only(
                Transcript.language,
                Transcript.origin,
                Transcript.trust,
                Transcript.state,
                Transcript.reading_level,
            ),
            load_only(Media.slug, Media.title, Media.poster, Media.kind, Media.duration_ms),
        )
    )


def _beside(step: int) -> ScalarSelect[str]:
    """The text of the cue before (-1) or after (1) the one that was found."""
    near = aliased(Cue)
    here, there = tuple_(Cue.start_ms, Cue.id), tuple_(near.start_ms, near.id)
    order = (near.start_ms.desc(), near.id.desc()) if step < 0 else (near.start_ms, near.id)
    return (
        select(near.text)
        .where(
            near.transcript_id == Cue.transcript_id,
            near.deleted_at_ms.is_(None),
            there < here if step < 0 else there > here,
        )
        .order_by(*order)
        .limit(1)
        .correlate(Cue)
        .scalar_subquery()
    )


def _outdone() -> ColumnElement[bool]:
    """True of a draft where people's captions say the same in the same language."""
    other = aliased(Transcript)
    better = exists().where(
        other.media_id == Transcript.media_id,
        other.language == Transcript.language,
        other.kind == "captions",
        other.trust != "automatic",
        other.cue_count > 0,
        other.offered,
    )
    return and_(Transcript.trust == "automatic", better)


def _page(query: Query, limit: int) -> Found:
    rows = [Moment(*row) for row in db.session.execute(query.limit(limit + 1))]
    shown = rows[:limit]
    return Found(shown, shown[-1].cue.id if len(rows) > limit else None)
