"""Uploads in pieces keep to the tus protocol 1.0.0, and lose nothing.

Source: https://tus.io/protocols/resumable-upload. A test's docstring names the section whose MUST
it is about.
"""

from __future__ import annotations

import base64
import errno
import io
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tasks.tidying import ABANDONED_S, tidy
from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from tests.unit.test_upload_stream import Sender
from webapp import tus
from webapp.config import Settings
from webapp.events import video_uploaded
from webapp.extensions import db
from webapp.models import IncomingUpload, Job, Library, LogEntry, Media, Membership, User
from webapp.models.clock import utc_now
from webapp.models.incoming_upload import Hold

FILM = bytes(range(256)) * 40
HALF = len(FILM) // 2
SPOKEN = {"Tus-Resumable": "1.0.0"}


@pytest.fixture
def ana(user_factory: UserFactory) -> User:
    return user_factory("Ana", "uploader")


@pytest.fixture
def browser(ana: User, sign_in: SignIn) -> FlaskClient:
    return sign_in(ana)


def said(**words: str) -> str:
    pairs = (f"{key} {base64.b64encode(word.encode()).decode()}" for key, word in words.items())
    return ",".join(pairs)


def begin(browser: FlaskClient, size: int = len(FILM), **words: str) -> TestResponse:
    headers = {**SPOKEN, "Upload-Length": str(size), "Upload-Metadata": said(**words)}
    return browser.post("/uploads/", headers=headers)


def send(
    browser: FlaskClient, address: str, piece: bytes, offset: int | str = 0, **headers: str
) -> TestResponse:
    fixed = {**SPOKEN, "Upload-Offset": str(offset), "Content-Type": tus.PIECE}
    return browser.patch(address, data=piece, headers=fixed | headers)


def offset_of(browser: FlaskClient, address: str) -> int:
    answer = browser.head(address, headers=SPOKEN)
    assert answer.status_code == 200
    return int(answer.headers["Upload-Offset"])


def kept() -> list[Media]:
    db.session.rollback()
    return list(db.session.scalars(db.select(Media)))


def only_upload() -> IncomingUpload:
    db.session.rollback()
    return db.session.scalars(db.select(IncomingUpload)).one()


def on_disk(app: Flask) -> Path:
    path: Path = app.extensions["storage"].path(only_upload().file)
    return path


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


