"""The schema by migration is the schema of the models, and can be undone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select, text

from tests.unit.databases import Postgresql
from tests.unit.models.conftest import without_tables
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import Cue, Library, Media, Transcript, search, search_index
from webapp.search_terms import terms

BEFORE_ACCOUNTS = (
    "INSERT INTO media (id, slug, title, description, language, original_name, file, bytes, kind,"
    " duration_ms, has_audio, width, height, audio_names, poster, created_at) VALUES"
    " (7, 'abc', 'A talk', '', 'en', 'talk.mp4', 'ab/cd.mp4', 12, 'video', 2000, TRUE, 320, 180,"
    " '[]', '', '2026-11-21 10:00:00')",
    "INSERT INTO job (id, media_id, kind, state, step, progress, attempts, token, lease_until_ms,"
    " hinted_at_ms, error, created_at_ms, changed_at_ms) VALUES"
    " (3, 7, 'prepare', 'done', 'ready', 0, 1, '', 0, 0, '', 0, 0)",
    "INSERT INTO transcript (id, media_id, language, title, origin, engine, complete, version,"
    " cue_count, extras) VALUES (5, 7, 'en', '', 'engine', 'whisper', TRUE, 1, 1, '{}')",
    "INSERT INTO cue (id, transcript_id, start_ms, end_ms, text, name, settings, words, author,"
    " state, version) VALUES (9, 5, 0, 900, 'Good morning.', '', '{}', '[]', 'engine', 'draft', 1)",
)

INDEX = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE name LIKE '%_search%'"
    " OR name LIKE 'shelves_%'",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE indexname LIKE '%_search'"
    " UNION ALL SELECT proname, prosrc FROM pg_proc WHERE proname = 'found_words'"
    " OR proname LIKE 'shelves_%' OR proname = 'renew_shelves' UNION ALL SELECT 'trigger ' ||"
    " tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname LIKE 'shelves_%'"
    " UNION ALL SELECT table_name, generation_expression FROM information_schema.columns"
    " WHERE column_name = 'found_words'",
}
"""What belongs to the search index and to shelves, and how it was made."""

RELEASED = (
    "INSERT INTO library (id, slug, name, caption_profile, language, glossary, default_visibility,"
    " created_at) VALUES (2, 'archive', 'Archive', 'sightline', '', '[]', 'members',"
    " '2026-11-21 10:00:00')",
    "INSERT INTO media (id, slug, library_id, visibility, title, description, language,"
    " original_name, file, bytes, kind, duration_ms, has_audio, width, height, audio_names, poster,"
    " created_at) VALUES (7, 'abc', 2, 'public', 'Ein Vortrag', '', 'de', 'talk.mp4', 'ab/cd.mp4',"
    " 12, 'video', 2000, TRUE, 320, 180, '[]', '', '2026-11-21 10:00:00')",
    "INSERT INTO transcript (id, media_id, language, title, origin, engine, complete, version,"
    " cue_count, extras) VALUES (5, 7, 'de', '', 'engine', 'whisper', TRUE, 1, 1, '{}')",
    "INSERT INTO cue (id, transcript_id, start_ms, end_ms, text, name, settings, words, author,"
    " state, version) VALUES (9, 5, 0, 900, 'Güten Morgen.', '', '{}', '[]', 'engine', 'draft', 1)",
    "INSERT INTO cue (id, transcript_id, start_ms, end_ms, text, name, settings, words, author,"
    " state, version, deleted_at_ms) VALUES (10, 5, 900, 1800, 'A slip.', '', '{}', '[]',"
    " 'engine', 'draft', 2, 1)",
)


def test_the_database_can_be_brought_up_and_down_again(bare: Flask) -> None:
    upgrade()
    with db.engine.connect() as connection:
        options = {"include_name": lambda name, *_: not search_index.is_ours(name)}
        context = MigrationContext.configure(connection, opts=options)
        differences = compare_metadata(context, db.metadata)
    assert differences == []
    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    upgrade()


def test_what_was_in_the_library_before_accounts_is_still_there_and_open_to_all(
    bare: Flask,
) -> None:
    upgrade(revision="0001")
    with db.engine.begin() as connection:
        for statement in BEFORE_ACCOUNTS:
            connection.execute(text(statement))
    upgrade()
    media = db.session.scalars(select(Media)).one()
    assert (media.library.slug, media.owner, media.visibility) == ("main", None, "public")
    assert [(t.language, t.cue_count) for t in media.transcripts] == [("en", 1)]
    assert [cue.text for cue in media.transcripts[0].cues()] == ["Good morning."]
    assert media.job is not None
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    downgrade(revision="0001")
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM cue")).scalar() == 1


def test_the_next_library_is_another_one(bare: Flask) -> None:
    """The first one is made with its number, by which PostgreSQL's counter does not know of it."""
    upgrade()
    db.session.add(Library(name="Archive"))
    db.session.commit()
    assert len(Library.all()) == 2


def test_captions_of_a_released_library_can_be_searched_after_it_and_stay_when_it_is_undone(
    bare: Flask,
) -> None:
    upgrade(revision="0002")
    with db.engine.begin() as connection:
        for statement in RELEASED:
            connection.execute(text(statement))
    upgrade()
    assert [m.cue.text for m in search.newest(terms("guten"), None, limit=9).moments] == [
        "Güten Morgen."
    ]
    assert [m.title for m in search.titles(terms("vortrag"), None, limit=9)] == ["Ein Vortrag"]
    assert [(t.trust, t.cue_count) for t in db.session.scalars(select(Transcript))] == [
        ("automatic", 1)
    ]
    cue = db.session.scalars(select(Cue).where(Cue.deleted_at_ms.is_(None))).one()
    cue.text = "Good morning."
    db.session.commit()
    assert not search.newest(terms("guten"), None, limit=9).moments
    assert search.newest(terms("good"), None, limit=9).moments
    db.session.rollback()
    downgrade(revision="0002")
    with db.engine.connect() as connection:
        said = connection.execute(text("SELECT text FROM cue ORDER BY id")).scalars().all()
        objects = connection.execute(text(INDEX[db.engine.dialect.name])).all()
    assert said == ["Good morning.", "A slip."]
    assert objects == []


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_index_by_migration_is_the_one_that_the_models_make(
    request: pytest.FixtureRequest, settings: Settings, tmp_path: Path, kind: str
) -> None:
    def made(fill: Callable[[], None], folder: Path) -> dict[str, str]:
        here = settings.model_copy(update={"data_dir": folder})
        with ExitStack() as stack:
            address = ""
            if kind == "postgresql":
                server: Postgresql = request.getfixturevalue("postgresql")
                address = stack.enter_context(server.bare())
            stack.enter_context(without_tables(here, address))
            fill()
            with db.engine.connect() as connection:
                rows = connection.execute(text(INDEX[kind])).all()
        return {name: " ".join((sql or "").split()) for name, sql in rows}

    by_models = made(db.create_all, tmp_path / "models")
    assert len(by_models) == {"sqlite": 18 + 12, "postgresql": 5 + 25}[kind]
    assert made(upgrade, tmp_path / "migrated") == by_models
