"""A reviewer gets the waveform of what she works on; a stopped worker does not begin anew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from flask import Flask
from sqlalchemy import func, select

from tasks import waveforms
from tests.unit.conftest import MediaFactory
from tests.unit.tasks.sounds import hum, silence, write_wav
from tests.unit.tasks.test_pipeline import upload
from tests.unit.tasks.test_sounds import do
from webapp.extensions import db
from webapp.media.peaks import BYTES, FULL
from webapp.models import Job, Media, SoundPicture, Waveform, WaveformPart
from webapp.models.sound_picture import SOUND
from webapp.models.waveform import PART_STEPS, WAVEFORM


def jobs() -> list[Job]:
    wanted = select(Job).where(Job.kind == WAVEFORM.name).order_by(Job.id)
    return list(db.session.scalars(wanted))


def ask_and_do(app: Flask) -> Job:
    Waveform.ask_for_next()
    (job,) = jobs()
    do(app, job)
    return job


def one_more(media: Media) -> Job:
    job = Job.add(WAVEFORM)
    job.media_id = media.id
    db.session.commit()
    return job


@pytest.fixture
def prepared(app: Flask, tmp_path: Path) -> Media:
    """An upload that was prepared a moment ago: a second of silence, 44 of hum, half of silence."""
    sound = np.concatenate([silence(1), hum(44), silence(0.5)])
    media = upload(app, write_wav(tmp_path / "hum.wav", sound))
    media.file = app.extensions["storage"].release(media.file)
    media.has_audio, media.kind = True, "audio"
    media.duration_ms = len(sound) // 16
    media.jobs[0].state, media.jobs[0].step = "done", "ready"
    db.session.commit()
    return media


def sizes(media: Media, first: int, after: int) -> list[int]:
    """How far each step swings."""
    both = np.frombuffer(Waveform.peaks(media.id, first, after), dtype=np.int8)
    return np.abs(both.astype(int)).reshape(-1, BYTES).max(axis=1).tolist()


def test_what_was_prepared_gets_its_waveform(app: Flask, prepared: Media) -> None:
    job = ask_and_do(app)
    assert (job.state, job.error) == ("done", "")
    waveform = Waveform.of(prepared.id)
    assert waveform is not None
    assert len(waveform.key) == 8
    assert waveform.loudest == pytest.approx(FULL * float(np.abs(hum(1)).max()) ** 0.5, abs=2)
    assert set(sizes(prepared, 0, 100)) == {0}
    assert min(sizes(prepared, 101, 4499)) > 50
    assert set(sizes(prepared, 4501, 4550)) == {0}
    assert len(Waveform.peaks(prepared.id, 4000, 9000)) == (4550 - 4000) * BYTES
    assert Waveform.peaks(prepared.id, 9000, 9100) == b""
    over_the_seam = sizes(prepared, PART_STEPS - 5, PART_STEPS + 5)
    assert len(over_the_seam) == 10
    assert min(over_the_seam) > 50


def test_a_stopped_worker_costs_a_part(
    app: Flask, prepared: Media, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_and_do(app)
    whole = Waveform.peaks(prepared.id, 0, 5000)
    key = db.session.get_one(Waveform, prepared.id).key
    db.session.delete(db.session.get_one(WaveformPart, (prepared.id, 1)))
    db.session.get_one(Waveform, prepared.id).key = ""
    db.session.commit()
    assert Waveform.of(prepared.id) is None, "what is half made is not shown"

    begun = []
    read = waveforms.read_pcm

    def watched(path: Path, **options: object) -> object:
        begun.append(options["start_ms"])
        return read(path, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(waveforms, "read_pcm", watched)
    do(app, one_more(prepared))
    assert begun == [PART_STEPS * 10]
    assert Waveform.peaks(prepared.id, 0, 5000) == whole
    assert db.session.get_one(Waveform, prepared.id).key == key
    again = one_more(prepared)
    do(app, again)
    assert again.state == "done"
    assert len(begun) == 1, "what is there is not made again"


def test_one_look_at_a_time_and_older_media_follow(app: Flask, media_factory: MediaFactory) -> None:
    media_factory(), media_factory()
    SoundPicture.ask_for_next()
    Waveform.ask_for_next()
    assert jobs() == [], "a worker stays free for uploads"
    sound = db.session.scalars(select(Job).where(Job.kind == SOUND.name)).one()
    do(app, sound)
    Waveform.ask_for_next()
    Waveform.ask_for_next()
    assert len(jobs()) == 1
    do(app, jobs()[0])
    Waveform.ask_for_next()
    assert len(jobs()) == 2


def test_where_it_fails_the_media_stays_good(app: Flask, media_factory: MediaFactory) -> None:
    media = media_factory()
    job = ask_and_do(app)
    assert job.state == "failed"
    assert media.job is not None
    assert media.job.state == "done"
    Waveform.ask_for_next()
    assert jobs() == [job]
    assert Waveform.of(media.id) is None


def test_what_has_no_sound_gets_none(media_factory: MediaFactory) -> None:
    media_factory().has_audio = False
    db.session.commit()
    Waveform.ask_for_next()
    assert jobs() == []


def test_it_goes_with_its_media(app: Flask, prepared: Media) -> None:
    ask_and_do(app)
    db.session.delete(prepared)
    db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(WaveformPart)) == 0
    assert db.session.scalar(select(func.count()).select_from(Waveform)) == 0
