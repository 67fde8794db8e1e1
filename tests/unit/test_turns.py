"""Whoever comes first writes first; nobody waits for an answer that is only being made."""

from __future__ import annotations

import sqlite3
import threading

import pytest
from flask import Flask
from sqlalchemy import text

from tests.unit import databases
from tests.unit.conftest import MediaFactory
from webapp.extensions import db, has_written
from webapp.models import Media
from webapp.turns import Turns


def test_turns_come_in_the_order_in_which_they_were_asked_for() -> None:
    turns, order = Turns(), []
    assert turns.take(0)

    def write(name: str) -> None:
        assert turns.take(10)
        order.append(name)
        turns.give_back()

    threads = []
    for number, name in enumerate(("Ana", "Ben", "Ida", "Leo"), 1):
        threads.append(threading.Thread(target=write, args=(name,)))
        threads[-1].start()
        while len(turns._waiting) < number:
            pass
    turns.give_back()
    for thread in threads:
        thread.join()
    assert order == ["Ana", "Ben", "Ida", "Leo"]


def test_who_gave_up_waiting_gets_no_turn() -> None:
    turns = Turns()
    assert turns.take(0)
    assert not turns.take(0.01)
    turns.give_back()
    assert turns.take(0), "nobody holds it for the one who left"


@pytest.fixture(autouse=True)
def _of_sqlite() -> None:
    if databases.WHERE:
        pytest.skip("PostgreSQL lets several people write at once")


def test_others_write_while_an_answer_is_made(app: Flask, media_factory: MediaFactory) -> None:
    media_id = media_factory(title="A talk").id
    db.session.remove()
    with app.test_request_context("/", method="POST"):
        db.session.get_one(Media, media_id).title = "A long talk"
        db.session.commit()
        has_written()
        assert db.session.get_one(Media, media_id).title == "A long talk"
        database = app.extensions["settings"].data_dir / "sightline.db"
        other = sqlite3.connect(database, timeout=0)
        other.execute("UPDATE media SET title = 'By another process'")
        other.commit()
        other.close()
        db.session.remove()


def test_a_form_has_the_database_for_itself_until_it_is_kept(
    app: Flask, media_factory: MediaFactory
) -> None:
    media_factory()
    db.session.remove()
    with app.test_request_context("/", method="POST"):
        db.session.execute(text("SELECT 1"))
        database = app.extensions["settings"].data_dir / "sightline.db"
        other = sqlite3.connect(database, timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("UPDATE media SET title = 'By another process'")
        other.close()
        db.session.remove()
