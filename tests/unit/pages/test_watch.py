"""Somebody watches, reads along, and brings captions of her own."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from tests.unit.pages.conftest import ChooseDensity, CountQueries
from webapp.captions.document import Cue
from webapp.extensions import db
from webapp.models import Media, Transcript
from webapp.pages.transcripts import LINES

VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana>Good morning.\n"


@pytest.fixture
def client(librarian: FlaskClient) -> FlaskClient:
    """These tests are about people who may do it."""
    return librarian


def selects(statements: list[str]) -> int:
    return sum("SELECT" in statement for statement in statements)


def add(
    client: FlaskClient, media: Media, content: bytes, name: str = "mine.vtt", **fields: str
) -> TestResponse:
    data = {"file": (io.BytesIO(content), name), **fields}
    return client.post(f"/media/{media.slug}/captions", data=data)


@pytest.mark.parametrize("density", [1, 2, 3, 4, 5])
def test_video_captions_and_transcript_are_there_in_every_density(
    client: FlaskClient,
    media_factory: MediaFactory,
    choose_density: ChooseDensity,
    density: int,
) -> None:
    media = media_factory(cues=3)
    choose_density(density)
    page = client.get(f"/media/{media.slug}").text
    assert page.count("<video") == 1
    assert page.count("<h1>") == 1
    assert re.search(r'<track kind="captions" [^>]*srclang="en"[^>]* default>', page)
    assert "Automatic captions, not reviewed" in page
    assert "Line 3 of the talk." in page
    at_once = page.split('id="rest"')[0]
    assert "Automatic captions, not reviewed" in at_once
    assert "No signed version yet" in at_once


@pytest.mark.parametrize("density", [1, 2, 3, 4, 5])
def test_the_words_of_a_sound_file_are_never_one_step_away(
    client: FlaskClient,
    media_factory: MediaFactory,
    choose_density: ChooseDensity,
    density: int,
) -> None:
    media = media_factory(cues=3)
    media.kind = "audio"
    db.session.commit()
    choose_density(density)
    page = client.get(f"/media/{media.slug}").text
    at_once = page.split("<main")[1].split('<details class="rest"')[0]
    assert "Line 3 of the talk." in at_once
    assert all(" open" in details for details in re.findall("<details[^>]*>", at_once))
    assert page.count("Line 3 of the talk.") == 1


def test_who_may_not_add_captions_is_not_offered_it(
    app: Flask, media_factory: MediaFactory, user_factory: UserFactory, sign_in: SignIn
) -> None:
    media = media_factory(cues=0)
    media.visibility = "public"
    db.session.commit()
    viewer = sign_in(user_factory("Vera", "viewer"))
    for reader, words in (
        (viewer, "ask whoever runs this library for captions"),
        (app.test_client(), "Log in to add captions"),
    ):
        page = reader.get(f"/media/{media.slug}").text
        assert words in page
        assert f"/media/{media.slug}/captions" not in page


def test_each_transcript_is_a_track_and_peoples_captions_come_first(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    media = media_factory(cues=3)
    assert add(client, media, VTT, language="de").status_code == 303
    page = client.get(f"/media/{media.slug}").text
    tracks = re.findall(r"<track [^>]*>", page)
    assert len(tracks) == 2
    (default,) = (track for track in tracks if " default" in track)
    assert 'srclang="de"' in default
    assert "not reviewed" not in default


def test_a_line_of_the_transcript_is_a_link_to_its_time(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    media = media_factory(cues=3)
    link = re.search(r'href="([^"]*t=3.0[^"]*#player)"', client.get(f"/media/{media.slug}").text)
    assert link is not None
    page = client.get(link[1].replace("&amp;", "&")).text
    assert re.search(r'src="/media/[^"]*/play[^"]*#t=3.0"', page)


@pytest.mark.parametrize("start", ["nan", "inf", "-5", "99999", "x", "<script>"])
def test_a_senseless_start_is_the_beginning(
    client: FlaskClient, media_factory: MediaFactory, start: str
) -> None:
    media = media_factory(cues=3)
    page = client.get(f"/media/{media.slug}", query_string={"t": start}).text
    assert "#t=" not in page


def test_a_long_transcript_comes_in_parts(client: FlaskClient, media_factory: MediaFactory) -> None:
    media = media_factory(cues=100)
    page = client.get(f"/media/{media.slug}").text
    assert page.count('class="line-time"') == LINES
    address = re.search(r'hx-get="([^"]*/transcript\?[^"]*)"', page)
    assert address is not None
    url = address[1].replace("&amp;", "&")
    fragment = client.get(url, headers={"HX-Request": "true"}).text
    assert "<html" not in fragment
    assert f"Line {LINES + 1} of the talk." in fragment
    assert f'id="line-{LINES + 1}"' in fragment
    whole = client.get(url).text
    assert "<h1>" in whole
    assert "Page 2 of 3" in whole
    last = client.get(f"/media/{media.slug}/transcript?part=3").text
    assert "Line 100 of the talk." in last
    assert "More lines" not in last


def test_a_transcript_is_read_as_text_and_speakers_begin_a_line(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    media = media_factory(cues=0)
    text = (
        b"WEBVTT\n\n00:01.000 --> 00:02.000\nOne sentence\nin two lines.\n"
        b"\n00:03.000 --> 00:04.000\n- Yes?\n- No.\n"
    )
    assert add(client, media, text).status_code == 303
    page = client.get(f"/media/{media.slug}").text
    assert "One sentence in two lines." in page
    assert "- Yes?\n- No." in page


def test_a_longer_transcript_costs_the_page_nothing(
    client: FlaskClient, media_factory: MediaFactory, counted_queries: CountQueries
) -> None:
    short, long = media_factory(cues=60), media_factory(cues=400)
    slugs = [short.slug, long.slug]
    db.session.remove()
    with counted_queries() as for_short:
        short_page = client.get(f"/media/{slugs[0]}").text
    db.session.remove()
    with counted_queries() as for_long:
        long_page = client.get(f"/media/{slugs[1]}").text
    assert selects(for_long) == selects(for_short)
    assert len(long_page) < len(short_page) * 1.1


def test_a_rough_draft_is_called_one(client: FlaskClient, media_factory: MediaFactory) -> None:
    media = media_factory(cues=2)
    media.transcripts[0].engine = "sphinx en-us"
    db.session.commit()
    page = client.get(f"/media/{media.slug}").text
    assert "This is a rough draft." in page
    assert "manage.py model fetch" in page


def test_a_draft_that_still_grows_says_so(client: FlaskClient, media_factory: MediaFactory) -> None:
    media = media_factory(cues=2)
    media.transcripts[0].complete = False
    media.jobs[0].state, media.jobs[0].step = "running", "playable"
    db.session.commit()
    page = client.get(f"/media/{media.slug}").text
    assert "still being written; these are the first 2." in page
    assert "<video" in page


def test_a_video_without_sound_says_so_and_offers_what_can_be_done(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    media = media_factory()
    media.has_audio = False
    db.session.commit()
    page = client.get(f"/media/{media.slug}").text
    assert "This video has no sound" in page
    assert f'href="/media/{media.slug}/captions"' in page


def test_captions_of_other_languages_are_marked_for_screen_readers(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    media = media_factory(cues=2, language="ar")
    page = client.get(f"/media/{media.slug}").text
    assert re.search(r'<ol class="lines"[^>]* lang="ar" dir="rtl"', page)


def test_caption_text_is_never_html(client: FlaskClient, media_factory: MediaFactory) -> None:
    media = media_factory(cues=1)
    media.transcripts[0].add_cues([Cue(9000, 9500, "<img src=x onerror=alert(1)>")], author="file")
    db.session.commit()
    page = client.get(f"/media/{media.slug}").text
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_a_caption_file_becomes_a_transcript_of_its_own(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    media = media_factory(cues=3)
    answer = add(client, media, VTT, name="talks/mine.vtt", language="es")
    added = db.session.scalars(db.select(Transcript).filter_by(origin="upload")).one()
    assert answer.location == f"/media/{media.slug}?captions={added.id}"
    assert (added.language, added.title, added.cue_count) == ("es", "mine.vtt", 1)
    page = client.get(answer.location).text
    assert "One caption was added." in page
    assert '<b class="line-speaker">Ana</b>' in page


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "caption"),
        (b"\x00\x01\x02 not captions at all", "no caption format"),
        (b"WEBVTT\n\nNOTE nothing here\n", "There are no captions in this file."),
    ],
)
def test_a_file_that_holds_no_captions_is_refused_in_a_sentence(
    client: FlaskClient, media_factory: MediaFactory, content: bytes, sentence: str
) -> None:
    media = media_factory()
    name = "mine.vtt" if content.startswith(b"WEBVTT") else "mine"
    answer = add(client, media, content, name=name, language="fr")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert '<option value="fr" selected>' in answer.text
    assert db.session.query(Transcript).count() == 0


def test_who_chose_no_caption_file_is_told(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    answer = client.post(f"/media/{media_factory().slug}/captions", data={})
    assert answer.status_code == 422
    assert "Choose a caption file." in answer.text


def test_what_is_not_there_is_not_found(client: FlaskClient, media_factory: MediaFactory) -> None:
    media = media_factory()
    for address in ("/media/nothing", f"/media/{media.slug}/transcript", "/media/nothing/captions"):
        assert client.get(address).status_code == 404
    assert client.get(f"/media/{media.slug}/quality/1").status_code == 404


def test_the_quality_of_captions_is_counted(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    media = media_factory(cues=3)
    track = media.transcripts[0]
    track.add_cues(
        [Cue(15_000, 15_100, "Far too much to be read in a tenth of a second")], author="file"
    )
    db.session.commit()
    page = client.get(f"/media/{media.slug}/quality/{track.id}").text
    assert "4 lines" in page
    assert re.search(r"[1-9]\d* errors?", page)
    assert "Captions stand in 40 % of the time." in page
    assert "from 0:08 to 0:15" in page
