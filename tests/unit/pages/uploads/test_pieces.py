"""Whatever breaks while a file comes in pieces: nothing that came is lost, nothing comes twice."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from tests.unit.pages.uploads.sending import (
    FILM,
    HALF,
    SPOKEN,
    begin,
    kept,
    offset_of,
    on_disk,
    only_upload,
    send,
)
from tests.unit.test_upload_stream import Sender
from webapp import tus
from webapp.events import video_uploaded
from webapp.extensions import db, noting
from webapp.models import IncomingUpload, Job, Library, LogEntry, User
from webapp.models.incoming_upload import Hold

pytestmark = pytest.mark.without("s3", reason="an object store takes uploads in parts")


@pytest.mark.both_databases
def test_a_file_in_two_pieces_becomes_one_media_byte_for_byte(
    app: Flask, browser: FlaskClient, ana: User
) -> None:
    hints: list[int] = []

    def note(_sender: object, job_id: int) -> None:
        hints.append(job_id)

    video_uploaded.connect(note)
    begun = begin(browser, filename="harbour_talk.mp4", language="cy", description="In March.")
    assert begun.status_code == 201
    address = begun.location
    assert send(browser, address, FILM[:HALF]).headers["Upload-Offset"] == str(HALF)
    assert kept() == []
    last = send(browser, address, FILM[HALF:], HALF)
    assert (last.status_code, last.headers["Upload-Offset"]) == (204, str(len(FILM)))
    (media,) = kept()
    assert (media.title, media.language, media.description) == ("harbour talk", "cy", "In March.")
    assert (media.bytes, media.owner_id) == (len(FILM), ana.id)
    assert media.is_quarantined, "nobody has looked into it yet"
    assert app.extensions["storage"].path(media.file).read_bytes() == FILM
    assert hints == [job.id for job in media.jobs]
    entry = db.session.scalars(db.select(LogEntry).filter_by(event="media.uploaded")).one()
    assert (entry.actor_name, entry.subject_id) == ("Ana", media.slug)


def test_an_answer_that_was_lost_is_given_again_and_makes_no_second_media(
    browser: FlaskClient,
) -> None:
    address = begin(browser).location
    send(browser, address, FILM)
    assert offset_of(browser, address) == len(FILM)
    again = send(browser, address, b"", len(FILM))
    assert (again.status_code, again.headers["Upload-Offset"]) == (204, str(len(FILM)))
    assert send(browser, address, FILM[HALF:], HALF).status_code == 409
    assert len(kept()) == 1
    assert db.session.query(Job).count() == 1


class Interrupted(Sender):
    """Sends parts, and then its connection breaks."""

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        count = super().readinto(buffer)
        if not count:
            raise ConnectionResetError
        return count


def stream(browser: FlaskClient, address: str, sender: Sender, length: int) -> TestResponse:
    arriving = {"wsgi.input": sender, "CONTENT_LENGTH": str(length), "CONTENT_TYPE": tus.PIECE}
    headers = {**SPOKEN, "Upload-Offset": "0"}
    return browser.patch(address, headers=headers, environ_overrides=arriving)


@pytest.mark.parametrize("sender", [Sender, Interrupted])
def test_a_connection_that_breaks_loses_nothing_that_came(
    browser: FlaskClient, sender: type[Sender]
) -> None:
    address = begin(browser).location
    stream(browser, address, sender([FILM[:1000], FILM[1000:HALF]]), len(FILM))
    assert offset_of(browser, address) == HALF
    send(browser, address, FILM[HALF:], HALF)
    assert len(kept()) == 1


@pytest.mark.both_databases
def test_nobody_waits_for_the_database_while_a_piece_arrives(browser: FlaskClient) -> None:
    address = begin(browser).location

    def slowly() -> Iterator[bytes]:
        yield FILM[:HALF]
        with noting() as other:
            other.execute(update(Library).values(name="Films"))
            other.execute(update(User).values(name="Ana Maria"))
        yield FILM[HALF:]

    assert stream(browser, address, Sender(slowly()), len(FILM)).status_code == 204


@pytest.mark.both_databases
def test_of_two_requests_at_once_one_is_told_to_wait(browser: FlaskClient) -> None:
    address = begin(browser).location
    answers: list[TestResponse] = []

    def meanwhile() -> Iterator[bytes]:
        yield FILM[:HALF]
        answers.append(send(browser.application.test_client(), address, FILM))  # a stranger
        answers.append(send(twin, address, FILM))
        yield FILM[HALF:]

    twin = browser
    whole = stream(browser, address, Sender(meanwhile()), len(FILM))
    assert [answer.status_code for answer in answers] == [401, 423]
    assert "Another window or device" in answers[1].get_json(force=True)["detail"]
    assert (whole.status_code, len(kept())) == (204, 1)


@pytest.mark.both_databases
def test_whoever_was_not_heard_of_for_long_loses_the_upload_to_the_next(
    app: Flask, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webapp.media.arriving import Tail

    monkeypatch.setattr(Tail, "is_due", True)
    address = begin(browser).location
    answers: list[TestResponse] = []

    def asleep() -> Iterator[bytes]:
        yield FILM[:HALF]
        db.session.execute(db.update(IncomingUpload).values(held_until_ms=1))
        db.session.commit()
        answers.append(send(browser, address, FILM))
        yield b"what a laptop sends that wakes up"

    late = stream(browser, address, Sender(asleep()), len(FILM))
    assert (answers[0].status_code, late.status_code) == (204, 423)
    (media,) = kept()
    assert app.extensions["storage"].path(media.file).read_bytes() == FILM


@pytest.mark.parametrize("clock_ms", [20_000, -3_600_000], ids=["later", "clock set back"])
def test_a_server_that_was_killed_promised_nothing_that_it_has_not(
    app: Flask, browser: FlaskClient, clock_ms: int
) -> None:
    address = begin(browser).location
    send(browser, address, FILM[:HALF])
    upload = only_upload()
    hold = Hold.take(upload.id, timedelta(days=1))
    assert hold is not None
    with on_disk(app).open("ab") as file:  # written, but not yet safe when the machine stopped
        file.write(b"zeros or worse")
    assert offset_of(browser, address) == HALF
    assert send(browser, address, FILM[HALF:], HALF).status_code == 423
    held_until_ms = IncomingUpload.held_until_ms - clock_ms
    db.session.execute(db.update(IncomingUpload).values(held_until_ms=held_until_ms))
    db.session.commit()
    assert send(browser, address, FILM[HALF:], HALF).status_code == 204
    (media,) = kept()
    assert app.extensions["storage"].path(media.file).read_bytes() == FILM


def test_a_file_that_the_disk_lost_is_sent_again(app: Flask, browser: FlaskClient) -> None:
    address = begin(browser).location
    send(browser, address, FILM[:HALF])
    os.truncate(on_disk(app), 100)
    assert offset_of(browser, address) == 100
    assert send(browser, address, FILM[100:], 100).status_code == 204


def test_a_full_disk_is_said_and_what_came_stays(
    app: Flask, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = begin(browser).location
    send(browser, address, FILM[:1000])
    room, pwrite = [HALF], os.pwrite

    def almost_full(descriptor: int, data: Any, offset: int) -> int:
        left = room[0] - offset
        if left <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return pwrite(descriptor, bytes(data)[:left], offset)

    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", almost_full)
        answer = send(browser, address, FILM[1000:], 1000)
    assert answer.status_code == 507
    assert "What has arrived is kept." in answer.get_json(force=True)["detail"]
    assert offset_of(browser, address) == HALF
    assert send(browser, address, FILM[HALF:], HALF).status_code == 204
    (media,) = kept()
    assert app.extensions["storage"].path(media.file).read_bytes() == FILM


def test_what_is_not_safe_on_the_disk_is_no_media(
    browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = begin(browser).location

    def full(_descriptor: int) -> None:
        raise OSError(errno.EDQUOT, "Disk quota exceeded")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert send(browser, address, FILM).status_code == 507
    assert (offset_of(browser, address), kept()) == (0, [])
