"""Real workers: mails that wait for nothing, work that stops when it is told to, and Redis."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath

import pytest
from flask import Flask
from sqlalchemy import select, update

from tasks import heartbeat
from tasks.processes import family
from tests.conftest import ROOT
from tests.unit.own_redis import Server
from tests.unit.tasks.speaking import long_speech
from tests.unit.tasks.test_pipeline import upload
from tests.unit.tasks.test_worker import fresh, kill, until
from webapp import create_app
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import Job, Mail, Media, Worker
from webapp.models.job import HINT_AGAIN_MS, PREPARE
from webapp.models.lease import Lease
from webapp.queues import QUEUES

# Real processes on a busy machine may be late for all our patience; each new try is listed.
pytestmark = pytest.mark.flaky(reruns=2)


@contextmanager
def worker(
    settings: Settings, *arguments: str, redis_url: str = ""
) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {
        "SIGHTLINE_DATA_DIR": str(settings.data_dir),
        "SIGHTLINE_SECRET_KEY": settings.secret_key,
        "SIGHTLINE_MODEL": settings.model,
        "SIGHTLINE_MODELS_DIR": str(settings.models_dir),
        "SIGHTLINE_DATABASE_URL": settings.database_url,
        "SIGHTLINE_JOB_LEASE_S": "6",
        "SIGHTLINE_REDIS_URL": redis_url or settings.redis_url,
    }
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "worker", *arguments],
        env=environment,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        kill(process)


def state_of(job_id: int) -> object:
    return fresh(select(Job.state).where(Job.id == job_id))


def progress_of(job_id: int) -> float:
    return float(str(fresh(select(Job.progress).where(Job.id == job_id))))


def programs_of(process: subprocess.Popen[bytes]) -> list[str]:
    """What a worker's processes have started."""
    found = []
    for pid in family(process.pid):
        try:
            found.append(Path(f"/proc/{pid}/comm").read_text().strip())
        except OSError:
            continue
    return [name for name in found if name in {"ffmpeg", "bwrap", "prlimit", "chrt"}]


def write_mail() -> int:
    mail = Mail.add(
        recipient="ana@example.org", subject="Hello", text="Hello.", html="<p>Hello.</p>"
    )
    db.session.commit()
    job_id = mail.job_id
    db.session.commit()
    return job_id


def long_video(path: Path, seconds: int) -> Path:
    """A video that browsers do not play, quickly made: playable only after much work."""
    second = path.with_name(f"second-{path.name}")
    picture = "testsrc2=size=1280x720:rate=30:duration=1"
    drawing = ["-f", "lavfi", "-i", picture, "-c:v", "mpeg4", "-q:v", "9", str(second)]
    again = ["-stream_loop", str(seconds - 1), "-i", str(second), "-c", "copy", str(path)]
    for words in (drawing, again):
        subprocess.run(["ffmpeg", "-v", "error", *words], check=True)
    return path


