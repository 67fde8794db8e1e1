"""How much of what there was on one day in one library: the only thing that is kept of viewing.

A row names no person, no media and no time of day. Some measures are counted as things happen
(``add``), others are worked out from what exists, again and again for the same day (``replace``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ForeignKey, String, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from webapp.extensions import db


class Figure(NamedTuple):
    """What is counted: a choice, or a kind, of one measure, on one day (UTC) in one library."""

    day: date
    library_id: int
    measure: str
    value: str = ""


class DayFigure(db.Model):  # type: ignore[misc, name-defined]
    """One number of one day."""

    __tablename__ = "day_figure"

    day: Mapped[date] = mapped_column(primary_key=True)
    library_id: Mapped[int] = mapped_column(
        ForeignKey("library.id", ondelete="CASCADE"), primary_key=True
    )
    measure: Mapped[str] = mapped_column(String(24), primary_key=True)
    value: Mapped[str] = mapped_column(String(24), primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)

    @classmethod
    def add(cls, counted: Mapping[Figure, int]) -> None:
        """Add to what was counted so far; the caller commits."""
        cls._put(counted, adding=True)

    @classmethod
    def replace(cls, day: date, measures: Collection[str], counted: Mapping[Figure, int]) -> None:
        """Put numbers in the place of those of the same day and measures; the caller commits."""
        db.session.execute(delete(cls).where(cls.day == day, cls.measure.in_(measures)))
        cls._put(counted, adding=False)

    @classmethod
    def between(cls, library_ids: Iterable[int], first: date, last: date) -> dict[Figure, int]:
        """All numbers of some libraries, from one day to another, both included."""
        rows = db.session.execute(
            select(cls.day, cls.library_id, cls.measure, cls.value, cls.count)
            .where(cls.library_id.in_(list(library_ids)), cls.day.between(first, last))
            .order_by(cls.day, cls.measure, cls.value)
        )
        return {Figure(*row[:4]): row[4] for row in rows}

    @classmethod
    def _put(cls, counted: Mapping[Figure, int], *, adding: bool) -> None:
        if not counted:
            return
        rows = [{**figure._asdict(), "count": count} for figure, count in counted.items()]
        insert: Any = postgresql.insert if _is_postgresql() else sqlite.insert
        putting = insert(cls)
        new = cls.count + putting.excluded.count if adding else putting.excluded.count
        key = [column.name for column in cls.__table__.primary_key]
        statement = putting.on_conflict_do_update(index_elements=key, set_={"count": new})
        db.session.execute(statement, rows)

    @classmethod
    def forget_before(cls, day: date) -> None:
        """Remove what is older; the caller commits."""
        db.session.execute(delete(cls).where(cls.day < day))


def _is_postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"
