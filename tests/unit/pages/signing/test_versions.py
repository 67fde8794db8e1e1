"""Ida follows what becomes of a signed version; nobody else sees it before it is published."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from webapp.extensions import db
from webapp.models import Job, Media, SignTrack
from webapp.models.sign_check import SignCheck

HTMX = {"HX-Request": "true"}


@pytest.fixture
def track(app: Flask, media_factory: MediaFactory) -> SignTrack:
    """A version that has just arrived."""
    track = SignTrack.receive(
        media=media_factory("The lighthouse", cues=1),
        language="bfi",
        nature="interpretation",
        title="Dora Smith",
        original_name="dora.mp4",
        file=app.extensions["storage"].save(io.BytesIO(b"as filmed"), ".mp4", unchecked=True),
        bytes=9,
    )
    db.session.commit()
    return track


@pytest.fixture
def here(track: SignTrack) -> str:
    return f"/media/{track.media.slug}/signing/{track.id}"


@pytest.fixture
def ida(user_factory: UserFactory, sign_in: SignIn) -> FlaskClient:
    return sign_in(user_factory("Ida", "reviewer"))


def set_job(track: SignTrack, **values: object) -> None:
    assert track.job is not None
    for name, value in values.items():
        setattr(track.job, name, value)
    db.session.commit()


def make_playable(app: Flask, track: SignTrack) -> None:
    save = app.extensions["storage"].save
    track.file, track.small = (save(io.BytesIO(made), ".mp4") for made in (b"large", b"small"))
    track.poster = save(io.BytesIO(b"a still"), ".jpg")
    db.session.commit()


def poll_url(page: str) -> str:
    found = re.search(r'hx-get="([^"]*/progress[^"]*)"', page)
    return found[1].replace("&amp;", "&") if found else ""


def test_ida_sees_each_step_by_its_name_and_the_page_asks_for_news(
    ida: FlaskClient, track: SignTrack, here: str
) -> None:
    set_job(track, state="running", step="checked", progress=0.5)
    page = ida.get(here).text
    assert "A version that every browser can play is being made." in page
    for word in ("Received", "Examined", "Playable version", "When somebody signs", "Ready"):
        assert word in page
    assert "50 % of this step" in page
    assert poll_url(page)


def test_a_poll_announces_quarters_and_the_end_and_then_ends_itself(
    ida: FlaskClient, track: SignTrack, here: str
) -> None:
    set_job(track, state="running", step="playable")
    first = ida.get(poll_url(ida.get(here).text).replace("said=1", "said=0"), headers=HTMX)
    assert 'innerHTML:#status">A quarter is done.' in first.text
    again = ida.get(poll_url(first.text), headers=HTMX)
    assert "#status" not in again.text
    set_job(track, state="done", step="ready")
    last = ida.get(poll_url(again.text), headers=HTMX)
    assert 'innerHTML:#status">The signed version is prepared.' in last.text
    assert poll_url(last.text) == ""


def test_a_poll_offers_what_the_page_does_not_show_yet(
    app: Flask, ida: FlaskClient, track: SignTrack, here: str
) -> None:
    set_job(track, state="running", step="received")
    url = poll_url(ida.get(here).text)
    assert 'id="show-news"' not in ida.get(url, headers=HTMX).text
    track.checks = [SignCheck(name="size", level="should", ok=True, value=480, limit=240)]
    db.session.commit()
    assert "Show the quality report" in ida.get(url, headers=HTMX).text
    make_playable(app, track)
    assert "Show the video and the report" in ida.get(url, headers=HTMX).text
    assert 'id="show-news"' not in ida.get(here).text, "the page shows it"


def test_what_failed_is_said_and_can_be_tried_again_saved_or_sent_anew(
    ida: FlaskClient, track: SignTrack, here: str, librarian: FlaskClient
) -> None:
    set_job(track, state="failed", step="received", error="This file is cut off. Send it again.")
    page = librarian.get(here).text
    assert "This signed version could not be prepared." in page
    assert "This file is cut off. Send it again." in page
    assert f'href="{here}/file"' in page
    assert librarian.get(f"{here}/original").data == b"as filmed"
    assert ida.get(f"{here}/original").status_code == 404, "unchecked, and not hers"
    assert ida.post(f"{here}/retry").location == here
    assert db.session.get_one(Job, track.job_id).state == "queued"


def test_a_version_is_not_for_viewers_before_it_is_published(
    app: Flask, client: FlaskClient, ida: FlaskClient, track: SignTrack
) -> None:
    make_playable(app, track)
    files = f"/media/{track.media.slug}/signs/{track.id}"
    for name in ("play", "small", "poster"):
        assert client.get(f"{files}/{name}").status_code == 404
        assert ida.get(f"{files}/{name}").status_code == 200
    assert "Dora Smith" not in client.get(f"/media/{track.media.slug}").text
    track.offered, track.state = True, "published"
    db.session.commit()
    assert client.get(f"{files}/small").data == b"small"


def test_an_address_that_names_another_file_than_the_one_there_gives_none(
    app: Flask, ida: FlaskClient, track: SignTrack
) -> None:
    make_playable(app, track)
    play = f"/media/{track.media.slug}/signs/{track.id}/play?v="
    assert ida.get(play + track.file).status_code == 200
    assert ida.get(play + "ab/old.mp4").status_code == 404


def test_the_page_plays_either_size_from_a_moment(
    app: Flask, ida: FlaskClient, track: SignTrack, here: str
) -> None:
    make_playable(app, track)
    page = ida.get(f"{here}?t=1.5").text
    assert re.search(r'<source media="\(max-width: 40rem\)" src="[^"]*/small\?[^"]*#t=1\.5"', page)
    assert re.search(r'<source src="[^"]*/play\?[^"]*#t=1\.5"', page)
    for wrong in ("-1", "nan", "x"):
        assert "#t=" not in ida.get(f"{here}?t={wrong}").text


def test_vera_on_a_slow_line_gets_the_small_form_and_reads_how_it_came_about(
    app: Flask, client: FlaskClient, track: SignTrack
) -> None:
    make_playable(app, track)
    track.offered = True
    db.session.commit()
    watch = f"/media/{track.media.slug}"
    assert f"/signs/{track.id}/play?" in client.get(watch).text
    spared = client.get(watch, headers={"Save-Data": "on"}).text
    assert f"/signs/{track.id}/small?" in spared
    assert "interpreted" in spared


def test_the_list_names_each_version_and_says_how_far_it_is(
    ida: FlaskClient, track: SignTrack
) -> None:
    page = ida.get(f"/media/{track.media.slug}/signing").text
    assert "British Sign Language (BSL), <bdi>Dora Smith</bdi>" in page
    assert "It is waiting for its turn." in page
    assert "Draft" in page


def test_lena_says_that_the_video_itself_is_signed(
    client: FlaskClient, librarian: FlaskClient, ida: FlaskClient, media_factory: MediaFactory
) -> None:
    media = media_factory("A poem in Auslan")
    here = f"/media/{media.slug}/signing"
    assert librarian.post(here, data={"signed_in": "xyz"}).status_code == 422
    assert ida.post(here, data={"signed_in": "asf"}).status_code == 403
    assert librarian.post(here, data={"signed_in": "asf"}).location == here
    sentence = "The video itself is signed: Australian Sign Language (Auslan)."
    assert sentence in client.get(f"/media/{media.slug}").text
    assert "A poem in Auslan" in client.get("/?signed=asf").text
    librarian.post(here, data={"signed_in": ""})
    assert sentence not in client.get(f"/media/{media.slug}").text


def test_who_signs_herself_sees_the_signed_video_without_another_signer(
    app: Flask, client: FlaskClient, track: SignTrack
) -> None:
    make_playable(app, track)
    track.offered, track.media.signed_in = True, "asf"
    db.session.commit()
    client.post("/settings", data={"sign_language": "asf"})
    page = client.get(f"/media/{track.media.slug}").text
    assert "There is no Auslan here." not in page
    assert 'data-signer="off"' in page


def test_another_medias_versions_are_not_to_be_had(
    ida: FlaskClient, track: SignTrack, media_factory: MediaFactory
) -> None:
    other: Media = media_factory("Another")
    for rest in ("", "/progress", "/report", "/file", "/change", "/delete", "/original"):
        address = f"/media/{other.slug}/signing/{track.id}{rest}"
        assert ida.get(address).status_code == 404, address
