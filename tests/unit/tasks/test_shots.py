"""A reviewer gets the cuts of what she works on; a stopped worker does not begin anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from tasks import shots
from tests.unit.conftest import MediaFactory
from tests.unit.media.test_shots import made_video
from tests.unit.tasks.test_pipeline import upload
from tests.unit.tasks.test_sounds import do
from webapp.extensions import db
from webapp.models import Job, Media, Shots, looking
from webapp.models.shots import SHOTS


def jobs() -> list[Job]:
    return list(db.session.scalars(select(Job).where(Job.kind == SHOTS.name).order_by(Job.id)))


def one_more(media: Media) -> Job:
    job = Job.add(SHOTS)
    job.media_id = media.id
    db.session.commit()
    return job


@pytest.fixture
def prepared(app: Flask, tmp_path: Path) -> Media:
    """A video of four scenes of two seconds that was prepared a moment ago."""
    media = upload(app, made_video(tmp_path / "scenes.mp4"))
    media.file = app.extensions["storage"].release(media.file)
    media.has_audio, media.kind, media.duration_ms = True, "video", 8000
    media.jobs[0].state, media.jobs[0].step = "done", "ready"
    db.session.commit()
    return media


def test_what_was_prepared_gets_its_cuts(app: Flask, prepared: Media) -> None:
    assert Shots.cuts(prepared.id) == (None, 40.0)
    Shots.ask_for_next()
    (job,) = jobs()
    do(app, job)
    assert (job.state, job.error) == ("done", "")
    assert Shots.cuts(prepared.id) == ([2000, 4000, 6000], 40.0)
    Shots.ask_for_next()
    assert jobs() == [job]


def test_a_stopped_worker_goes_on_where_it_was(
    app: Flask, prepared: Media, monkeypatch: pytest.MonkeyPatch
) -> None:
    db.session.add(Shots(media_id=prepared.id, frame_ms=40.0, times=[1500], seen_ms=4000))
    db.session.commit()
    assert Shots.of(prepared.id) is None, "what is half made is not used"
    monkeypatch.setattr(shots, "KEEP_EVERY_MS", 500)
    do(app, one_more(prepared))
    assert Shots.cuts(prepared.id).shots_ms == [1500, 4000, 6000]
    do(app, one_more(prepared))
    assert Shots.cuts(prepared.id).shots_ms == [1500, 4000, 6000]


def test_what_was_found_is_kept_on_the_way(
    app: Flask, prepared: Media, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shots, "KEEP_EVERY_MS", 500)
    kept: list[tuple[int, list[int]]] = []
    keep = shots._keep

    def watched(lease: object, info: object, times: list[int], ms: int, *, complete: bool) -> None:
        kept.append((ms, list(times)))
        keep(lease, info, times, ms, complete=complete)  # type: ignore[arg-type]

    monkeypatch.setattr(shots, "_keep", watched)
    do(app, one_more(prepared))
    assert [2000] in [times for ms, times in kept if 2000 < ms < 4000]
    assert kept[-1] == (8000, [2000, 4000, 6000])


def test_a_flash_is_no_shot(app: Flask, prepared: Media, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shots, "FLASH_MS", 2500)
    do(app, one_more(prepared))
    assert Shots.cuts(prepared.id).shots_ms == [2000, 6000]


def test_sound_has_no_cuts_and_a_broken_file_troubles_nobody(
    app: Flask, media_factory: MediaFactory
) -> None:
    media = media_factory()
    media.kind = "audio"
    db.session.commit()
    Shots.ask_for_next()
    assert jobs() == []
    media.kind = "video"
    db.session.commit()
    Shots.ask_for_next()
    (job,) = jobs()
    do(app, job)
    assert job.state == "failed"
    assert Shots.cuts(media.id).shots_ms is None
    Shots.ask_for_next()
    assert jobs() == [job], "what failed is not tried again by itself"
    assert looking.forget_failures(SHOTS) == 1
    Shots.ask_for_next()
    assert len(jobs()) == 1


def test_they_go_with_their_media(app: Flask, prepared: Media) -> None:
    db.session.add(Shots(media_id=prepared.id, frame_ms=40.0, times=[], seen_ms=0))
    db.session.commit()
    db.session.delete(prepared)
    db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(Shots)) == 0
