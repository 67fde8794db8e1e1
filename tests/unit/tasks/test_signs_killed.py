"""A worker that dies while it prepares a signed version leaves the same as one that lives.

It dies after every commit and every change in storage, one after the other. What ffmpeg does is
stood in for by small files, so that it can die often (`test_signs` has a real death).
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask import Flask
from sqlalchemy import update

from tasks import sign_checking, sign_work, signs
from tasks.tidying import tidy
from tests.unit.conftest import MediaFactory
from webapp.config import Settings
from webapp.extensions import db
from webapp.media import (
    landmarks,
    sign_measures,
    sign_rendition,
    signing_motion,
    signing_space,
    sound_sync,
)
from webapp.media.folder_storage import FolderStorage
from webapp.media.probe import AudioStream, MediaInfo, VideoStream
from webapp.media.sign_checks import Check, Extent
from webapp.media.sign_measures import Reading, Span
from webapp.media.sign_pictures import Bars
from webapp.media.sign_rendition import Size
from webapp.media.signing_motion import GRID, Motion
from webapp.media.signing_proof import Crop
from webapp.media.signing_space import Space
from webapp.media.sound_sync import Fit
from webapp.models import Job, Media, SignActivity, SignTrack
from webapp.models.lease import Lease

pytestmark = pytest.mark.without("s3", reason="it dies at changes in a folder")


class Killed(BaseException):
    """The power is cut."""


class Fate:
    """Kills the worker at the n-th change that outlives it."""

    def __init__(self) -> None:
        self.left = 0

    def passes(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Killed

    def after(self, done: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*args: Any, **kwargs: Any) -> Any:
            result = done(*args, **kwargs)
            self.passes()
            return result

        return watched


@pytest.fixture
def fate(monkeypatch: pytest.MonkeyPatch) -> Fate:
    fate = Fate()
    for owner, name in ((Lease, "_commit"), (FolderStorage, "release"), (FolderStorage, "delete")):
        monkeypatch.setattr(owner, name, fate.after(getattr(owner, name)))
    publish = FolderStorage.publish

    @contextmanager
    def published(storage: FolderStorage, name: str) -> Iterator[Path]:
        with publish(storage, name) as target:
            yield target
        fate.passes()

    monkeypatch.setattr(FolderStorage, "publish", published)
    return fate


INFO = MediaInfo(
    kind="video", container="mov,mp4", duration_ms=4000, duration_declared=True, start_ms=0,
    video=VideoStream(0, "h264", "High", "yuv420p", 640, 480, 0, 25.0, False, ""),
    video_streams=1, audio=(AudioStream(1, "aac", 1, "mono", 16000, None, "", True),), subtitles=(),
)  # fmt: skip
MOTION = Motion(
    levels=bytes(200 if 10 < n < 40 else 0 for n in range(50)),
    seconds=bytes([255] * (GRID * GRID // 8) * 4),
    sway=np.ones((GRID, GRID), np.float32),
)
FOUND = (
    Check("brightness", "should", False, 12.0, 30.0, "luma", (1000, 2000)),
    Check("size", "should", True, 480.0, 240.0, "px"),
)
SHARE = 0.3


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, fate: Fate) -> None:
    """Everything that ffmpeg would do, in no time: files that say what they are."""

    def writes(words: Callable[..., str], answer: Any) -> Callable[..., Any]:
        def make(source: Path, target: Path, *args: Any, **kwargs: Any) -> Any:
            target.write_text(words(*args, **kwargs))
            fate.passes()
            return answer

        return make

    monkeypatch.setattr(sign_work, "probe", lambda path, **_: INFO)
    monkeypatch.setattr(signs, "probe", lambda path, **_: INFO)
    monkeypatch.setattr(sign_measures, "measure", lambda *_, **__: Measured())
    monkeypatch.setattr(signing_motion, "measure", lambda *_, **__: MOTION)
    monkeypatch.setattr(landmarks, "installed", lambda: False)
    monkeypatch.setattr(
        signs, "judge", lambda *_, **given: FOUND[: 3 if given.get("extent") else 2]
    )
    monkeypatch.setattr(sign_checking, "stretches", lambda motion: [Span(800, 3200)])
    space = Space(Crop(0.1, 0, 0.8, 1), Reading(0, ()), SHARE, Reading(0, ()))
    monkeypatch.setattr(signing_space, "find", lambda *_, **__: space)
    monkeypatch.setattr(sound_sync, "fit", lambda *_, **__: Fit(120, 1.001, 0.9))
    full = writes(lambda info, *, crop, **_: f"full {crop}", Size(640, 480))
    monkeypatch.setattr(sign_rendition, "make_full", full)
    monkeypatch.setattr(sign_rendition, "make_small", writes(lambda *_, **__: "small", None))
    strip = writes(lambda info, times, **_: f"strip {times}", [500, 1500])
    monkeypatch.setattr(sign_rendition, "make_strip", strip)
    still = writes(lambda info, ms, **_: f"still at {ms}", True)
    monkeypatch.setattr(sign_rendition, "make_still", still)
    monkeypatch.setattr(sign_checking, "make_still", still)


def judged(measures: object, *, extent: Extent | None = None, **_: object) -> tuple[Check, ...]:
    if extent is None:
        return (*FOUND, Check("signer_size", "should", None, None, 0.167, "share"))
    share = round(extent.signer_share, 3)
    return (*FOUND, Check("signer_size", "should", True, share, 0.167, "share"))


class Measured:
    bars = Bars(0.0, 0.1, 0.0, 0.1)


@pytest.fixture
def kept(app: Flask) -> FolderStorage:
    found: FolderStorage = app.extensions["storage"]
    return found


def sent(kept: FolderStorage, media: Media) -> SignTrack:
    name = kept.save(io.BytesIO(b"film"), ".mp4", unchecked=True)
    track = SignTrack.receive(
        media=media, language="bfi", nature="translation", title="Dora", original_name="d.mp4",
        file=name, bytes=4,
    )  # fmt: skip
    db.session.commit()
    return track


def work_on(app: Flask, track: SignTrack) -> None:
    """What a worker does that has just begun: it finds the job free."""
    job_id = track.job_id
    db.session.rollback()
    sign_checking.forget()
    db.session.execute(update(Job).where(Job.id == job_id).values(lease_until_ms=0, attempts=0))
    db.session.commit()
    try:
        app.extensions["run_job"].call_local(job_id)
    finally:
        db.session.rollback()
        db.session.expire_all()


def outcome(kept: FolderStorage, track: SignTrack) -> dict[str, object]:
    """All that people get to see of it: what files hold, not what they are called."""

    def held(name: str) -> str:
        return kept.path(name).read_text() if name else ""

    activity = SignActivity.of(track.id)
    return {
        "job": (track.job.state, track.job.error) if track.job else None,
        "files": [held(name) for name in (track.source, track.file, track.small, track.strip)],
        "poster": held(track.poster),
        "strip": track.strip_ms,
        "size": (track.width, track.height, track.duration_ms),
        "crop": (track.crop, track.suggested_crop),
        "fit": (track.offset_ms, track.rate, track.fitted, track.confidence, track.version),
        "active": activity.stretches if activity else None,
        "checks": [(row.name, row.ok, row.value, held(row.still)) for row in track.checks],
    }


def files_after_tidying(kept: FolderStorage, root: Path) -> set[str]:
    for path in root.rglob("*.*"):
        os.utime(path, (0, 0))
    tidy(kept)
    found = (path for path in (root / "media").rglob("*.*") if path.is_file())
    return {path.name for path in found}


@contextmanager
def killed_at(fate: Fate, number: int) -> Iterator[list[bool]]:
    died: list[bool] = []
    fate.left = number
    try:
        yield died
    except Killed:
        died.append(True)
    fate.left = 0


def test_a_worker_killed_after_any_change_leaves_what_a_living_one_leaves(
    app: Flask, kept: FolderStorage, media_factory: MediaFactory, fate: Fate, settings: Settings
) -> None:
    undisturbed = sent(kept, media_factory())
    work_on(app, undisturbed)
    expected = outcome(kept, undisturbed)
    assert expected["job"] == ("done", "")
    assert expected["fit"] == (120, 1.001, "sound", 0.9, 2)
    deaths = 0
    while True:
        track = sent(kept, media_factory())
        with killed_at(fate, deaths + 1) as died:
            work_on(app, track)
        if not died:
            break
        deaths += 1
        work_on(app, track)
        assert outcome(kept, track) == expected, f"after the change number {deaths}"
    assert deaths > 15
    named = {Path(name).name for each in Media.query.all() for name in each.files}
    assert files_after_tidying(kept, settings.data_dir) == named


def test_viewers_have_the_old_until_there_is_the_new(
    app: Flask, kept: FolderStorage, media_factory: MediaFactory, fate: Fate
) -> None:
    undisturbed = sent(kept, media_factory())
    work_on(app, undisturbed)
    undisturbed.crop_to([0, 0, 1, 1])
    db.session.commit()
    work_on(app, undisturbed)
    expected = outcome(kept, undisturbed)
    deaths = 0
    while True:
        track = sent(kept, media_factory())
        work_on(app, track)
        track.crop_to([0, 0, 1, 1])
        db.session.commit()
        with killed_at(fate, deaths + 1) as died:
            work_on(app, track)
        for name in track.files:
            assert kept.path(name).is_file(), f"after the change number {deaths + 1}"
        if not died:
            break
        deaths += 1
        work_on(app, track)
        assert outcome(kept, track) == expected, f"after the change number {deaths}"
    assert deaths > 8
