"""What a database holds, table by table, so that two of them can be compared."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

from sqlalchemy import Connection, column, inspect, select, table
from sqlalchemy.orm import InstrumentedAttribute

from webapp.backup.manifest import Rows
from webapp.models import search_index, shelving

BATCH = 500


def contents(connection: Connection) -> Mapping[str, Rows]:
    """Count and hash the rows of every table, in flat memory.

    What the database makes by itself is left out: the index for searching, and shelves.
    """
    found = inspect(connection)
    keys = {name: key for (_, name), key in found.get_multi_pk_constraint().items()}
    return {
        name: _rows(connection, name, columns, keys[name]["constrained_columns"])
        for name, columns in sorted(_columns(connection).items())
        if not search_index.is_ours(name) and name not in shelving.TABLES
    }


def names_of_files(
    connection: Connection, columns: Collection[InstrumentedAttribute[str]]
) -> set[str]:
    """The names of files that rows have, by the columns that name some; absent tables have none."""
    there = _columns(connection)
    found: set[str] = set()
    for each in columns:
        if each.name in there.get(each.class_.__table__.name, ()):
            source = table(each.class_.__table__.name, column(each.name))
            found.update(connection.scalars(select(source.c[each.name]).distinct()))
    return {name for name in found if name}


def _columns(connection: Connection) -> Mapping[str, list[str]]:
    """The columns of each table as the database has them, whatever this release knows."""
    found = inspect(connection).get_multi_columns()
    return {name: [each["name"] for each in columns] for (_, name), columns in found.items()}


def _rows(connection: Connection, name: str, columns: list[str], keys: list[str]) -> Rows:
    # Values as the driver gives them: what types make of them could differ between releases.
    source = table(name, *map(column, columns))
    query = select(source).order_by(*(source.c[each] for each in keys or columns))
    digest, number = hashlib.sha256(), 0
    with connection.execution_options(yield_per=BATCH).execute(query) as result:
        for row in result:
            digest.update(repr(tuple(row)).encode())
            number += 1
    return Rows(number, digest.hexdigest())
