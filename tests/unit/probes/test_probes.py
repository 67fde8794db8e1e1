"""Somebody in trouble is told what does not work, what that means, and what to do about it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from tests.unit.smtp_server import mail_server, using
from webapp import probes, restore_mark
from webapp.config import GIB, Settings
from webapp.extensions import db
from webapp.models import Job
from webapp.models.worker import Worker
from webapp.probes import (
    FAILED,
    OK,
    WARNING,
    Probe,
    Reading,
    database,
    mail,
    parts,
    queue,
    set_up,
    speech,
    storage,
    tools,
)

in_a_file = pytest.mark.without("postgresql", reason="the database is a file here")
AWAY = "postgresql://ana:s3cret@127.0.0.1:9/videos"


def in_production(**fields: object) -> Settings:
    return Settings(
        environment="production",
        secret_key="wGJ8mUQ0Xq2k5v9ZtR4nLpY7cHsB3dEfA6",
        public_url="https://videos.example.org",
        **fields,
    )


def test_one_that_hangs_or_breaks_holds_up_no_other(settings: Settings) -> None:
    over = threading.Event()

    def hang(_settings: Settings) -> Reading:
        over.wait(30)
        return Reading(OK, "")

    def crash(_settings: Settings) -> Reading:
        raise RuntimeError("a secret")

    begun = time.monotonic()
    found = probes.look(
        [Probe("hangs", hang, 0.1), Probe("breaks", crash), Probe("fine", storage.room)], settings
    )
    over.set()
    assert [reading.state for reading in found.values()] == [FAILED, FAILED, OK]
    assert time.monotonic() - begun < 20
    assert "RuntimeError" in found["breaks"].means
    assert "a secret" not in str(found)


@pytest.mark.both_databases
def test_a_database_that_is_well(app: Flask, settings: Settings) -> None:
    looks = (database.reachable, database.intact, database.clock)
    assert [look(settings).state for look in looks] == [OK] * 3


def test_a_database_that_is_away(settings: Settings) -> None:
    reading = database.reachable(settings.model_copy(update={"database_url": AWAY}))
    assert reading.state == FAILED
    assert "SIGHTLINE_DATABASE_URL" in reading.do
    assert "s3cret" not in str(reading)


@in_a_file
def test_a_database_that_was_never_made(settings: Settings) -> None:
    assert database.schema(settings) == Reading(
        FAILED, f"There is no database at {settings.data_dir / 'sightline.db'}.", database.UPGRADE
    )
    assert not settings.data_dir.exists(), "a look makes nothing"


@in_a_file
def test_tables_of_another_release(app: Flask, settings: Settings) -> None:
    def at(revision: str | None) -> Reading:
        with closing(sqlite3.connect(settings.data_dir / "sightline.db")) as connection:
            connection.execute("DROP TABLE IF EXISTS alembic_version")
            if revision:
                connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
                connection.execute("INSERT INTO alembic_version VALUES (?)", (revision,))
            connection.commit()
        return database.schema(settings)

    (newest,) = database._scripts().get_heads()
    assert at(newest).state == OK
    assert (at("0001").state, at("0001").do) == (FAILED, database.UPGRADE)
    assert at(None).state == FAILED
    assert at("9999").state == WARNING, "a newer one is there while an upgrade rolls out"


@in_a_file
def test_a_damaged_database(settings: Settings) -> None:
    settings.data_dir.mkdir()
    file = settings.data_dir / "sightline.db"
    file.write_bytes(b"not a database" * 1000)
    assert "docs/backup.md" in database.reachable(settings).do
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE t (a TEXT)")
        connection.executemany("INSERT INTO t VALUES (?)", [("x" * 500,)] * 2000)
        connection.commit()
    with file.open("r+b") as opened:
        opened.seek(40 * 4096)
        opened.write(os.urandom(3 * 4096))
    reading = database.intact(settings)
    assert reading.state == FAILED
    assert "damaged" in reading.means or "malformed" in reading.means


def test_work_that_nobody_takes_up(app: Flask, settings: Settings) -> None:
    assert queue.taken_up(settings).state == WARNING  # no worker, and nothing waits
    db.session.add(Job(created_at_ms=0, changed_at_ms=1))
    db.session.commit()
    reading = queue.taken_up(settings)
    assert (reading.state, "manage.py worker" in reading.do) == (FAILED, True)
    Worker.beat("here-1", "here", ("media",))
    assert queue.taken_up(settings).state == WARNING  # it waits for long all the same
    job = db.session.get_one(Job, 1)
    job.state = "failed"
    db.session.commit()
    assert "manage.py jobs list --state failed" in queue.taken_up(settings).do
    db.session.delete(job)
    db.session.commit()
    assert queue.taken_up(settings).state == OK


def test_a_queue_that_cannot_be_reached(settings: Settings) -> None:
    assert queue.reachable(settings).state == OK
    away = settings.model_copy(update={"redis_url": "redis://127.0.0.1:9/0"})
    assert queue.reachable(away).state == FAILED


@pytest.mark.without("redis", reason="the queue is a file here")
def test_a_queue_that_is_damaged(settings: Settings) -> None:
    settings.data_dir.mkdir()
    (settings.data_dir / "queue.db").write_bytes(b"not a queue" * 1000)
    reading = queue.reachable(settings)
    assert (reading.state, "No work is lost" in reading.do) == (FAILED, True)


@pytest.mark.without("s3", reason="uploads are on the disk here")
def test_a_disk_that_is_full(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert storage.writable(settings).state == OK

    def has(free: int) -> str:
        usage = shutil._ntuple_diskusage(100 * GIB, 100 * GIB - free, free)
        monkeypatch.setattr(shutil, "disk_usage", lambda _place: usage)
        return storage.room(settings).state

    assert [has(free * GIB) for free in (50, 7, 0)] == [OK, WARNING, FAILED]
    file = tmp_path / "in the way"
    file.write_text("")
    blocked = settings.model_copy(update={"data_dir": Path("/proc")})
    assert storage.writable(blocked).state == FAILED


def test_an_object_store_that_does_not_answer(settings: Settings) -> None:
    away = settings.model_copy(
        update={
            "s3_bucket": "films",
            "s3_endpoint_url": "http://127.0.0.1:9",
            "s3_access_key": "ana",
            "s3_secret": "s3cret",
        }
    )
    reading = storage.writable(away)
    assert (reading.state, "SIGHTLINE_S3_ENDPOINT_URL" in reading.do) == (FAILED, True)


def test_what_was_never_finished(settings: Settings) -> None:
    left = settings.data_dir / "media" / "ab" / "abc-1.part"
    left.mkdir(parents=True)
    assert storage.left_overs(settings).state == OK
    os.utime(left, (0, 0))
    assert storage.left_overs(settings).state == WARNING


def test_a_speech_model_that_is_missing_or_damaged(settings: Settings) -> None:
    assert speech.model(settings).state == OK  # a file of one's own
    known = settings.model_copy(update={"model": "tiny-q5_1"})
    assert (speech.model(known).state, "model fetch tiny-q5_1" in speech.model(known).do) == (
        WARNING,
        True,
    )
    assert speech.model(known.model_copy(update={"engine": "whisper"})).state == FAILED
    settings.models_dir.mkdir()
    (settings.models_dir / "ggml-tiny-q5_1.bin").write_bytes(b"half")
    assert "damaged" in speech.model(known).means
    assert speech.voice_model(settings).state == OK


def test_the_mail_server(settings: Settings) -> None:
    assert mail.server(settings).state == OK  # mails are printed
    assert mail.server(in_production()).state == WARNING
    with mail_server() as inbox:
        assert mail.server(using(settings, inbox.url)).state == OK
        assert inbox.mails == []
    reading = mail.server(using(settings, "smtp://127.0.0.1:9"))
    assert (reading.state, "manage.py mail test" in reading.do) == (FAILED, True)


def test_programs_that_are_missing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert tools.ffmpeg(settings).state == OK
    broken = tmp_path / "ffmpeg"
    broken.write_text("#!/bin/sh\necho ffmpeg version 5.1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert "lacks what is used here: aac" in tools.ffmpeg(settings).means
    monkeypatch.setenv("PATH", "/nowhere")
    assert "apt-get install ffmpeg" in tools.ffmpeg(settings).do
    assert (tools.browser(settings).state, tools.voice(settings).state) == (WARNING, OK)


def test_what_is_made_when_it_is_installed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert parts.translations(settings).state == OK
    monkeypatch.setattr(parts, "VENDOR", tmp_path)
    assert (parts.front_end(settings).state, "make set-up" in parts.front_end(settings).do) == (
        FAILED,
        True,
    )
    source = tmp_path / "de" / "LC_MESSAGES" / "messages.po"
    source.parent.mkdir(parents=True)
    source.write_text("")
    monkeypatch.setattr(parts, "TRANSLATIONS", tmp_path)
    assert "de" in parts.translations(settings).means


def test_a_secret_that_others_can_read(settings: Settings) -> None:
    own = settings.model_copy(update={"secret_key": ""})
    own.signing_key()
    assert set_up.secret(own).state == OK
    (own.data_dir / "secret_key").chmod(0o644)
    assert (set_up.secret(own).state, "chmod 600" in set_up.secret(own).do) == (WARNING, True)


def test_a_proxy_that_nobody_named() -> None:
    assert set_up.address(in_production()).state == WARNING
    assert set_up.address(in_production(trusted_proxies=1)).state == OK
    shared = in_production(database_url="postgresql://db/videos")
    assert set_up.shared(shared).state == WARNING


def test_a_restore_that_did_not_end(settings: Settings) -> None:
    settings.data_dir.mkdir()
    assert set_up.restored(settings).state == OK
    mark = restore_mark.mark_in(settings.data_dir)
    mark.write_text("/mnt/backups")
    found = set_up.restored(settings)
    assert (found.state, "manage.py restore /mnt/backups" in found.do) == (FAILED, True)
    assert str(mark) in found.do, "and how to start all the same"
