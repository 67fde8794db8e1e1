"""Lena adds what belongs to a video from files: captions, easy editions, chapters, descriptions."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory
from webapp import look
from webapp.extensions import db
from webapp.models import Media, Transcript

VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\nWelcome\n\n00:03.000 --> 00:05.000\nThe hall\n"


@pytest.fixture
def client(librarian: FlaskClient) -> FlaskClient:
    """These tests are about people who may do it."""
    return librarian


def add(client: FlaskClient, media: Media, content: bytes = VTT, **fields: str) -> str:
    data = {"file": (io.BytesIO(content), "mine.vtt"), **fields}
    answer = client.post(f"/media/{media.slug}/captions", data=data)
    assert answer.status_code == 303
    return str(answer.location)


def newest() -> Transcript:
    return db.session.scalars(db.select(Transcript).order_by(Transcript.id.desc())).first()


@pytest.mark.parametrize(
    ("what", "kind", "level"),
    [
        ("captions", "captions", None),
        ("easy-2", "captions", 2),
        ("chapters", "chapters", None),
        ("descriptions", "descriptions", None),
        ("nonsense", "captions", None),
    ],
)
def test_a_file_is_kept_as_what_it_holds(
    client: FlaskClient, media_factory: MediaFactory, what: str, kind: str, level: int | None
) -> None:
    add(client, media_factory(cues=1), what=what)
    added = newest()
    assert (added.kind, added.reading_level, added.cue_count) == (kind, level, 2)


def test_chapters_are_links_under_the_player_and_no_captions(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    media = media_factory(cues=1)
    page = client.get(add(client, media, what="chapters")).text
    assert "2 chapters were added." in page
    link = re.search(r'<a class="chapter" data-start="3000" href="([^"]*)"', page)
    assert link is not None
    assert "t=3.0" in link[1]
    assert "The hall" not in re.sub(r'(?s)<nav class="chapters".*?</nav>', "", page)
    assert re.search(r'<track kind="chapters"[^>]*>', page)


def test_asking_for_chapters_as_captions_gives_captions(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    media = media_factory(cues=1)
    add(client, media, what="chapters")
    page = client.get(f"/media/{media.slug}?captions={newest().id}").text
    assert re.search(r'<track kind="captions" [^>]* default>', page)
    assert client.get(f"/media/{media.slug}/transcript?captions={newest().id}").status_code == 200


def test_ida_is_told_that_her_captions_are_easy_and_finds_every_word(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    media = media_factory(cues=1)
    add(client, media, what="easy-3")
    signed = look.COOKIE.signer.dumps({"reading_level": 2})
    client.set_cookie(look.COOKIE.kind, signed)
    page = client.get(f"/media/{media.slug}").text
    assert "This is the easy edition for reading level 3 (Easy)." in page
    word_for_word = re.search(r'id="word-for-word" href="([^"]*)"', page)
    assert word_for_word is not None
    assert "easy edition for" not in client.get(word_for_word[1]).text
    client.set_cookie(look.COOKIE.kind, look.COOKIE.signer.dumps({"reading_level": 4}))
    assert "easy edition for" not in client.get(f"/media/{media.slug}").text


def test_what_was_said_of_a_refused_file_is_not_lost(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    media = media_factory()
    answer = client.post(f"/media/{media.slug}/captions", data={"what": "chapters"})
    assert answer.status_code == 422
    assert '<option value="chapters" selected>' in answer.text


@pytest.mark.parametrize(
    ("name", "what", "words"),
    [
        ("itaccess_chapters_en.vtt", "chapters", "Tracy Mitrano"),
        ("wwa_description_en.vtt", "descriptions", "descriptions were added"),
    ],
)
def test_real_files_of_others_are_taken(
    client: FlaskClient, media_factory: MediaFactory, shared: Path, name: str, what: str, words: str
) -> None:
    file = shared / "media" / "captions" / "human" / name
    media = media_factory(cues=1)
    assert words in client.get(add(client, media, file.read_bytes(), what=what)).text
