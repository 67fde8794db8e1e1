"""From an upload to its captions, with a real engine, ffmpeg and database."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.unit.tasks.speaking import SENTENCES, speak
from webapp.captions.lint import lint
from webapp.captions.profiles import PROFILES
from webapp.extensions import db
from webapp.models import Library, Media


def upload(app: Flask, path: Path, *, title: str = "Meeting", language: str = "en") -> Media:
    storage = app.extensions["storage"]
    with path.open("rb") as stream:
        name = storage.save(stream, path.suffix, unchecked=True)
    media = Media.receive(
        library=Library.default(),
        title=title,
        language=language,
        original_name=path.name,
        file=name,
        bytes=path.stat().st_size,
    )
    db.session.commit()
    return media


def prepare(app: Flask, media: Media) -> Media:
    job_id = media.jobs[0].id
    db.session.commit()  # a worker has its own session, and SQLite lets one writer in at a time
    app.extensions["run_job"].call_local(job_id)
    return media


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return speak(tmp_path_factory.mktemp("spoken") / "spoken.wav", SENTENCES[0])


@pytest.mark.with_services
def test_somebody_uploads_speech_and_reads_it(app: Flask, spoken: Path) -> None:
    media = prepare(app, upload(app, spoken))
    assert (media.jobs[0].state, media.jobs[0].error) == ("done", "")
    captions = media.captions
    assert captions is not None
    assert captions.is_automatic
    assert captions.complete
    text = " ".join(cue.text for cue in captions.cues()).lower()
    assert "welcome to the weekly meeting" in text.replace("\n", " ")
    findings = lint(captions.as_captions(), PROFILES["sightline"])
    assert [f for f in findings if f.severity == "error"] == []


def test_the_words_keep_their_times_and_probabilities(app: Flask, spoken: Path) -> None:
    captions = prepare(app, upload(app, spoken)).captions
    assert captions is not None
    words = [word for cue in captions.as_captions().cues for word in cue.words]
    assert all(0 <= w.start_ms <= w.end_ms for w in words)
    assert all(w.probability is not None and 0 < w.probability <= 1 for w in words)


def test_doing_a_job_again_changes_nothing(app: Flask, spoken: Path) -> None:
    media = prepare(app, upload(app, spoken))
    before = [(c.id, c.text) for c in media.captions.cues()]  # type: ignore[union-attr]
    prepare(app, media)
    assert [(c.id, c.text) for c in media.captions.cues()] == before  # type: ignore[union-attr]
    assert len(media.renditions) == 1


def test_what_is_not_media_is_refused_in_a_sentence(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "notes.mp4"
    path.write_text("just some notes")
    job = prepare(app, upload(app, path)).jobs[0]
    assert job.state == "failed"
    assert job.error.endswith(".")
    assert str(tmp_path) not in job.error


def test_a_silent_video_gets_no_captions_and_is_ready(app: Flask, shared: Path) -> None:
    media = prepare(app, upload(app, shared / "media" / "sign" / "asl-fingerspelling-hand.mp4"))
    assert media.jobs[0].state == "done"
    assert media.has_audio is False
    assert media.captions is None
    assert media.is_portrait
    assert media.poster
    rendition = media.rendition
    assert rendition is not None
    assert rendition.file != media.file  # yuv444p, which browsers do not play


def test_captions_inside_a_video_become_transcripts_of_their_own(app: Flask, shared: Path) -> None:
    media = prepare(
        app, upload(app, shared / "media" / "video" / "nasa-webb-embedded-captions.mp4")
    )
    origins = [t.origin for t in media.transcripts]
    assert "embedded" in origins
    assert "engine" in origins
    assert media.captions is not None
    assert media.captions.origin == "embedded"
