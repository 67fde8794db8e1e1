"""Fixtures for tests without a browser: an application with a real database of its own."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from webapp import create_app
from webapp.captions.document import Cue
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import Job, Media, Rendition, Transcript

MediaFactory = Callable[..., Media]


@pytest.fixture
def settings(tmp_path: Path, fixtures: Path) -> Settings:
    return Settings(
        data_dir=tmp_path / "instance",
        secret_key="a key for tests that is long enough to be taken",
        models_dir=tmp_path / "models",
        model=str(fixtures / "micro-whisper" / "micro-en-q8_0.bin"),
        job_lease_s=5,
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def media_factory(app: Flask) -> MediaFactory:
    """Makes a media with a playable file and, if asked, captions that are automatic or not."""

    def make(
        title: str = "The weekly meeting",
        *,
        cues: int = 0,
        origin: str = "engine",
        language: str = "en",
        state: str = "done",
        content: bytes = b"not really a video",
    ) -> Media:
        name = app.extensions["storage"].save(io.BytesIO(content), ".mp4")
        media = Media(
            title=title,
            language=language,
            original_name="meeting.mp4",
            file=name,
            bytes=len(content),
            kind="video",
            duration_ms=cues * 3000 + 10_000,
            has_audio=True,
        )
        media.jobs.append(Job(state=state, step="ready" if state == "done" else "received"))
        if state == "done":
            media.renditions.append(Rendition(file=name, media_type="video/mp4"))
        db.session.add(media)
        db.session.flush()
        if cues:
            transcript = Transcript(
                media_id=media.id,
                language=language,
                origin=origin,
                engine="whisper base" if origin == "engine" else "",
                complete=True,
            )
            db.session.add(transcript)
            db.session.flush()
            transcript.add_cues(
                [Cue(n * 3000, n * 3000 + 2500, f"Line {n + 1} of the talk.") for n in range(cues)],
                author="engine" if origin == "engine" else "file",
            )
        db.session.commit()
        return media

    return make
