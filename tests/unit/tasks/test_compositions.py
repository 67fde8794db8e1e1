"""Ben asks for one video with the signer in it; it is made once, and goes when nobody needs it."""

from __future__ import annotations

import io
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from tasks import compositions
from tests.unit import kept_files
from tests.unit.conftest import MediaFactory
from webapp.extensions import db
from webapp.media.probe import probe
from webapp.media.storage import Storage
from webapp.models import Composition, Job, Media, SignTrack
from webapp.models.clock import utc_now
from webapp.models.composition import CHANGED


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    words = (
        "-f lavfi -i testsrc2=s=160x90:r=10:d=1 -f lavfi -i sine=d=1"
        " -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac"
    )
    subprocess.run(["ffmpeg", "-v", "error", *words.split(), path], check=True)
    return path


@pytest.fixture
def storage(app: Flask) -> Storage:
    found: Storage = app.extensions["storage"]
    return found


@pytest.fixture
def track(storage: Storage, media_factory: MediaFactory, film: Path) -> SignTrack:
    media = media_factory(content=film.read_bytes())
    with film.open("rb") as stream:
        name = storage.save(stream, ".mp4")
    made = SignTrack(media=media, language="bfi", file=name, width=160, height=90, duration_ms=1000)
    db.session.add(made)
    db.session.commit()
    return made


def ask(track: SignTrack) -> Composition:
    wish = Composition.ask(track, "corner", 34)
    db.session.commit()
    return wish


def work_on(app: Flask, wish: Composition) -> None:
    job_id = wish.job_id
    db.session.commit()
    app.extensions["run_job"].call_local(job_id)
    db.session.expire_all()


def test_it_is_made_once_however_often_people_ask(
    app: Flask, storage: Storage, track: SignTrack
) -> None:
    wish = ask(track)
    assert ask(track) is wish
    work_on(app, wish)
    assert wish.job is not None
    assert (wish.job.state, wish.job.error) == ("done", "")
    with storage.local(wish.file) as made:
        assert wish.bytes == made.stat().st_size
        assert probe(made).has_audio
    assert ask(track) is wish
    assert db.session.query(Job).filter_by(kind="compose").count() == 1
    assert Composition.made_of(track) == [wish]
    assert wish.file in track.media.files
    assert Composition.ask(track, "side", 34) is not wish


def test_a_worker_that_died_before_it_was_written_down_makes_it_again(
    app: Flask, track: SignTrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish = ask(track)

    class Killed(BaseException):
        pass

    def dies(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("webapp.models.lease.Lease.complete_step", dies)
        with pytest.raises(Killed):
            work_on(app, wish)
    db.session.rollback()
    assert not wish.file
    db.session.query(Job).filter_by(id=wish.job_id).update({"lease_until_ms": 0})
    work_on(app, wish)
    assert kept_files.is_kept(app, wish.file)


def test_what_changed_meanwhile_is_not_made(app: Flask, track: SignTrack) -> None:
    wish = ask(track)
    track.fit(500, 1.0)
    db.session.commit()
    work_on(app, wish)
    assert wish.job is not None
    assert (wish.job.state, wish.job.error) == ("failed", CHANGED)
    assert ask(track) is not wish, "it is another one now"


def test_what_failed_is_tried_again_when_somebody_asks(track: SignTrack) -> None:
    wish = ask(track)
    assert wish.job is not None
    wish.job.state = "failed"
    first = wish.job_id
    assert ask(track).job_id != first


@pytest.mark.parametrize(
    ("unused", "changed", "state", "stays"),
    [
        (timedelta(days=29), False, "done", True),
        (timedelta(days=31), False, "done", False),
        (timedelta(minutes=10), True, "done", True),
        (timedelta(hours=25), True, "done", False),
        (timedelta(hours=25), True, "failed", False),
        (timedelta(days=31), True, "running", True),
        (timedelta(days=31), True, "queued", True),
    ],
)
def test_what_nobody_needs_goes_with_its_file(
    app: Flask,
    storage: Storage,
    track: SignTrack,
    unused: timedelta,
    changed: bool,
    state: str,
    stays: bool,
) -> None:
    wish = ask(track)
    wish.file = file = storage.save(io.BytesIO(b"film"), ".mp4")
    assert wish.job is not None
    wish.job.state = state
    wish.used_at = utc_now() - unused
    track.version += changed
    db.session.commit()
    compositions.tidy()
    assert (db.session.query(Composition).count() == 1) is stays
    assert kept_files.is_kept(app, file) is stays


def test_it_goes_with_its_media(track: SignTrack) -> None:
    ask(track)
    db.session.delete(db.session.get_one(Media, track.media_id))
    db.session.commit()
    assert db.session.query(Composition).count() == 0
