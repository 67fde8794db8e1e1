"""Rita uploads how a word is signed; a while later everybody can watch it, and nothing else."""

from __future__ import annotations

import io
import subprocess

import pytest
from flask import Flask

from tasks import clips
from tests.unit import kept_files
from tests.unit.tasks.test_sounds import do
from webapp.extensions import db
from webapp.media import probe
from webapp.models import GlossaryTerm, Library, SignClip, SignFeedback
from webapp.models.glossary import Entry
from webapp.models.job import Job
from webapp.models.sign_clip import CLIP


@pytest.fixture(scope="session")
def signing(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A drawn figure that moves, for a second, with sound."""
    path = tmp_path_factory.mktemp("clip") / "signing.mov"
    drawn = ["-f", "lavfi", "-i", "testsrc=s=160x120:r=25:d=1"]
    heard = ["-f", "lavfi", "-i", "sine=d=1"]
    subprocess.run(
        ["ffmpeg", "-nostdin", "-v", "error", "-y", *drawn, *heard,
         "-pix_fmt", "yuv444p", str(path)], check=True
    )  # fmt: skip
    return path.read_bytes()


def received(app: Flask, content: bytes) -> SignClip:
    source = app.extensions["storage"].save(io.BytesIO(content), ".mov", unchecked=True)
    term = GlossaryTerm.put(Library.default(), Entry("harbour"))
    clip = SignClip.receive(
        term, language="bfi", source=source, original_name="a.mov", bytes=len(content)
    )
    db.session.commit()
    return clip


def work_on(app: Flask, sent: SignClip | SignFeedback) -> Job:
    assert sent.job_id is not None
    job = db.session.get_one(Job, sent.job_id)
    do(app, job)
    db.session.expire_all()
    return job


def test_a_clip_becomes_playable_without_its_sound(app: Flask, signing: bytes) -> None:
    clip = received(app, signing)
    job = work_on(app, clip)
    assert (job.state, job.error) == ("done", "")
    storage = app.extensions["storage"]
    with storage.local(clip.file) as path:
        made = probe.probe(path)
    assert made.video is not None
    assert (made.video.pixel_format, made.video.frame_rate) == ("yuv420p", 25)
    assert not made.has_audio
    assert (clip.width, clip.height, clip.duration_ms > 900) == (160, 120, True)
    assert kept_files.content(app, clip.poster)[:2] == b"\xff\xd8"
    assert not clip.source.startswith("quarantine/")
    assert kept_files.is_kept(app, clip.source)


def test_a_worker_that_died_after_moving_the_upload_is_followed_by_another(
    app: Flask, signing: bytes
) -> None:
    clip = received(app, signing)
    app.extensions["storage"].release(clip.source)
    assert work_on(app, clip).state == "done"
    assert clip.is_ready


@pytest.mark.parametrize("content", [b"<script>alert(1)</script>", b""])
def test_what_is_no_video_stays_in_quarantine_and_says_why(app: Flask, content: bytes) -> None:
    clip = received(app, content)
    job = work_on(app, clip)
    assert (job.state, clip.file) == ("failed", "")
    assert job.error.endswith(".")
    assert clip.source.startswith("quarantine/")


def test_a_clip_that_was_deleted_meanwhile_troubles_nobody(app: Flask, signing: bytes) -> None:
    clip = received(app, signing)
    job_id = clip.job_id
    db.session.delete(clip)
    db.session.commit()
    job = db.session.get_one(Job, job_id)
    do(app, job)
    assert (job.state, job.error) == ("failed", clips.GONE)


def test_a_signed_reply_becomes_playable_too(app: Flask, signing: bytes) -> None:
    reply = app.extensions["storage"].save(io.BytesIO(signing), ".mov", unchecked=True)
    said = SignFeedback(understood="partly", reply=reply)
    job = Job.add(CLIP)
    db.session.add(said)
    db.session.flush()
    said.job_id = job.id
    db.session.commit()
    assert work_on(app, said).state == "done"
    with app.extensions["storage"].local(said.reply_playable) as path:
        assert not probe.probe(path).has_audio
    assert not said.reply.startswith("quarantine/")


def test_people_watch_the_first_video_until_the_other_can_be_played(
    app: Flask, signing: bytes
) -> None:
    clip = received(app, signing)
    work_on(app, clip)
    first = clip.file
    save = app.extensions["storage"].save
    clip.replace(
        source=save(io.BytesIO(b"no video"), ".mov", unchecked=True), original_name="b", bytes=8
    )
    db.session.commit()
    assert work_on(app, clip).state == "failed"
    assert clip.file == first
    clip.replace(
        source=save(io.BytesIO(signing), ".mov", unchecked=True), original_name="c", bytes=9
    )
    db.session.commit()
    assert work_on(app, clip).state == "done"
    assert clip.is_ready
    assert clip.file != first
