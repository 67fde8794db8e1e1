"""A migration after which the release before it would fail is told from one that only adds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from tests.unit.models.schema_rule import breaks


def schema(*more: object, title: Column[str] | None = None, tables: str = "media") -> MetaData:
    """A table of videos with a title, and what ``more`` says of it."""
    made = MetaData()
    Table("library", made, Column("id", Integer, primary_key=True))
    if tables:
        column = Column("title", String(40)) if title is None else title
        parts = [Column("id", Integer, primary_key=True), Column("library", Integer), column, *more]
        Table(tables, made, *parts)  # type: ignore[arg-type]
    return made


ADDED: dict[str, Callable[[], MetaData]] = {
    "a table": lambda: _with_table(),
    "a column that may be empty": lambda: schema(Column("note", Text)),
    "a column with a default": lambda: schema(
        Column("note", Text, nullable=False, server_default="")
    ),
    "an index": lambda: schema(Index("ix_title", "title")),
    "room for longer texts": lambda: schema(title=Column("title", String(80))),
    "a new column that is unique": lambda: schema(Column("slug", String(9), unique=True)),
}


def _with_table() -> MetaData:
    made = schema()
    Table("clip", made, Column("id", Integer, primary_key=True), Column("n", Integer, unique=True))
    return made


@pytest.mark.parametrize("what", ADDED)
def test_what_only_adds_hurts_nobody(what: str) -> None:
    assert breaks(schema(), ADDED[what]()) == []


BROKEN: dict[str, Callable[[], MetaData]] = {
    "media: the table is gone": lambda: schema(tables=""),
    "media.title: the column is gone": lambda: schema(title=Column("name", String(40))),
    "media.title: may not be empty any more": lambda: schema(
        title=Column("title", String(40), nullable=False)
    ),
    "media.title: was VARCHAR(40), is VARCHAR(20)": lambda: schema(
        title=Column("title", String(20))
    ),
    "media.title: was VARCHAR(40), is INTEGER": lambda: schema(title=Column("title", Integer)),
    "media.note: is new, and nobody fills it": lambda: schema(Column("note", Text, nullable=False)),
    "media: library, title must be unique now": lambda: schema(
        UniqueConstraint("library", "title")
    ),
    "media: title must be unique now": lambda: schema(Index("ux", "title", unique=True)),
    "media.title: must be in library.id now": lambda: schema(
        title=Column("title", String(40), ForeignKey("library.id"))
    ),
    "media: title <> '' must hold now": lambda: schema(CheckConstraint("title <> ''")),
}


@pytest.mark.parametrize("problem", BROKEN)
def test_what_the_release_before_stumbles_over_is_named(problem: str) -> None:
    assert breaks(schema(), BROKEN[problem]()) == [problem]


def test_a_default_has_to_stay_as_long_as_somebody_counts_on_it() -> None:
    def note(default: str | None) -> MetaData:
        return schema(Column("note", Text, nullable=False, server_default=default))

    assert breaks(note(""), note(None)) == ["media.note: has no default any more"]
