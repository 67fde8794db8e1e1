"""Rows for any schema: a release's tables are filled as that release knew them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    insert,
    select,
)

from webapp.models import search_index, shelving

SAID: dict[tuple[str, str], Any] = {
    ("library", "glossary"): ["Okonkwo", "Sightline"],
    ("job", "kind"): "prepare",
    ("job", "state"): "done",
    ("job", "step"): "ready",
    ("transcript", "origin"): "engine",
    ("transcript", "state"): "draft",
    ("cue", "state"): "draft",
}
"""What a migration reads; of all else it only matters that it is there afterwards."""

Rows = dict[str, dict[tuple[Any, ...], dict[str, Any]]]
"""Of each table, by the primary key."""


def schema_of(connection: Connection) -> MetaData:
    """The tables that are there now, but for what the database makes by itself of others."""
    found, not_rows = MetaData(), {"alembic_version", *shelving.TABLES}
    found.reflect(
        connection, only=lambda name, _: name not in not_rows and not search_index.is_ours(name)
    )
    for table in found.tables.values():
        for column in [each for each in table.columns if each.computed is not None]:
            table._columns.remove(column)
    return found


def fill(connection: Connection, schema: MetaData, mark: int) -> None:
    """Add a row to each table, in which every column says something; ``mark`` makes it unique."""
    newest: dict[str, dict[str, Any]] = {}
    for table in schema.sorted_tables:
        row = {
            column.name: _reference(column, newest) if column.foreign_keys else _value(column, mark)
            for column in table.columns
            if not _is_counted(table, column)
        }
        key = connection.execute(insert(table).values(row)).inserted_primary_key
        names = [column.name for column in table.primary_key]
        newest[table.name] = row | dict(zip(names, key or (), strict=True))


def rows_of(connection: Connection, schema: MetaData) -> Rows:
    return {
        table.name: {
            tuple(row[column.name] for column in table.primary_key): dict(row)
            for row in connection.execute(select(*table.columns)).mappings()
        }
        for table in schema.tables.values()
    }


def lost(before: Rows, after: Rows) -> list[str]:
    """What was in tables and columns that are still there, and is not, or says something else."""
    return [
        f"{name} {key}: {column}"
        for name, rows in before.items()
        if name in after
        for key, row in rows.items()
        for column, value in row.items()
        if column in next(iter(after[name].values()), row)
        and after[name].get(key, {}).get(column) != value
    ]


def _is_counted(table: Table, column: Column[Any]) -> bool:
    """Whether the database counts it."""
    is_only_key = column.primary_key and len(table.primary_key) == 1
    return is_only_key and isinstance(column.type, Integer) and not column.foreign_keys


def _reference(column: Column[Any], newest: dict[str, dict[str, Any]]) -> Any:
    to = next(iter(column.foreign_keys)).column
    return newest.get(to.table.name, {}).get(to.name)  # None: to a row of the same table


def _value(column: Column[Any], mark: int) -> Any:
    said = SAID.get((column.table.name, column.name))
    if said is not None:
        return said
    kind = column.type
    if isinstance(kind, JSON):
        return [[column.name, mark]]
    if isinstance(kind, Boolean):
        return bool(mark % 2)
    if isinstance(kind, LargeBinary):
        return bytes([mark])
    if isinstance(kind, DateTime):
        return datetime(2026, 11, 22, 10) + timedelta(seconds=mark)
    if isinstance(kind, Date):
        return date(2026, 1, 1) + timedelta(days=mark)
    if isinstance(kind, Integer):
        return 1000 + mark
    if isinstance(kind, Float):
        return mark + 0.5
    length = getattr(kind, "length", None) or 40
    return f"{column.name} {mark:03}"[-length:]