class TestTheProtocol:
    """https://tus.io/protocols/resumable-upload"""

    def test_head_says_how_much_is_there_and_is_kept_by_nobody(self, browser: FlaskClient) -> None:
        """HEAD: Upload-Offset always, Upload-Length where known, Cache-Control: no-store."""
        address = begin(browser, filename="a.mp4", fingerprint="ab").location
        for there in (0, HALF):
            answer = browser.head(address, headers=SPOKEN)
            assert answer.status_code == 200
            assert answer.headers["Upload-Offset"] == str(there)
            assert answer.headers["Upload-Length"] == str(len(FILM))
            assert answer.headers["Upload-Metadata"] == said(filename="a.mp4", fingerprint="ab")
            assert "no-store" in answer.headers["Cache-Control"]
            send(browser, address, FILM[:HALF])

    @pytest.mark.parametrize("method", ["HEAD", "PATCH", "DELETE"])
    def test_what_is_not_there_has_no_offset(self, browser: FlaskClient, method: str) -> None:
        """HEAD, PATCH: 404 without Upload-Offset."""
        headers = {**SPOKEN, "Upload-Offset": "0", "Content-Type": tus.PIECE}
        answer = browser.open("/uploads/nothing", method=method, headers=headers)
        assert answer.status_code == 404
        assert "Upload-Offset" not in answer.headers

    def test_a_piece_of_another_type_is_refused(self, browser: FlaskClient) -> None:
        """PATCH: application/offset+octet-stream, otherwise 415."""
        address = begin(browser).location
        answer = send(browser, address, FILM, **{"Content-Type": "video/mp4"})
        assert answer.status_code == 415
        assert offset_of(browser, address) == 0

    @pytest.mark.parametrize("offset", [0, HALF + 1, len(FILM)])
    def test_a_piece_at_another_place_changes_nothing(
        self, app: Flask, browser: FlaskClient, offset: int
    ) -> None:
        """PATCH: 409 without modifying the upload where the offsets do not match."""
        address = begin(browser).location
        send(browser, address, FILM[:HALF])
        assert send(browser, address, b"other", offset).status_code == 409
        assert offset_of(browser, address) == HALF
        assert on_disk(app).read_bytes() == FILM[:HALF]

    @pytest.mark.parametrize("offset", ["", "-1", "1.5", "0x1", "²", "9" * 30])
    def test_an_offset_is_a_whole_number(self, browser: FlaskClient, offset: str) -> None:
        """Upload-Offset: a non-negative integer."""
        address = begin(browser).location
        answer = send(browser, address, FILM, offset)
        assert answer.status_code == 400
        assert "whole number of bytes" in answer.get_json(force=True)["detail"]

    def test_options_says_what_is_understood_whatever_is_asked(self, client: FlaskClient) -> None:
        """OPTIONS: Tus-Version; the server must ignore Tus-Resumable."""
        for address in ("/uploads/", "/uploads/any"):
            answer = client.options(address, headers={"Tus-Resumable": "0.2"})
            assert answer.status_code == 204
            assert answer.headers["Tus-Version"] == "1.0.0"
            assert answer.headers["Tus-Max-Size"] == str(4 * 1024**3)
            extensions = set(answer.headers["Tus-Extension"].split(","))
            assert extensions == {"creation", "creation-with-upload", "expiration", "termination"}

    def test_another_version_is_not_processed(self, browser: FlaskClient) -> None:
        """Tus-Resumable: 412 with Tus-Version, and nothing is done."""
        address = begin(browser).location
        for headers in ({"Tus-Resumable": "0.2"}, {"Tus-Resumable": ""}):
            answer = send(browser, address, FILM, **headers)
            assert answer.status_code == 412
            assert answer.headers["Tus-Version"] == "1.0.0"
            assert browser.delete(address, headers=headers).status_code == 412
        assert offset_of(browser, address) == 0

    def test_every_answer_names_the_version(self, browser: FlaskClient) -> None:
        """Tus-Resumable: in every response."""
        address = begin(browser).location
        answers = [
            begin(browser),
            browser.post("/uploads/", headers=SPOKEN),
            browser.head(address, headers=SPOKEN),
            browser.head("/uploads/nothing", headers=SPOKEN),
            send(browser, address, b"x", 5),
            send(browser, address, FILM),
            browser.delete("/uploads/nothing", headers=SPOKEN),
        ]
        assert {answer.headers.get("Tus-Resumable") for answer in answers} == {"1.0.0"}

    @pytest.mark.parametrize("real", ["POST", "GET"])
    def test_the_method_can_be_named_in_a_header(self, browser: FlaskClient, real: str) -> None:
        """X-HTTP-Method-Override: the actual method must be ignored."""
        address = begin(browser).location
        headers = {**SPOKEN, "Upload-Offset": "0", "Content-Type": tus.PIECE}
        headers["X-HTTP-Method-Override"] = "PATCH"
        answer = browser.open(address, method=real, data=FILM[:HALF], headers=headers)
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(HALF))

    def test_a_method_in_a_header_counts_nowhere_else(self, browser: FlaskClient) -> None:
        answer = browser.post("/look", headers={"X-HTTP-Method-Override": "DELETE"})
        assert answer.status_code != 405

    @pytest.mark.parametrize(
        "headers",
        [{}, {"Upload-Defer-Length": "1"}, {"Upload-Length": "-5"}, {"Upload-Length": ""}],
    )
    def test_an_upload_without_a_length_is_refused(
        self, browser: FlaskClient, headers: dict[str, str]
    ) -> None:
        """Creation: Upload-Length, or 400; creation-defer-length is not offered."""
        answer = browser.post("/uploads/", headers=SPOKEN | headers)
        assert answer.status_code == 400

    def test_an_upload_that_is_too_large_is_refused(self, app: Flask, browser: FlaskClient) -> None:
        """Creation: 413 beyond Tus-Max-Size."""
        app.config["MAX_CONTENT_LENGTH"] = 1000
        answer = begin(browser, 1001)
        assert answer.status_code == 413
        assert "At most 1000" in answer.get_json(force=True)["detail"]
        assert begin(browser, 1000).status_code == 201

    @pytest.mark.parametrize(
        "value",
        [
            "filename",
            "name !!!",
            "a YQ==,a Yg==",
            "a YQ==,,b Yg==",
            "name /w==",
            "ä YQ==",
            "a " * 9000,
        ],
    )
    def test_metadata_that_are_none_are_refused(self, browser: FlaskClient, value: str) -> None:
        """Upload-Metadata: pairs of a key that comes once, and Base64."""
        headers = {**SPOKEN, "Upload-Length": "5", "Upload-Metadata": value}
        answer = browser.post("/uploads/", headers=headers)
        assert answer.status_code == (201 if value == "filename" else 400)

    def test_the_first_piece_can_come_with_the_beginning(self, browser: FlaskClient) -> None:
        """Creation With Upload: 201 with Upload-Offset."""
        headers = {**SPOKEN, "Upload-Length": str(len(FILM)), "Content-Type": tus.PIECE}
        part = browser.post("/uploads/", headers=headers, data=FILM[:HALF])
        assert (part.status_code, part.headers["Upload-Offset"]) == (201, str(HALF))
        assert send(browser, part.location, FILM[HALF:], HALF).status_code == 204
        whole = browser.post("/uploads/", headers=headers, data=FILM)
        assert (whole.status_code, whole.headers["Upload-Offset"]) == (201, str(len(FILM)))
        assert len(kept()) == 2
        assert browser.post("/uploads/", headers=headers, data=b"").headers["Upload-Offset"] == "0"

    def test_each_answer_says_when_an_upload_is_thrown_away(self, browser: FlaskClient) -> None:
        """Expiration: Upload-Expires in every PATCH response where it is going to expire."""
        begun = begin(browser)
        part = send(browser, begun.location, FILM[:HALF])
        for answer in (begun, part, browser.head(begun.location, headers=SPOKEN)):
            assert answer.headers["Upload-Expires"].endswith(" GMT")
        whole = send(browser, begun.location, FILM[HALF:], HALF)
        assert "Upload-Expires" not in whole.headers

    def test_an_upload_that_is_thrown_away_is_gone(self, app: Flask, browser: FlaskClient) -> None:
        """Termination: 204, then 404 or 410; its room is free again."""
        address = begin(browser).location
        send(browser, address, FILM[:HALF])
        path = on_disk(app)
        assert browser.delete(address, headers=SPOKEN).status_code == 204
        for answer in (
            browser.head(address, headers=SPOKEN),
            send(browser, address, FILM[HALF:], HALF),
            browser.delete(address, headers=SPOKEN),
        ):
            assert answer.status_code == 404
        assert not path.exists()

    def test_what_was_kept_is_no_upload_to_throw_away(self, browser: FlaskClient) -> None:
        address = begin(browser).location
        send(browser, address, FILM)
        assert browser.delete(address, headers=SPOKEN).status_code == 403
        assert len(kept()) == 1


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


