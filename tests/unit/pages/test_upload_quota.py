"""An upload that would not fit is refused early, in a sentence, and leaves nothing behind."""

from __future__ import annotations

import io
from itertools import chain, repeat
from threading import Barrier, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.unit import kept_files
from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from tests.unit.test_upload_stream import HEAD, Sender, send
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import Media, User

KB = 1024
QUOTA = 500 * KB


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"person_quota_bytes": QUOTA})


@pytest.fixture
def ana(user_factory: UserFactory) -> User:
    return user_factory("Ana", "uploader")


@pytest.fixture
def browser(ana: User, sign_in: SignIn) -> FlaskClient:
    return sign_in(ana)


def upload(browser: FlaskClient, size: int, key: str = "form") -> TestResponse:
    data = {"file": (io.BytesIO(b"x" * size), "talk.mp4"), "key": key, "title": "My talk"}
    return browser.post("/upload", data=data)


def test_what_fits_is_kept_and_what_does_not_is_refused_with_the_figures(
    browser: FlaskClient, app: Flask
) -> None:
    assert upload(browser, QUOTA, "one").status_code == 303
    refused = upload(browser, 1, "two")
    assert refused.status_code == 413
    assert "This file does not fit. You have used 500\xa0kB of 500\xa0kB." in refused.text
    assert "ask whoever runs this library for more room" in refused.text
    assert len(kept_files.names(app)) == 1


def test_a_large_upload_is_refused_before_it_is_read(browser: FlaskClient) -> None:
    sender = Sender([HEAD])
    answer = send(browser, sender, QUOTA + 100 * KB)
    assert answer.status_code == 413
    assert "This file does not fit." in answer.text
    assert sender.sent == 0


def test_a_stream_without_end_is_stopped_when_the_room_is_used_up(
    browser: FlaskClient, app: Flask
) -> None:
    sender = Sender(chain([HEAD], repeat(b"OggS" * 4096)))
    answer = send(browser, sender, None)
    assert answer.status_code == 413
    assert "This file does not fit." in answer.text
    assert sender.sent < 2 * QUOTA
    assert kept_files.names(app) == []


def test_two_uploads_at_once_do_not_slip_past_together(
    app: Flask, ana: User, sign_in: SignIn, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webapp.upload_stream import IncomingFile

    both_arrived = Barrier(2)
    keep = IncomingFile.keep

    def keep_when_both_arrived(self: IncomingFile) -> str:
        both_arrived.wait(30)
        return keep(self)

    monkeypatch.setattr(IncomingFile, "keep", keep_when_both_arrived)
    answers: list[TestResponse] = []
    browsers = [sign_in(ana), sign_in(ana)]
    db.session.remove()

    def try_it(browser: FlaskClient, key: str) -> None:
        with app.app_context():
            answers.append(upload(browser, QUOTA * 2 // 3, key))

    threads = [Thread(target=try_it, args=(b, k)) for b, k in zip(browsers, "ab", strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    refused = next(answer for answer in answers if answer.status_code == 422)
    assert "You have used 333" in refused.text
    assert 'value="My talk"' in refused.text
    assert db.session.query(Media).count() == 1
    assert len(kept_files.names(app)) == 1


def test_the_form_says_what_room_there_is(
    browser: FlaskClient, ana: User, media_factory: MediaFactory
) -> None:
    media_factory(owner=ana, content=b"x" * 100 * KB)
    page = browser.get("/upload").text
    assert "up to 400\xa0kB. You have used 100\xa0kB of 500\xa0kB." in page
    assert f'data-max-bytes="{400 * KB}"' in page
    media_factory(owner=ana, content=b"x" * 400 * KB)
    assert "There is no room for another file." in browser.get("/upload").text
