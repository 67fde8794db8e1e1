"""What was not finished waits, can be gone on with or thrown away, and ends."""

from __future__ import annotations

import io
import os
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tasks.tidying import ABANDONED_S, tidy
from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from tests.unit.pages.uploads.sending import (
    FILM,
    HALF,
    SPOKEN,
    begin,
    kept,
    on_disk,
    only_upload,
    send,
)
from webapp.extensions import db
from webapp.models import IncomingUpload, LogEntry
from webapp.models.clock import utc_now

pytestmark = pytest.mark.without("s3", reason="an object store takes uploads in parts")


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