def test_nobody_waits_for_the_database_while_a_piece_arrives(browser: FlaskClient) -> None:
    address = begin(browser).location

    def slowly() -> Iterator[bytes]:
        yield FILM[:HALF]
        with db.engine.connect() as other:
            other.exec_driver_sql("PRAGMA busy_timeout = 1")
            other.exec_driver_sql("UPDATE library SET name = 'Films'")
            other.commit()
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


def test_only_its_owner_gets_at_an_upload(
    browser: FlaskClient, client: FlaskClient, user_factory: UserFactory, sign_in: SignIn
) -> None:
    address = begin(browser).location
    others = {sign_in(user_factory("Lena", "librarian")): 404, client: 401}
    for other, status in others.items():
        assert other.head(address, headers=SPOKEN).status_code == status
        assert send(other, address, FILM).status_code == status
        assert other.delete(address, headers=SPOKEN).status_code == status
    assert offset_of(browser, address) == 0


def test_whoever_may_no_longer_upload_cannot_go_on(browser: FlaskClient, ana: User) -> None:
    address = begin(browser).location
    db.session.execute(db.delete(Membership).where(Membership.user_id == ana.id))
    db.session.commit()
    assert send(browser, address, FILM).status_code == 403
    assert kept() == []


def test_another_site_cannot_send_anything(browser: FlaskClient) -> None:
    address = begin(browser).location
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert send(browser, address, FILM, **headers).status_code == 403


def test_a_file_goes_to_the_library_it_was_meant_for(
    user_factory: UserFactory, sign_in: SignIn
) -> None:
    archive = Library(slug="archive", name="Archive", default_visibility="people")
    db.session.add(archive)
    browser = sign_in(user_factory("Ula", "uploader", library=archive))
    headers = {**SPOKEN, "Upload-Length": "4", "Content-Type": tus.PIECE}
    assert browser.post("/uploads/", headers=headers, data=b"film").status_code == 403
    begun = browser.post("/uploads/?library=archive", headers=headers, data=b"film")
    assert begun.status_code == 201
    (media,) = kept()
    assert (media.library.slug, media.visibility) == ("archive", "people")


