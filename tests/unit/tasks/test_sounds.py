"""The sound picture is made after the captions, and nobody is troubled where it cannot be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from flask import Flask
from sqlalchemy import select

from tasks import listening
from tasks.engines import EngineUnavailable
from tests.unit.conftest import MediaFactory
from tests.unit.tasks.sounds import noise, say, silence, write_wav
from tests.unit.tasks.test_pipeline import upload
from webapp.extensions import db
from webapp.models import Job, Media, SoundPicture
from webapp.models.sound_picture import SOUND


def sound_jobs() -> list[Job]:
    return list(db.session.scalars(select(Job).where(Job.kind == SOUND.name).order_by(Job.id)))


def do(app: Flask, job: Job) -> None:
    job_id = job.id
    db.session.commit()  # a worker has its own session
    app.extensions["run_job"].call_local(job_id)
    db.session.refresh(job)


@pytest.fixture
def prepared(app: Flask, tmp_path: Path) -> Media:
    """An upload that was prepared a moment ago: silence, a sentence, noise."""
    sound = np.concatenate([silence(2), say("Welcome to the weekly meeting."), noise(3)])
    media = upload(app, write_wav(tmp_path / "said.wav", sound))
    storage = app.extensions["storage"]
    media.file = storage.release(media.file)
    media.has_audio, media.kind = True, "audio"
    media.duration_ms = len(sound) // 16
    media.jobs[0].state, media.jobs[0].step = "done", "ready"
    db.session.commit()
    return media


def test_what_was_prepared_gets_its_picture(app: Flask, prepared: Media) -> None:
    SoundPicture.ask_for_next()
    (job,) = sound_jobs()
    do(app, job)
    assert (job.state, job.error) == ("done", "")
    picture = SoundPicture.of(prepared.id)
    assert picture is not None
    assert [kind for kind, _, _ in picture.stretches] == ["silence", "speech", "sound"]
    assert picture.stretches[-1][2] == prepared.duration_ms
    assert len(picture.loudness) == -(-prepared.duration_ms // 100)
    assert max(picture.loudness[:15]) == 0 < min(picture.loudness[-10:-1])


def test_it_is_asked_for_once(app: Flask, prepared: Media) -> None:
    SoundPicture.ask_for_next()
    SoundPicture.ask_for_next()
    (job,) = sound_jobs()
    do(app, job)
    SoundPicture.ask_for_next()
    assert sound_jobs() == [job]


def test_an_upload_that_waits_comes_first(prepared: Media, media_factory: MediaFactory) -> None:
    waiting = media_factory(state="queued")
    SoundPicture.ask_for_next()
    assert sound_jobs() == []
    waiting.jobs[0].state = "done"
    db.session.commit()
    SoundPicture.ask_for_next()
    assert len(sound_jobs()) == 1


def test_older_media_follow_one_after_another(app: Flask, media_factory: MediaFactory) -> None:
    media_factory(), media_factory()
    SoundPicture.ask_for_next()
    SoundPicture.ask_for_next()
    (first,) = sound_jobs()
    do(app, first)
    SoundPicture.ask_for_next()
    assert len(sound_jobs()) == 2


def test_what_has_no_sound_gets_none(media_factory: MediaFactory) -> None:
    media_factory().has_audio = False
    db.session.commit()
    SoundPicture.ask_for_next()
    assert sound_jobs() == []


def test_where_it_fails_the_media_stays_good(
    app: Flask, prepared: Media, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_settings: object) -> Path:
        raise EngineUnavailable("The model that tells speech from other sound is missing.")

    monkeypatch.setattr(listening, "vad_model", missing)
    SoundPicture.ask_for_next()
    (job,) = sound_jobs()
    do(app, job)
    assert job.state == "failed"
    assert job.error.startswith("The model")
    assert prepared.job is not None
    assert prepared.job.state == "done"
    SoundPicture.ask_for_next()
    assert sound_jobs() == [job]
    monkeypatch.undo()  # whoever runs it has mended it, and says 'manage.py media sounds'
    assert SoundPicture.forget_failures() == 1
    SoundPicture.ask_for_next()
    do(app, sound_jobs()[0])
    assert SoundPicture.is_there(prepared.id)


def test_doing_it_again_changes_nothing(app: Flask, prepared: Media) -> None:
    db.session.add(SoundPicture(media_id=prepared.id, loudness=b"\1", stretches=[]))
    db.session.commit()
    job = Job.add(SOUND)
    job.media_id = prepared.id
    do(app, job)
    assert job.state == "done"
    picture = SoundPicture.of(prepared.id)
    assert picture is not None
    assert picture.loudness == b"\1"
