"""Whoever looks into an incident can trust that nobody changed the log."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError

from tests.unit.conftest import MediaFactory, UserFactory
from webapp import audit_log
from webapp.extensions import db
from webapp.models import Library, LogEntry
from webapp.models.clock import now_ms
from webapp.models.log_entry import AppendOnly


@pytest.fixture
def entry(app: Flask, user_factory: UserFactory, media_factory: MediaFactory) -> LogEntry:
    lena = user_factory("Lena", "librarian")
    entry = audit_log.record("media.changed", subject=media_factory("A talk"), actor=lena)
    db.session.commit()
    return entry


def test_an_entry_says_who_did_what_to_what_and_when(entry: LogEntry) -> None:
    assert (entry.event, entry.actor_name) == ("media.changed", "Lena")
    assert (entry.subject_kind, entry.subject_name) == ("media", "A talk")
    assert entry.library_id == Library.default().id
    now = db.session.scalar(select(now_ms())) or 0
    assert abs(entry.at_ms - now) < 60_000


def test_an_entry_is_there_only_if_its_cause_is(
    app: Flask, user_factory: UserFactory, media_factory: MediaFactory
) -> None:
    media = media_factory("A talk")
    media.title = "Another name"
    audit_log.record("media.changed", subject=media, actor=user_factory("Lena"))
    db.session.rollback()
    assert db.session.scalars(select(LogEntry)).all() == []


def test_what_is_done_on_the_server_says_so(app: Flask, media_factory: MediaFactory) -> None:
    assert audit_log.record("media.changed", subject=media_factory()).actor_name == "On the server"


def test_an_unknown_event_is_refused_before_it_can_get_lost(app: Flask) -> None:
    with pytest.raises(KeyError):
        audit_log.record("media.exploded")


def test_the_program_itself_cannot_change_an_entry(entry: LogEntry) -> None:
    entry.event = "media.deleted"
    with pytest.raises(AppendOnly):
        db.session.commit()
    db.session.rollback()
    db.session.delete(entry)
    with pytest.raises(AppendOnly):
        db.session.commit()
    db.session.rollback()
    for statement in (update(LogEntry).values(event="x"), delete(LogEntry)):
        with pytest.raises(AppendOnly):
            db.session.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM log_entry",
        "UPDATE log_entry SET event = 'x'",
        "UPDATE log_entry SET actor_name = 'Ben'",
        "UPDATE log_entry SET at_ms = 0, actor_id = NULL",
        "UPDATE log_entry SET actor_id = (SELECT id + 1 FROM users)",
        "UPDATE log_entry SET details = '{}', subject_name = 'x'",
        "REPLACE INTO log_entry SELECT id, at_ms, 'x', actor_id, actor_name, library_id,"
        " subject_kind, subject_id, subject_name, details, request_id FROM log_entry",
    ],
)
def test_whoever_reaches_the_database_cannot_change_an_entry(
    entry: LogEntry, statement: str
) -> None:
    if statement.startswith("REPLACE") and db.engine.dialect.name != "sqlite":
        pytest.skip("REPLACE is SQLite's")
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(text(statement))
    db.session.rollback()
    assert db.session.scalars(select(LogEntry.event)).all() == ["media.changed"]


def test_an_account_can_be_deleted_and_its_name_stays_in_the_log(
    entry: LogEntry, user_factory: UserFactory
) -> None:
    actor = entry.actor_id
    db.session.execute(text("DELETE FROM users WHERE id = :id"), {"id": actor})
    db.session.commit()
    assert actor is not None
    assert (entry.actor_id, entry.actor_name) == (None, "Lena")