@pytest.mark.parametrize(
    ("words", "size", "sentence"),
    [({"visibility": "aliens"}, 5, "Choose who may watch it."), ({}, 0, "This file is empty.")],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(
    browser: FlaskClient, words: dict[str, str], size: int, sentence: str
) -> None:
    answer = begin(browser, size, **words)
    assert answer.status_code == 422
    assert sentence in answer.get_json(force=True)["detail"]


def test_more_than_was_said_is_not_taken(browser: FlaskClient) -> None:
    address = begin(browser, 10).location
    assert send(browser, address, FILM).status_code == 413
    assert offset_of(browser, address) == 0


class TestRoom:
    """What is said to come takes its room at once."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"person_quota_bytes": len(FILM) * 2})

    def test_a_file_that_does_not_fit_is_refused_at_the_beginning(
        self, browser: FlaskClient
    ) -> None:
        answer = begin(browser, len(FILM) * 2 + 1)
        assert answer.status_code == 413
        assert "This file does not fit." in answer.get_json(force=True)["detail"]

    def test_what_is_to_come_counts_and_gives_its_room_back(self, browser: FlaskClient) -> None:
        first = begin(browser, len(FILM) * 2)
        assert begin(browser, 1).status_code == 413
        browser.delete(first.location, headers=SPOKEN)
        address = begin(browser, len(FILM)).location
        assert send(browser, address, FILM).status_code == 204, "its own room is not in its way"
        assert begin(browser, len(FILM)).status_code == 201

    def test_room_that_is_gone_at_the_end_is_told_and_the_upload_waits(
        self, app: Flask, browser: FlaskClient, ana: User, media_factory: MediaFactory
    ) -> None:
        address = begin(browser).location
        send(browser, address, FILM[:HALF])
        media_factory("In the way", owner=ana, content=FILM * 2)
        refused = send(browser, address, FILM[HALF:], HALF)
        assert refused.status_code == 413
        assert "This file does not fit." in refused.get_json(force=True)["detail"]
        assert offset_of(browser, address) == HALF
        (other,) = kept()
        db.session.delete(other)
        db.session.commit()
        assert send(browser, address, FILM[HALF:], HALF).status_code == 204


def test_nobody_begins_without_end(browser: FlaskClient) -> None:
    for _ in range(20):
        assert begin(browser).status_code == 201
    answer = begin(browser)
    assert answer.status_code == 422
    assert "You have 20 unfinished uploads." in answer.get_json(force=True)["detail"]


class TestLimits:
    """How often somebody may ask."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        limits = {"limit_upload_per_hour": 2, "limit_change_per_minute": 1}
        return settings.model_copy(update={"rate_limits": True, **limits})

    def test_beginnings_are_counted_and_pieces_do_not_use_up_anything_else(
        self, browser: FlaskClient
    ) -> None:
        address = begin(browser).location
        for at in range(10):
            assert send(browser, address, FILM[at : at + 1], at).status_code == 204
        assert begin(browser).status_code == 201
        refused = begin(browser)
        assert refused.status_code == 429
        assert refused.headers["Tus-Resumable"] == "1.0.0"


def expire() -> None:
    values = {"expires_at": utc_now() - timedelta(seconds=1)}
    db.session.execute(db.update(IncomingUpload).values(**values))
    db.session.commit()


def test_an_upload_whose_time_is_over_is_gone_and_is_tidied_up(
    app: Flask, browser: FlaskClient
) -> None:
    address = begin(browser).location
    send(browser, address, FILM[:HALF])
    path = on_disk(app)
    expire()
    gone = browser.head(address, headers=SPOKEN)
    assert gone.status_code == 410
    assert "Upload-Offset" not in gone.headers
    assert send(browser, address, FILM[HALF:], HALF).status_code == 410
    assert tidy(app.extensions["storage"]) == 1
    assert not path.exists()
    assert browser.head(address, headers=SPOKEN).status_code == 404


def test_tidying_leaves_what_waits_and_what_was_kept(
    app: Flask, browser: FlaskClient, media_factory: MediaFactory
) -> None:
    media_factory()
    waiting = begin(browser).location
    send(browser, waiting, FILM[:HALF])
    path = on_disk(app)
    os.utime(path, (0, 0))
    assert tidy(app.extensions["storage"]) == 0, f"older than {ABANDONED_S} s, but somebody's"
    send(browser, waiting, FILM[HALF:], HALF)
    expire()
    tidy(app.extensions["storage"])
    assert path.read_bytes() == FILM


def test_each_piece_puts_the_end_off(browser: FlaskClient) -> None:
    address = begin(browser).location
    soon = utc_now() + timedelta(minutes=1)
    db.session.execute(db.update(IncomingUpload).values(expires_at=soon))
    db.session.commit()
    send(browser, address, FILM[:HALF])
    assert only_upload().expires_at > soon + timedelta(days=6)


class TestThePage:
    """The upload page tells what was not finished, and keeps what is typed meanwhile."""

    def half(self, browser: FlaskClient, **words: str) -> str:
        """Begin an upload; returns the last part of its address."""
        address = begin(browser, filename="harbour.mp4", fingerprint="abc", **words).location
        send(browser, address, FILM[:HALF])
        return address.rpartition("/")[2]

    def test_it_lists_what_was_not_finished(
        self, browser: FlaskClient, user_factory: UserFactory, sign_in: SignIn
    ) -> None:
        assert "Not finished" not in browser.get("/upload").text
        name = self.half(browser)
        page = browser.get("/upload").text
        assert "<bdi>harbour.mp4</bdi>: 50 % of 10\xa0kB had arrived." in page
        assert "It is kept until" in page
        assert f'data-address="/uploads/{name}" data-bytes="{len(FILM)}"' in page
        other = sign_in(user_factory("Ben", "uploader"))
        assert "harbour.mp4" not in other.get("/upload").text
        assert "harbour.mp4" not in other.get(f"/upload?go_on={name}").text

    def test_what_was_typed_is_there_when_she_goes_on(self, browser: FlaskClient) -> None:
        name = self.half(browser, title="Boats")
        typed = {"title": "Boats at night", "description": "In <March>.", "language": "cy"}
        browser.post(f"/upload/{name}/details", data={**typed, "visibility": "link"})
        page = browser.get(f"/upload?go_on={name}").text
        assert 'value="Boats at night"' in page
        assert "In &lt;March&gt;.</textarea>" in page
        assert '<option value="cy" selected>' in page
        assert '<option value="link" selected>' in page
        send(browser, f"/uploads/{name}", FILM[HALF:], HALF)
        (media,) = kept()
        assert (media.title, media.visibility) == ("Boats at night", "link")

    def test_what_is_typed_last_goes_to_the_video(self, browser: FlaskClient) -> None:
        name = self.half(browser, title="Boats")
        send(browser, f"/uploads/{name}", FILM[HALF:], HALF)
        said = {"title": "", "description": "In March.", "visibility": "link"}
        answer = browser.post(f"/upload/{name}/details", data=said)
        (media,) = kept()
        assert answer.location == f"/media/{media.slug}"
        assert "Your file has arrived." in browser.get(answer.location).text
        assert (media.title, media.description) == ("Boats", "In March.")
        events = set(db.session.scalars(db.select(LogEntry.event)))
        assert {"media.uploaded", "media.changed", "visibility.changed"} <= events

    def test_she_can_throw_it_away(self, app: Flask, browser: FlaskClient) -> None:
        name = self.half(browser)
        path = on_disk(app)
        answer = browser.post(f"/upload/{name}/throw-away")
        page = browser.get(answer.location).text
        assert "What had arrived was thrown away." in page
        assert "harbour.mp4" not in page
        assert not path.exists()

    def test_without_scripts_the_whole_file_takes_the_place_of_the_half(
        self, app: Flask, browser: FlaskClient
    ) -> None:
        name = self.half(browser)
        path = on_disk(app)
        form = {"file": (io.BytesIO(FILM), "harbour.mp4"), "title": "Boats"}
        assert browser.post(f"/upload?go_on={name}", data=form).status_code == 303
        (media,) = kept()
        assert media.title == "Boats"
        assert db.session.query(IncomingUpload).count() == 0
        assert not path.exists()

    def test_others_change_and_throw_away_nothing(
        self, browser: FlaskClient, user_factory: UserFactory, sign_in: SignIn
    ) -> None:
        name = self.half(browser, title="Boats")
        other = sign_in(user_factory("Lena", "librarian"))
        for verb in ("details", "throw-away"):
            assert other.post(f"/upload/{name}/{verb}", data={"title": "x"}).status_code == 404
        assert only_upload().title == "Boats"