@pytest.fixture(scope="module")
def hours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two hours of speech."""
    return long_speech(tmp_path_factory.mktemp("speech") / "long.wav", minutes=120)


@pytest.fixture
def heard_for_hours(app: Flask, hours: Path) -> Media:
    """A playable video of two hours of which the captions are to be drafted."""
    media = upload(app, hours)
    media.file = app.extensions["storage"].release(media.file)
    media.kind, media.duration_ms, media.has_audio = "audio", 7_200_000, True
    media.jobs[0].step, media.jobs[0].queue = "playable", "captions"
    db.session.commit()
    return media


def test_a_mail_goes_out_while_two_hours_are_captioned_and_stopping_those_ends_them(
    app: Flask, settings: Settings, heard_for_hours: Media
) -> None:
    captions = heard_for_hours.jobs[0].id
    db.session.commit()
    with worker(settings) as process:
        until(lambda: progress_of(captions) > 0)
        mail = write_mail()
        until(lambda: state_of(mail) == "done")
        assert state_of(captions) == "running"
        assert len(Worker.here()) == 3
        at_work = [each for each in Worker.here() if each.job is not None]
        assert [(each.job.id, each.queues) for each in at_work if each.job] == [
            (captions, "captions,audits")
        ]
        db.session.rollback()
        assert "ffmpeg" in programs_of(process)

        db.session.get_one(Job, captions).cancel()
        db.session.commit()
        until(lambda: not programs_of(process))
        (next_one,) = [upload(app, ROOT / "pyproject.toml").jobs[0].id]
        db.session.execute(
            update(Job).where(Job.id == next_one).values(step="playable", queue="captions")
        )
        db.session.commit()
        until(lambda: state_of(next_one) == "done")
        assert state_of(captions) == "cancelled"
        stopped_at = progress_of(captions)
    assert progress_of(captions) == stopped_at


def test_stopping_a_video_that_is_encoded_ends_ffmpeg_and_leaves_no_half_file(
    app: Flask, settings: Settings, tmp_path: Path
) -> None:
    media = upload(app, long_video(tmp_path / "long.avi", 120))
    job_id = media.jobs[0].id
    db.session.commit()
    with worker(settings, "--queues", "media") as process:
        until(lambda: progress_of(job_id) > 0 and "ffmpeg" in programs_of(process))
        db.session.get_one(Job, job_id).cancel()
        db.session.commit()
        until(lambda: not programs_of(process))
        mark = Job.add(PREPARE)
        db.session.commit()
        mark_id = mark.id
        db.session.commit()
        until(lambda: state_of(mark_id) == "failed")  # the worker goes on
    assert state_of(job_id) == "cancelled"
    storage = app.extensions["storage"]
    kept = [name for some in storage.older_than(-60) for name in some]
    assert [PurePath(name).suffix for name in kept] == [".avi"]
    assert storage.sweep_temporary(-60) == 0


def _work_deaf(app: Flask, job_id: int) -> None:
    """As a worker that is in the middle of something that cannot be interrupted."""
    with app.app_context():
        db.engine.dispose(close=False)
        lease = Lease.claim(job_id, 6, 3)
        assert lease is not None
        subprocess.Popen(["sleep", "600"])
        with heartbeat.heartbeat(app, lease, 6, ends_process=True):
            time.sleep(600)


def test_work_that_does_not_listen_ends_with_its_process(app: Flask) -> None:
    job = Job.add(PREPARE)
    db.session.commit()
    job_id = job.id
    db.session.commit()
    process = multiprocessing.get_context("fork").Process(target=_work_deaf, args=(app, job_id))
    process.start()
    try:
        until(lambda: state_of(job_id) == "running")
        assert process.pid is not None
        pid = process.pid
        until(lambda: len(family(pid)) > 1)
        children = family(pid)[1:]
        db.session.get_one(Job, job_id).cancel()
        db.session.commit()
        process.join(60)
        assert process.exitcode == 1
        assert not any(_sleeps(child) for child in children)
    finally:
        process.kill()


def _sleeps(pid: int) -> bool:
    """Whether a process lives; one that is over and was not waited for has no command line."""
    try:
        return b"sleep" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def site_with(settings: Settings, redis_url: str) -> Flask:
    """The same installation, with Redis."""
    return create_app(settings.model_copy(update={"redis_url": redis_url}))


def messages(site: Flask) -> int:
    return sum(line.queue_size() for line in site.extensions["queue"].lines.values())


def test_redis_carries_the_messages_and_its_loss_costs_nothing(
    app: Flask, settings: Settings, redis_server: tuple[str, Server]
) -> None:
    url, start = redis_server
    server = start()
    site = site_with(settings, url)
    with site.app_context():
        lost = write_mail()
        assert messages(site) == 1
        server.kill()
        server.wait()
        while_away = write_mail()
        assert (state_of(lost), state_of(while_away)) == ("queued", "queued")
        server = start()  # empty
        assert messages(site) == 0
        with worker(settings, "--queues", "mail", redis_url=url):
            until(lambda: state_of(lost) == state_of(while_away) == "done")
            server.kill()
            server.wait()
            away_again = write_mail()
            long_ago = Job.hinted_at_ms - HINT_AGAIN_MS - 1
            db.session.execute(
                update(Job).where(Job.id == away_again).values(hinted_at_ms=long_ago)
            )
            db.session.commit()
            start()
            until(lambda: _hinted(away_again))
        db.session.remove()


def _hinted(job_id: int) -> bool:
    """Whether a mail went out, if need be as though the minute of a lost message were over."""
    if state_of(job_id) == "done":
        return True
    db.session.execute(
        update(Job)
        .where(Job.id == job_id, Job.state == "queued")
        .values(hinted_at_ms=Job.created_at_ms - HINT_AGAIN_MS)
    )
    db.session.commit()
    time.sleep(0.5)
    return False


def test_a_worker_says_which_queues_there_are(settings: Settings) -> None:
    asked = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "worker", "--queues", "mail,caption"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"SIGHTLINE_DATA_DIR": str(settings.data_dir)},
    )
    assert asked.returncode == 2
    assert "There is no queue called 'caption'." in asked.stderr
    assert all(name in asked.stderr for name in QUEUES)
