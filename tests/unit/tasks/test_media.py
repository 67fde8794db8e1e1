"""What strangers send waits in quarantine until it was checked, whatever dies meanwhile."""

from __future__ import annotations

import io
import wave

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit import kept_files
from tests.unit.conftest import SignIn, UserFactory
from webapp.extensions import db
from webapp.media import MediaError, probe
from webapp.models import Job, Media
from webapp.models.lease import Lease

NOTES = b"just some notes"


def tone(seconds: float = 0.5) -> bytes:
    data = io.BytesIO()
    with wave.open(data, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(b"\0\1" * int(seconds * 16_000))
    return data.getvalue()


@pytest.fixture
def ana(user_factory: UserFactory, sign_in: SignIn) -> FlaskClient:
    """The browser of somebody who may upload."""
    return sign_in(user_factory("Ana", "uploader"))


def upload(browser: FlaskClient, content: bytes) -> Media:
    assert browser.post("/upload", data={"file": (io.BytesIO(content), "talk.wav")}).location
    media: Media = db.session.scalars(db.select(Media)).one()
    media.visibility = "public"
    db.session.commit()
    return media


def work(app: Flask, media: Media) -> Job:
    job_id = media.jobs[0].id
    db.session.commit()
    app.extensions["run_job"].call_local(job_id)
    db.session.expire_all()
    return media.jobs[0]


def test_an_upload_gets_its_place_when_it_was_checked(app: Flask, ana: FlaskClient) -> None:
    media = upload(ana, tone())
    assert media.is_quarantined
    assert kept_files.names(app) == [media.file]
    assert work(app, media).state == "done"
    assert not media.is_quarantined
    assert kept_files.names(app) == [media.file]


def test_what_is_not_media_goes_back_to_its_owner_and_is_played_to_nobody(
    app: Flask, ana: FlaskClient, client: FlaskClient
) -> None:
    media = upload(ana, NOTES)
    assert work(app, media).state == "failed"
    assert media.is_quarantined
    address = f"/media/{media.slug}"
    assert ana.get(f"{address}/original").data == NOTES
    assert "Save the file that was uploaded" in ana.get(address).text
    assert client.get(address).status_code == 200
    assert f"{address}/original" not in client.get(address).text
    assert client.get(f"{address}/original").status_code == 404
    for browser in (ana, client):
        assert browser.get(f"{address}/play").status_code == 404


def test_an_upload_that_nobody_has_checked_yet_is_played_to_nobody(
    ana: FlaskClient, client: FlaskClient
) -> None:
    media = upload(ana, tone())
    for browser in (ana, client):
        assert browser.get(f"/media/{media.slug}/play").status_code == 404
    assert client.get(f"/media/{media.slug}/original").status_code == 404


def test_what_failed_is_still_there_to_be_tried_again(
    app: Flask, ana: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise MediaError("The machine was too busy. Try again.")

    media = upload(ana, tone())
    with monkeypatch.context() as patch:
        patch.setattr(probe, "probe", busy)
        assert work(app, media).error == "The machine was too busy. Try again."
    assert media.is_quarantined
    assert ana.post(f"/media/{media.slug}/retry").status_code == 303
    assert work(app, media).state == "done"
    assert not media.is_quarantined


def test_a_worker_that_dies_after_moving_a_file_costs_nothing(
    app: Flask, ana: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise SystemExit

    media = upload(ana, tone())
    with monkeypatch.context() as patch:
        patch.setattr(Lease, "complete_step", die)
        with pytest.raises(SystemExit):
            work(app, media)
    db.session.rollback()
    assert media.is_quarantined, "nothing was committed"
    assert kept_files.names(app) == [media.file.removeprefix("quarantine/")], (
        "but the file was moved"
    )
    assert ana.get(f"/media/{media.slug}/original").data == tone()
    media.jobs[0].lease_until_ms = 0
    assert work(app, media).state == "done"
    assert kept_files.names(app) == [media.file]


def test_a_worker_that_lost_the_job_leaves_the_file_where_the_next_one_looks(
    app: Flask, ana: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = probe.probe

    def look_slowly(*args: object, **options: object) -> probe.MediaInfo:
        db.session.execute(db.update(Job).values(token="another worker"))
        db.session.commit()
        return look(*args, **options)  # type: ignore[arg-type]

    media = upload(ana, tone())
    monkeypatch.setattr(probe, "probe", look_slowly)
    assert work(app, media).state == "running"
    assert media.is_quarantined
    assert kept_files.content(app, media.file) == tone()
