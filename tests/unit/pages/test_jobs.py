"""Somebody waits for her upload to be ready."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.unit.conftest import MediaFactory
from webapp.captions.document import Cue
from webapp.events import video_uploaded
from webapp.extensions import db
from webapp.models import Media, Rendition

HTMX = {"HX-Request": "true"}


def work_on(media: Media, step: str, *, state: str = "running", progress: float = 0.0) -> None:
    job = media.jobs[0]
    job.step, job.state, job.progress = step, state, progress
    if step in ("playable", "listening", "captions") and media.rendition is None:
        media.renditions.append(Rendition(file=media.file, media_type="video/mp4"))
    db.session.commit()


@pytest.fixture
def client(librarian: FlaskClient) -> FlaskClient:
    """These tests are about people who may do it."""
    return librarian


@pytest.fixture
def arriving(media_factory: MediaFactory) -> Media:
    return media_factory("Just arrived", state="queued")


def poll(client: FlaskClient, media: Media, **query: int) -> TestResponse:
    return client.get(f"/media/{media.slug}/progress", query_string=query, headers=HTMX)


def test_every_step_is_named_and_the_present_one_marked(
    client: FlaskClient, arriving: Media
) -> None:
    work_on(arriving, "checked", progress=0.4)
    html = poll(client, arriving).text
    for word in ("Received", "Checked", "Playable version", "Listening", "Captions", "Ready"):
        assert word in html
    assert html.count('aria-current="step"') == 1
    assert "40 % of this step" in html


def test_the_fragment_polls_until_the_work_is_over(client: FlaskClient, arriving: Media) -> None:
    work_on(arriving, "received")
    assert 'hx-trigger="every ' in poll(client, arriving).text
    work_on(arriving, "ready", state="done")
    assert "hx-trigger" not in poll(client, arriving).text


def test_it_polls_less_often_when_nothing_changes(client: FlaskClient, arriving: Media) -> None:
    work_on(arriving, "playable")
    assert 'hx-trigger="every 1s"' in poll(client, arriving).text
    arriving.jobs[0].changed_at_ms -= 60_000
    db.session.commit()
    assert 'hx-trigger="every 2s"' in poll(client, arriving).text
    arriving.jobs[0].changed_at_ms -= 600_000
    db.session.commit()
    assert 'hx-trigger="every 5s"' in poll(client, arriving).text


def test_each_quarter_is_announced_once(client: FlaskClient, arriving: Media) -> None:
    work_on(arriving, "playable", progress=0.6)
    first = poll(client, arriving, said=1).text
    assert "Half is done." in first
    assert "said=2" in first
    assert "Half is done." not in poll(client, arriving, said=2).text


def test_the_end_is_announced(client: FlaskClient, media_factory: MediaFactory) -> None:
    media = media_factory(cues=3)
    assert "Everything is ready, with captions." in poll(client, media, said=3).text


def test_an_unchanged_poll_costs_nothing(client: FlaskClient, arriving: Media) -> None:
    work_on(arriving, "checked")
    first = poll(client, arriving)
    again = client.get(
        f"/media/{arriving.slug}/progress",
        headers={**HTMX, "Sightline-Seen": first.headers["ETag"]},
    )
    assert again.status_code == 204


def test_watching_is_offered_as_soon_as_it_is_possible(
    client: FlaskClient, arriving: Media
) -> None:
    work_on(arriving, "playable")
    assert "Watch now" in poll(client, arriving, player=0).text
    assert "Watch now" not in poll(client, arriving, player=1).text


def test_captions_are_offered_to_who_watches_already(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    media = media_factory(cues=3)
    work_on(media, "playable")
    page = client.get(f"/media/{media.slug}").text
    assert "Show the captions" not in page
    assert "Show the captions" in poll(client, media, player=1).text
    address = re.search(r'hx-get="([^"]*progress[^"]*)"', page)
    assert address is not None
    url = address[1].replace("&amp;", "&")
    assert "Show the" not in client.get(url, headers=HTMX).text
    media.transcripts[0].add_cues([Cue(30_000, 31_000, "And more.")], author="engine")
    db.session.commit()
    assert "Show the new captions" in client.get(url, headers=HTMX).text


def test_without_javascript_the_progress_is_a_page_with_a_link(
    client: FlaskClient, arriving: Media
) -> None:
    work_on(arriving, "checked")
    page = client.get(f"/media/{arriving.slug}/progress").text
    assert "<h1>" in page
    assert "Look again" in page


def test_a_failure_says_what_was_wrong_and_can_be_tried_again(
    client: FlaskClient, arriving: Media
) -> None:
    arriving.jobs[0].error = "This file is not a video or sound file."
    work_on(arriving, "received", state="failed")
    page = client.get(f"/media/{arriving.slug}").text
    assert "This file is not a video or sound file." in page
    assert "Try again" in page

    hints: list[int] = []

    def note(_sender: object, job_id: int) -> None:
        hints.append(job_id)

    video_uploaded.connect(note)
    answer = client.post(f"/media/{arriving.slug}/retry")
    assert answer.status_code == 303
    db.session.expire_all()
    assert arriving.jobs[0].state == "queued"
    assert hints == [arriving.jobs[0].id]


def test_trying_again_what_runs_changes_nothing(client: FlaskClient, arriving: Media) -> None:
    work_on(arriving, "checked")
    client.post(f"/media/{arriving.slug}/retry")
    db.session.expire_all()
    assert arriving.jobs[0].state == "running"


def test_a_file_without_sound_says_why_there_is_nothing_to_hear(
    client: FlaskClient, arriving: Media
) -> None:
    arriving.has_audio = False
    work_on(arriving, "captions")
    assert "There is no sound to listen to." in poll(client, arriving).text


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_waits_for_what_is_not_there(app: Flask, client: FlaskClient, method: str) -> None:
    address = "/media/nothing/" + {"get": "progress", "post": "retry"}[method]
    assert getattr(client, method)(address).status_code == 404
