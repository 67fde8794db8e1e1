"""Dora's signing is examined and made playable; a worker that dies on the way costs nobody any."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tasks.sign_work import MEDIA_IS_UNCHECKED
from tests.unit import kept_files
from tests.unit.conftest import MediaFactory
from tests.unit.media.signer_clips import faulty, signer
from tests.unit.tasks.test_worker import fresh, kill, until, worker
from webapp.config import Settings
from webapp.events import sign_ready
from webapp.extensions import db
from webapp.media import MediaError, landmarks
from webapp.media.probe import MediaInfo, probe
from webapp.media.sightings import Sighting
from webapp.media.signing_proof import WHOLE
from webapp.media.storage import Storage, is_quarantined
from webapp.models import Job, Media, SignActivity, SignTrack
from webapp.models.job import PREPARE
from webapp.models.sign_track import GONE
from webapp.sign_check_words import sentence_of


@pytest.fixture(scope="session")
def dora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """She signs for three seconds."""
    return signer(tmp_path_factory.mktemp("dora") / "dora.mp4", 3)


@pytest.fixture
def storage(app: Flask) -> Storage:
    found: Storage = app.extensions["storage"]
    return found


@pytest.fixture
def media(media_factory: MediaFactory) -> Media:
    return media_factory("The lighthouse")


def send(storage: Storage, media: Media, path: Path) -> SignTrack:
    with path.open("rb") as stream:
        name = storage.save(stream, path.suffix, unchecked=True)
    track = SignTrack.receive(
        media=media,
        language="bfi",
        nature="translation",
        title="Dora Smith",
        original_name=path.name,
        file=name,
        bytes=path.stat().st_size,
    )
    db.session.commit()
    return track


def prepare(app: Flask, track: SignTrack) -> SignTrack:
    db.session.commit()
    job_id = track.job_id
    db.session.commit()  # a worker has its own session
    app.extensions["run_job"].call_local(job_id)
    db.session.expire_all()
    return track


def test_what_dora_sends_is_judged_and_made_playable(
    app: Flask, storage: Storage, media: Media, dora: Path
) -> None:
    told: list[int] = []
    sign_ready.connect(lambda _app, track_id: told.append(track_id), app, weak=False)
    track = prepare(app, send(storage, media, dora))
    assert track.job is not None
    assert (track.job.state, track.job.error) == ("done", "")
    assert told == [track.id]
    assert not is_quarantined(track.source)
    with storage.local(track.file) as path:
        made = probe(path)
    assert made.video is not None
    assert (made.video.width, made.video.height, made.video.frame_rate) == (320, 240, 25)
    assert (track.width, track.height, track.duration_ms, track.small) == (320, 240, 3000, "")
    assert storage.size(track.poster) > 1000
    assert 12 <= len(track.strip_ms) <= 40
    activity = SignActivity.of(track.id)
    assert activity is not None
    assert activity.stretches
    checks = {row.name: row for row in track.checks}
    assert checks["frame_rate"].ok
    assert checks["signer_size"].ok is not None
    assert not track.offered, "somebody has to publish it"
    failed = [row for row in track.checks if row.ok is False and row.at_ms]
    assert all(kept_files.is_kept(app, row.still) for row in failed)


def test_bars_are_left_out_and_another_crop_is_prepared_from_what_was_sent(
    app: Flask, storage: Storage, media: Media, dora: Path, tmp_path: Path
) -> None:
    track = prepare(app, send(storage, media, faulty(dora, tmp_path / "b.mp4", "letterboxed")))
    assert track.crop == pytest.approx([0, 0.125, 1, 0.75], abs=0.02)
    assert track.width == 320
    assert track.height == pytest.approx(180, abs=4)
    before = track.files
    checks = {row.name: (row.value, row.still) for row in track.checks}
    track.crop_to([0.25, 0.125, 0.5, 0.75])
    prepare(app, track)
    assert (track.width, track.height) == (160, 180)
    new = {track.file, track.poster, track.strip}
    assert not new & set(before)
    gone = set(before) - set(track.files)
    assert len(gone) == 3
    assert not any(kept_files.is_kept(app, name) for name in gone)
    again = {row.name: (row.value, row.still) for row in track.checks}
    assert {name for name in checks if checks[name] != again[name]} <= {"signer_size"}
    assert (again["signer_size"][0] or 0) > (checks["signer_size"][0] or 0)
    track.crop_to(WHOLE)
    prepare(app, track)
    assert (track.width, track.height) == (320, 240), "who wants the whole gets the bars, too"


def sees(monkeypatch: pytest.MonkeyPatch, out_from_ms: int | None) -> None:
    """Stand in for the extra: from a time on her hands are out of the picture (None: it fails)."""

    def sightings(_path: Path, info: MediaInfo, **_: object) -> list[Sighting]:
        if out_from_ms is None:
            raise MediaError("What finds hands has stopped. Try again later.")
        return [
            Sighting(ms, hands=((0.5, 0.6),), wrists=((0.5, 0.6),), sure=(0.9,), face=None)
            if ms < out_from_ms
            else Sighting(ms, hands=(), wrists=((0.5, 1.2),), sure=(0.9,), face=None)
            for ms in range(0, info.duration_ms, 500)
        ]

    monkeypatch.setattr(landmarks, "installed", lambda: True)
    monkeypatch.setattr(landmarks, "sightings", sightings)


def test_hands_that_leave_the_picture_are_told_where_they_can_be_found(
    app: Flask, storage: Storage, media: Media, dora: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sees(monkeypatch, out_from_ms=1000)
    track = prepare(app, send(storage, media, dora))
    (hands,) = (row for row in track.checks if row.name == "hands")
    assert hands.ok is False
    assert (hands.value or 0) > 0.5
    assert hands.at_ms[0] == 1000
    assert kept_files.is_kept(app, hands.still)
    activity = SignActivity.of(track.id)
    assert activity is not None
    assert activity.stretches[-1][1] == 1000, "what moves without hands is no signing"


@pytest.mark.parametrize("is_installed", [False, True])
def test_where_hands_cannot_be_found_the_report_says_so_and_all_else_is_there(
    app: Flask,
    storage: Storage,
    media: Media,
    dora: Path,
    monkeypatch: pytest.MonkeyPatch,
    is_installed: bool,
) -> None:
    sees(monkeypatch, out_from_ms=None)
    monkeypatch.setattr(landmarks, "installed", lambda: is_installed)
    track = prepare(app, send(storage, media, dora))
    assert track.job is not None
    assert track.job.state == "done"
    checks = {row.name: row for row in track.checks}
    assert checks["hands"].ok is None
    assert "did not work" in sentence_of(checks["hands"])
    assert checks["signer_size"].ok is not None


def test_what_is_no_video_is_refused_and_stays_in_quarantine(
    app: Flask, storage: Storage, media: Media, tmp_path: Path
) -> None:
    page = tmp_path / "page.mp4"
    page.write_text("<p>Not a video.</p>")
    track = prepare(app, send(storage, media, page))
    assert track.job is not None
    assert track.job.state == "failed"
    assert track.job.error.startswith("This is not a video or audio file that we can read.")
    assert is_quarantined(track.source)
    assert kept_files.content(app, track.source) == b"<p>Not a video.</p>"
    assert track.checks == []


def with_tone(path: Path, picture: Path | None = None) -> Path:
    """Six seconds of noise that comes and goes; with a picture, it is that of a signer."""
    sound = ["-f", "lavfi", "-i", "anoisesrc=seed=7:d=6,volume='0.1+abs(sin(3*t*t))':eval=frame"]
    seen = ["-stream_loop", "-1", "-i", str(picture), "-c:v", "copy"] if picture else []
    command = ["ffmpeg", "-v", "error", *sound, *seen, "-c:a", "aac", "-t", "6", str(path)]
    subprocess.run(command, check=True)
    return path


def test_a_version_of_a_video_that_is_not_checked_yet_is_fitted_once_it_is(
    app: Flask, storage: Storage, media: Media, dora: Path, tmp_path: Path
) -> None:
    """Ida sends the talk and its signed version at once; the worker takes the second one first."""
    with with_tone(tmp_path / "talk.m4a").open("rb") as stream:
        media.file = storage.save(stream, ".m4a", unchecked=True)
    media.has_audio, media.duration_ms = None, 0
    upload = Job.add(PREPARE)
    upload.media_id = media.id
    track = send(storage, media, with_tone(tmp_path / "dora.mp4", dora))
    prepare(app, track)
    assert track.job is not None
    assert (track.job.state, track.job.step) == ("queued", "pictures")
    assert track.job.error == MEDIA_IS_UNCHECKED
    media.file, media.has_audio, media.duration_ms = storage.release(media.file), True, 6000
    upload.state, track.job.due_at_ms = "done", 0
    prepare(app, track)
    assert track.job.state == "done"
    assert track.fitted == "sound"
    (length,) = (row for row in track.checks if row.name == "length")
    assert length.ok


def test_a_video_that_cannot_be_checked_holds_nobody_up(
    app: Flask, storage: Storage, media: Media, dora: Path, tmp_path: Path
) -> None:
    with with_tone(tmp_path / "talk.m4a").open("rb") as stream:
        media.file = storage.save(stream, ".m4a", unchecked=True)
    upload = Job.add(PREPARE)
    upload.media_id, upload.state = media.id, "failed"
    track = prepare(app, send(storage, media, dora))
    assert track.job is not None
    assert (track.job.state, track.fitted) == ("done", "")


def test_a_removed_version_troubles_nobody(
    app: Flask, storage: Storage, media: Media, dora: Path
) -> None:
    track = send(storage, media, dora)
    job_id = track.job_id
    db.session.delete(track)
    db.session.commit()
    app.extensions["run_job"].call_local(job_id)
    job = db.session.get_one(Job, job_id)
    assert (job.state, job.error) == ("failed", GONE)


def test_real_hands_that_few_browsers_play(
    app: Flask, storage: Storage, media: Media, shared: Path, tmp_path: Path
) -> None:
    """Portrait, 4:4:4: three seconds of it are enough to tell."""
    real, part = shared / "media/sign/asl-fingerspelling-hand.mp4", tmp_path / "part.mp4"
    subprocess.run(["ffmpeg", "-v", "error", "-i", real, "-t", "3", "-c", "copy", part], check=True)
    sent = probe(part).video
    track = prepare(app, send(storage, media, part))
    for name, width in ((track.file, 620), (track.small, 360)):
        with storage.local(name) as path:
            made = probe(path).video
        assert made is not None
        assert sent is not None
        assert (made.codec, made.pixel_format, made.width) == ("h264", "yuv420p", width)
        assert made.frame_rate == sent.frame_rate


@pytest.mark.flaky(reruns=2)  # real processes on a busy machine may be late for all our patience
def test_a_worker_that_is_really_killed_costs_nothing(
    app: Flask, settings: Settings, storage: Storage, media: Media, dora: Path
) -> None:
    undisturbed = prepare(app, send(storage, media, dora))
    expected = [(row.name, row.ok, row.value) for row in undisturbed.checks]
    track = send(storage, media, dora)
    track_id, job_id = track.id, track.job_id
    db.session.commit()
    state, step = (select(column).where(Job.id == job_id) for column in (Job.state, Job.step))
    with worker(settings) as first:
        until(lambda: fresh(step) == "checked")
        kill(first)
    assert fresh(state) == "running"
    with worker(settings):
        until(lambda: fresh(state) == "done")
    again = db.session.get_one(SignTrack, track_id)
    assert [(row.name, row.ok, row.value) for row in again.checks] == expected
    assert (again.width, again.height, again.duration_ms) == (320, 240, 3000)
    assert all(kept_files.is_kept(app, name) for name in again.files)
