"""The index that search reads, which the database keeps by itself.

It holds ``found_by`` of cues and media. On SQLite it is FTS5 without a copy of the text, kept by
triggers in the transaction of the change, also where cues go with their media; on PostgreSQL it is
a column that the database computes, which no model knows, with a GIN index. Both take the words of
``found_by`` as they are: neither cuts or folds them once more (``webapp.search_terms`` did).

A migration that changes ``cue`` or ``media`` in batch mode makes the table anew and loses its
triggers: it has to make them again (tests/unit/models/test_migrations.py compares).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import DDL, event

from webapp.extensions import db
from webapp.models.cue import Cue
from webapp.models.media import Media

COLUMN = "found_words"
"""What PostgreSQL computes; the function that does so is called the same."""
FOUND_WORDS = """CREATE OR REPLACE FUNCTION found_words(words text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(string_agg(quote_literal(left(word, 500)) || ':' || least(place, 16383), ' '),
                  '')::tsvector
  FROM unnest(string_to_array(words, ' ')) WITH ORDINALITY AS each (word, place)
  WHERE word <> ''
$$"""
"""Words with a space between, and their places. PostgreSQL's parser would cut what is no word to
it, such as those of Hindi at each vowel sign. Its limits: 2 KB a word, 16,383 places."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """A table that can be searched, and which of its rows."""

    table: str
    column: str
    """What search reads changes with these columns, separated by commas."""
    shown: str = ""
    """True of ``{row}`` when it can be found; empty: always."""

    def sqlite(self) -> tuple[str, ...]:
        """What makes the index. 'delete' is how FTS5 is told which words went (sqlite.org/fts5)."""
        name = f"{self.table}_search"
        add = f"INSERT INTO {name}(rowid, found_by) VALUES (NEW.id, NEW.found_by);"  # noqa: S608
        remove = (  # names of ours, as in all of these
            f"INSERT INTO {name}({name}, rowid, found_by) VALUES ('delete', OLD.id, OLD.found_by);"  # noqa: S608
        )
        old, new = (f"WHEN {self._shown_in(row)}" * bool(self.shown) for row in ("OLD", "NEW"))
        return (
            f"CREATE VIRTUAL TABLE {name} USING fts5(found_by, content='',"
            " tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* M*'\")",
            f"CREATE TRIGGER {name}_new AFTER INSERT ON {self.table} {new} BEGIN {add} END",
            f"CREATE TRIGGER {name}_gone AFTER DELETE ON {self.table} {old} BEGIN {remove} END",
            f"CREATE TRIGGER {name}_before BEFORE UPDATE OF {self.column} ON {self.table} {old}"
            f" BEGIN {remove} END",
            f"CREATE TRIGGER {name}_after AFTER UPDATE OF {self.column} ON {self.table} {new}"
            f" BEGIN {add} END",
        )

    def _shown_in(self, row: str) -> str:
        return self.shown.replace("{row}", row)

    def postgresql(self) -> tuple[str, ...]:
        """What makes the index."""
        where = f" WHERE {self._shown_in(self.table)}" if self.shown else ""
        return (
            FOUND_WORDS,
            f"ALTER TABLE {self.table} ADD COLUMN {COLUMN} tsvector"
            " GENERATED ALWAYS AS (found_words(found_by)) STORED",
            f"CREATE INDEX ix_{self.table}_search ON {self.table} USING gin ({COLUMN}){where}",
        )


CUES = Indexed("cue", "found_by, deleted_at_ms", "{row}.deleted_at_ms IS NULL")
TITLES = Indexed("media", "found_by")
AFTER_DROP: Mapping[str, tuple[str, ...]] = {
    "sqlite": ("DROP TABLE IF EXISTS cue_search", "DROP TABLE IF EXISTS media_search"),
    "postgresql": ("DROP FUNCTION IF EXISTS found_words(text)",),
}
"""Triggers go with their table, an index of its own and a function do not."""


def is_ours(name: str | None) -> bool:
    """Whether a table, index or column belongs to the search index, not to a model."""
    own = ("cue_search", "media_search", "ix_cue_search", "ix_media_search", COLUMN)
    return name is not None and name.startswith(own)


def _tell(when: str, on: Any, statements: Mapping[str, tuple[str, ...]]) -> None:
    for dialect, texts in statements.items():
        for text in texts:
            ddl = DDL(text.replace("%", "%%"))  # type: ignore[no-untyped-call]
            event.listen(on, when, ddl.execute_if(dialect=dialect))


for _model, _index in ((Cue, CUES), (Media, TITLES)):
    _tell(
        "after_create",
        _model.__table__,
        {"sqlite": _index.sqlite(), "postgresql": _index.postgresql()},
    )
_tell("after_drop", db.metadata, AFTER_DROP)
