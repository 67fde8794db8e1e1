"""Where each media stands in its library: what lists of a large library are read from.

A shelf holds the media of one library that are alike in all that can be chosen there. A media
stands on several: on one for each language of its captions and one for 'whatever language', the
same for sign languages and topics, and each of them with each. So every choice is some shelves,
each in every order by an index, and how many media it leaves is a sum over few rows, however many
media there are. The database keeps all of it by itself (``webapp.models.shelving``).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    DateTime,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from webapp.extensions import db, is_alone

WHATEVER = 0
"""The topic of shelves that do not look at topics."""


class Shelf(db.Model):  # type: ignore[misc, name-defined]
    """What the media on it have in common; it stays when the last one is gone."""

    __tablename__ = "shelf"
    __table_args__ = (
        UniqueConstraint(
            "library_id", "language", "signed", "topic_id", "visibility", "captions", "length",
            name="uq_shelf",
        ),
        Index("ix_shelf_topics", "library_id", "language", "topic_id"),
        Index("ix_shelf_languages", "library_id", "signed", "topic_id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    library_id: Mapped[int] = mapped_column(ForeignKey("library.id", ondelete="CASCADE"))
    visibility: Mapped[str] = mapped_column(String(10))
    captions: Mapped[int] = mapped_column(SmallInteger)
    """That viewers get: 0 none, 1 a machine's alone, 2 also people's."""
    length: Mapped[int] = mapped_column(SmallInteger)
    """0 not known, 1 less than 5 minutes, 2 up to 20, 3 more."""
    language: Mapped[str] = mapped_column(String(35))
    """Of captions that viewers get, BCP 47; empty: whatever it is."""
    signed: Mapped[str] = mapped_column(String(3))
    """A sign language that viewers get it in (ISO 639-3), ``any``, or empty: whatever it is."""
    topic_id: Mapped[int]
    """One of its topics, or ``WHATEVER``."""


class Shelved(db.Model):  # type: ignore[misc, name-defined]
    """That a media stands on a shelf, with what lists are sorted by."""

    __tablename__ = "shelved"
    __table_args__ = (
        Index("ix_shelved_created_at", "shelf_id", "created_at", "media_id"),
        Index("ix_shelved_title", "shelf_id", "title", "media_id"),
        Index("ix_shelved_duration_ms", "shelf_id", "duration_ms", "media_id"),
        Index("ix_shelved_short_ms", "shelf_id", "short_ms", "media_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shelf_id: Mapped[int] = mapped_column(ForeignKey("shelf.id", ondelete="CASCADE"))
    media_id: Mapped[int] = mapped_column(ForeignKey("media.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(DateTime)
    title: Mapped[str] = mapped_column(String(200))
    """The beginning of ``Media.found_by``: an index of PostgreSQL takes no long texts."""
    duration_ms: Mapped[int] = mapped_column(BigInteger)
    short_ms: Mapped[int] = mapped_column(BigInteger)
    """The same, but that what is of an unknown length comes last."""


class ShelfCount(db.Model):  # type: ignore[misc, name-defined]
    """How many media stand on a shelf: the sum of its rows.

    SQLite has one row for each shelf. On PostgreSQL each change adds one, so that nobody waits for
    others who change what stands there, and ``sum_up`` makes one of many.
    """

    __tablename__ = "shelf_count"

    id: Mapped[int] = mapped_column(primary_key=True)
    shelf_id: Mapped[int] = mapped_column(ForeignKey("shelf.id", ondelete="CASCADE"), index=True)
    n: Mapped[int]


def sum_up() -> None:
    """Make one row of the many that count a shelf, and commit."""
    if is_alone("counting shelves"):
        twice = select(ShelfCount.shelf_id).group_by(ShelfCount.shelf_id).having(func.count() > 1)
        gone = delete(ShelfCount).where(ShelfCount.shelf_id.in_(twice))
        sums: dict[int, int] = {}
        for shelf_id, n in db.session.execute(gone.returning(ShelfCount.shelf_id, ShelfCount.n)):
            sums[shelf_id] = sums.get(shelf_id, 0) + n
        if sums:
            rows = [{"shelf_id": shelf_id, "n": n} for shelf_id, n in sums.items()]
            db.session.execute(insert(ShelfCount), rows)
    db.session.commit()
