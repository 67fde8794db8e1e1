"""The store is away for a while, or cannot be used at all."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.faults.proxy import ERROR_500, Fault, Plan, Proxy
from tests.unit.conftest import MediaFactory
from tests.unit.tasks.in_a_bucket.reaching import names, only_media, work
from tests.unit.tasks.test_media import tone
from webapp import create_app, stored_files
from webapp.config import Settings, UnsafeSettings
from webapp.extensions import db
from webapp.media.object_storage import ObjectStorage
from webapp.models import Media

AWAY = "cannot be reached just now"


def test_work_waits_for_the_store_and_is_done_when_it_is_back(
    app: Flask, storage: ObjectStorage, ana: FlaskClient, line: Proxy
) -> None:
    assert ana.post("/upload", data={"file": (io.BytesIO(tone()), "hum.wav")}).status_code == 303
    media = only_media()
    storage._cache.sweep(-3600)
    faults = (ERROR_500, Fault(refuse=True), Fault(silent=True))
    for times, fault in enumerate(faults, 1):
        line.plan = Plan(usual=fault)
        line.break_all()
        job = work(app, media)
        assert (job.state, job.postponed) == ("queued", times)
        assert AWAY in job.error
    line.plan = Plan()
    line.break_all()
    job = work(app, media)
    assert (job.state, job.error) == ("done", "")
    assert names(storage) == [media.file]


def test_what_could_not_be_kept_is_said_and_leaves_nothing(
    storage: ObjectStorage, ana: FlaskClient, line: Proxy
) -> None:
    line.plan = Plan(usual=ERROR_500)
    line.break_all()
    answer = ana.post(
        "/upload",
        data={
            "file": (io.BytesIO(tone()), "hum.wav"),
        },
    )
    assert answer.status_code == 503
    assert AWAY in answer.text
    line.plan = Plan()
    line.break_all()
    assert names(storage) == []
    assert db.session.scalars(db.select(Media)).all() == []


def test_a_page_that_needs_the_store_says_that_it_is_away(
    app: Flask, storage: ObjectStorage, media_factory: MediaFactory, line: Proxy
) -> None:
    media = media_factory()
    storage._links = False
    line.plan = Plan(usual=ERROR_500)
    line.break_all()
    answer = app.test_client().get(
        f"/media/{media.slug}/play", headers={"Accept": "application/json"}
    )
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert AWAY in answer.json["detail"]
    assert int(answer.headers["Retry-After"]) > 0


def test_without_keys_it_does_not_start(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(UnsafeSettings, match="no other keys for the object store were found"):
        create_app(settings.model_copy(update={"s3_access_key": "", "s3_secret": ""}))


def test_a_store_that_fails_again_and_again_is_left_alone(settings: Settings, line: Proxy) -> None:
    app = create_app(settings.model_copy(update={"breaker_failures": 2}))
    storage = app.extensions["storage"]
    name = storage.new_name(".mp4")
    line.plan = Plan(usual=ERROR_500)
    line.break_all()
    for _time in range(2):
        with pytest.raises(stored_files.StorageAway):
            storage.size(name)
    seen = line.seen
    with pytest.raises(stored_files.StorageAway) as away:
        storage.size(name)
    assert line.seen == seen, "it was asked all the same"
    assert away.value.wait_s > 0
