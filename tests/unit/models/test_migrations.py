"""The schema by migration is the schema of the models, and can be undone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select, text

from webapp import create_app
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import Cue, Media, Transcript, search, search_index
from webapp.search_terms import terms

BEFORE_ACCOUNTS = (
    "INSERT INTO media (id, slug, title, description, language, original_name, file, bytes, kind,"
    " duration_ms, has_audio, width, height, audio_names, poster, created_at) VALUES"
    " (7, 'abc', 'A talk', '', 'en', 'talk.mp4', 'ab/cd.mp4', 12, 'video', 2000, 1, 320, 180,"
    " '[]', '', '2026-11-21 10:00:00')",
    "INSERT INTO job (id, media_id, kind, state, step, progress, attempts, token, lease_until_ms,"
    " hinted_at_ms, error, created_at_ms, changed_at_ms) VALUES"
    " (3, 7, 'prepare', 'done', 'ready', 0, 1, '', 0, 0, '', 0, 0)",
    "INSERT INTO transcript (id, media_id, language, title, origin, engine, complete, version,"
    " cue_count, extras) VALUES (5, 7, 'en', '', 'engine', 'whisper', 1, 1, 1, '{}')",
    "INSERT INTO cue (id, transcript_id, start_ms, end_ms, text, name, settings, words, author,"
    " state, version) VALUES (9, 5, 0, 900, 'Good morning.', '', '{}', '[]', 'engine', 'draft', 1)",
)

RELEASED = (
    "INSERT INTO library (id, slug, name, caption_profile, language, glossary, default_visibility,"
    " created_at) VALUES (2, 'archive', 'Archive', 'sightline', '', '[]', 'members',"
    " '2026-11-21 10:00:00')",
    "INSERT INTO media (id, slug, library_id, visibility, title, description, language,"
    " original_name, file, bytes, kind, duration_ms, has_audio, width, height, audio_names, poster,"
    " created_at) VALUES (7, 'abc', 2, 'public', 'Ein Vortrag', '', 'de', 'talk.mp4', 'ab/cd.mp4',"
    " 12, 'video', 2000, 1, 320, 180, '[]', '', '2026-11-21 10:00:00')",
    "INSERT INTO transcript (id, media_id, language, title, origin, engine, complete, version,"
    " cue_count, extras) VALUES (5, 7, 'de', '', 'engine', 'whisper', 1, 1, 1, '{}')",
    "INSERT INTO cue (id, transcript_id, start_ms, end_ms, text, name, settings, words, author,"
    " state, version) VALUES (9, 5, 0, 900, 'Güten Morgen.', '', '{}', '[]', 'engine', 'draft', 1)",
    "INSERT INTO cue (id, transcript_id, start_ms, end_ms, text, name, settings, words, author,"
    " state, version, deleted_at_ms) VALUES (10, 5, 900, 1800, 'A slip.', '', '{}', '[]',"
    " 'engine', 'draft', 2, 1)",
)


def test_the_database_can_be_brought_up_and_down_again(settings: Settings) -> None:
    app = create_app(settings)
    with app.app_context():
        upgrade()
        with db.engine.connect() as connection:
            options = {"include_name": lambda name, *_: not search_index.is_ours(name)}
            context = MigrationContext.configure(connection, opts=options)
            differences = compare_metadata(context, db.metadata)
        assert differences == []
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        upgrade()
        db.session.remove()
        db.engine.dispose()
    assert Path(settings.data_dir / "sightline.db").stat().st_size > 0


def test_what_was_in_the_library_before_accounts_is_still_there_and_open_to_all(
    settings: Settings,
) -> None:
    app = create_app(settings)
    with app.app_context():
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
        with db.engine.connect() as connection:
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        downgrade(revision="0001")
        with db.engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM cue")).scalar() == 1
        db.engine.dispose()


def test_captions_of_a_released_library_can_be_searched_after_it_and_stay_when_it_is_undone(
    settings: Settings,
) -> None:
    app = create_app(settings)
    with app.app_context():
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
            objects = connection.execute(
                text("SELECT count(*) FROM sqlite_master WHERE name LIKE '%search%'")
            ).scalar()
        assert said == ["Good morning.", "A slip."]
        assert objects == 0
        db.session.remove()
        db.engine.dispose()


def test_the_index_by_migration_is_the_one_that_the_models_make(
    settings: Settings, tmp_path: Path
) -> None:
    def made(fill: Callable[[], None], folder: Path) -> dict[str, str]:
        with create_app(settings.model_copy(update={"data_dir": folder})).app_context():
            fill()
            with db.engine.connect() as connection:
                rows = connection.execute(
                    text("SELECT name, sql FROM sqlite_master WHERE name LIKE '%_search%'")
                ).all()
            db.session.remove()
            db.engine.dispose()
        return {name: " ".join((sql or "").split()) for name, sql in rows}

    by_models = made(db.create_all, tmp_path / "models")
    assert len(by_models) > 10
    assert made(upgrade, tmp_path / "migrated") == by_models
