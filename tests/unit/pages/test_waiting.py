"""Whoever uploads reads how long it takes, in plain words."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import StepTime, Worker
from webapp.models.outlook import Outlook
from webapp.pages import waiting


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"queue_hours": 0.5})


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (3, "one minute"),
        (61, "2 minutes"),
        (540, "9 minutes"),
        (1300, "25 minutes"),
        (5400, "90 minutes"),
        (5500, "2 hours"),
        (90_000, "25 hours"),
    ],
)
@pytest.mark.usefixtures("app")
def test_a_time_is_said_as_exactly_as_it_is_known(app: Flask, seconds: float, said: str) -> None:
    with app.test_request_context():
        assert waiting.rough(seconds) == said


@pytest.mark.usefixtures("app")
def test_each_case_has_its_sentence(app: Flask) -> None:
    with app.test_request_context():
        assert waiting.sentence(Outlook(1500, 3, True)) == (
            "The captions are ready in about 25 minutes. 3 videos are before yours."
        )
        assert waiting.sentence(Outlook(None, 0, True)) == (
            "We do not know yet how long the captions take."
        )
        assert waiting.sentence_before(Outlook(0, 0, True)) == (
            "No other video waits: work on your captions begins soon."
        )
        assert waiting.sentence_before(Outlook(60, 1, True)) == (
            "Work on your captions begins in about one minute. One video is before yours."
        )
        assert "No program writes captions here" in waiting.sentence_before(Outlook(None, 0, False))


@pytest.fixture
def _busy(media_factory: MediaFactory) -> None:
    """One worker, and an hour of sound that takes it an hour."""
    Worker.beat("one", "one", ("media", "captions"))
    for step in ("checked", "playable", "listening", "captions"):
        StepTime.keep("prepare", step, engine="", media_ms=1000, took_ms=1000)
    media = media_factory(state="queued")
    media.duration_ms, media.jobs[0].step, media.jobs[0].queue = 3_600_000, "playable", "captions"
    db.session.commit()


@pytest.mark.usefixtures("_busy")
def test_the_form_says_how_long_it_takes_and_that_much_waits(librarian: FlaskClient) -> None:
    page = librarian.get("/upload").text
    assert "Work on your captions begins in about 2 hours. One video is before yours." in page
    assert "More waits here than usual: about 2 hours of work on captions." in page
    assert "You can upload all the same." in page


@pytest.mark.usefixtures("_busy")
def test_the_page_of_an_upload_says_when_its_captions_are_ready(
    librarian: FlaskClient, media_factory: MediaFactory
) -> None:
    later = media_factory(state="queued")
    page = librarian.get(f"/media/{later.slug}/progress").text
    assert "The captions are ready in about" in page
    assert "One video is before yours." in page
    done = media_factory()
    assert 'id="outlook"' not in librarian.get(f"/media/{done.slug}/progress").text
