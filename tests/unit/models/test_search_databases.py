"""Whoever searches finds the same on PostgreSQL as on SQLite, whatever was said and is asked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from tests.unit.databases import Postgresql
from webapp.extensions import db
from webapp.models import Cue, search, search_index
from webapp.search_terms import Term, comparable, terms

SAID = (
    "new", "park", "parks", "Pärk", "12:40", "don't", "2nd", "1e5", "-3.5", "a@b.org", "a:b",
    "https://x.org/y_z?q=1", "C++", "_", "\\", "'", "½", "हिन्दी", "में", "会议", "ประชุม", "회의",
    "الْعَرَبِيَّة", "İstanbul", "ёлка", "Straße", "e\u0301", "\U0001e900\U0001e901", "x" * 600,
)  # fmt: skip
"""What PostgreSQL's own parser or its texts of vectors would read otherwise."""

texts = st.lists(st.one_of(st.sampled_from(SAID), st.text(max_size=8)), max_size=9).map(" ".join)
queries = st.lists(
    st.one_of(
        st.sampled_from(SAID),
        st.sampled_from(SAID).map(lambda word: f"{word[:3]}*"),
        st.lists(st.sampled_from(SAID), min_size=2, max_size=3).map(lambda w: f'"{" ".join(w)}"'),
        st.text(max_size=5),
    ),
    min_size=1,
    max_size=3,
).map(" ".join)


class Both:
    """The index of each database, as the models make it, over the same texts."""

    def __init__(self, sqlite: Session, postgresql: Session) -> None:
        self._sessions = {search._Fts5(): sqlite, search._TextSearch(): postgresql}

    def say(self, said: list[str]) -> None:
        for session in self._sessions.values():
            session.execute(text("DELETE FROM cue"))
            session.execute(
                text("INSERT INTO cue (id, found_by) VALUES (:id, :found_by)"),
                [{"id": n, "found_by": comparable(each)} for n, each in enumerate(said, 1)],
            )

    def found(self, wanted: list[Term]) -> list[set[int]]:
        return [
            set(session.scalars(dialect.hits(Cue, wanted)))
            for dialect, session in self._sessions.items()
        ]


@pytest.fixture(scope="module")
def both(postgresql: Postgresql) -> Iterator[Both]:
    with postgresql.bare() as address, _made("sqlite://") as first, _made(address) as second:
        yield Both(first, second)


@contextmanager
def _made(address: str) -> Iterator[Session]:
    """A table of cues with nothing but what the index reads, and the index."""
    engine = create_engine(address)
    kind = engine.dialect.name
    make = search_index.CUES.sqlite() if kind == "sqlite" else search_index.CUES.postgresql()
    with Session(engine) as session:
        session.connection().exec_driver_sql(
            "CREATE TABLE cue (id integer PRIMARY KEY, found_by text, deleted_at_ms integer)"
        )
        for statement in make:
            session.connection().exec_driver_sql(statement.replace("%", "%%"))
        yield session
    engine.dispose()


@hypothesis_settings(max_examples=150)
@given(said=st.lists(texts, min_size=1, max_size=6), query=queries)
@example(said=["हिन्दी में", "हिन"], query="हिन*")
@example(said=["a a a b"], query='"a a b"')
@example(said=["1e5 -3.5 a@b.org"], query='"3 5 a b org" 1e5')
def test_the_same_words_are_found(both: Both, said: list[str], query: str) -> None:
    wanted = terms(query)
    if wanted:
        both.say(said)
        on_sqlite, on_postgresql = both.found(wanted)
        assert on_postgresql == on_sqlite


def test_every_letter_is_searched_alike(both: Both) -> None:
    """One of each script and kind that Unicode has."""
    letters = {
        (unicodedata.category(chr(n)), unicodedata.name(chr(n), "").split(" ")[0]): chr(n)
        for n in range(0x20000)
        if unicodedata.category(chr(n))[0] in "LNM"
    }
    said = [f"a{letter} b" for letter in letters.values()]
    both.say(said)
    for each in said[::7]:
        if wanted := terms(f'"{each}"'):
            on_sqlite, on_postgresql = both.found(wanted)
            assert on_postgresql == on_sqlite != set()


@pytest.mark.both_databases
def test_postgresql_looks_into_its_index(app: Flask) -> None:
    """Not at each cue: what a search costs must not grow with the library."""
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite looks into FTS5 in any case")
    hits = search._hits(Cue, terms('"new park" meet*'))
    asked = hits.compile(db.engine)
    db.session.execute(text("SET LOCAL enable_seqscan = off"))  # which suits a table of nothing
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN {asked}", asked.params)
    assert "ix_cue_search" in "\n".join(plan.scalars())
