"""Whoever has no scripts writes a mark where the caret would be."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from webapp.extensions import db
from webapp.models import Media, Transcript

SAID = "Line 1 of the talk."


@pytest.fixture
def transcript(media_factory: Callable[..., Media]) -> Transcript:
    return media_factory(cues=2).transcripts[0]


def send(browser: FlaskClient, transcript: Transcript, verb: str, **fields: str) -> None:
    first, second = transcript.cues()[:2]
    versions = {"version": str(first.version), "next_version": str(second.version)}
    address = f"/media/{transcript.media.slug}/review/{transcript.id}/cues/{first.id}{verb}"
    assert browser.post(address, data=versions | fields).status_code == 303


def texts(transcript: Transcript) -> list[str]:
    db.session.expire_all()
    return [cue.text for cue in transcript.cues()]


def test_a_caption_is_split_where_the_mark_is(
    librarian: FlaskClient, transcript: Transcript
) -> None:
    send(librarian, transcript, "/split", text="Line one of |the talk.")
    assert texts(transcript)[:2] == ["Line one of", "the talk."]


def test_the_words_after_the_mark_are_given(librarian: FlaskClient, transcript: Transcript) -> None:
    send(librarian, transcript, "/give?to=next", text="Line 1 of |the talk.")
    assert texts(transcript) == ["Line 1 of", "the talk. Line 2 of the talk."]


def test_words_between_two_marks_are_put_into_italics(
    librarian: FlaskClient, transcript: Transcript
) -> None:
    send(librarian, transcript, "/italic", text="Line 1 |of the| talk.")
    assert transcript.cues()[0].markup == "Line 1 <i>of the</i> talk."
    assert texts(transcript)[0] == SAID


def test_with_scripts_and_where_nothing_is_done_at_the_caret_a_mark_is_text(
    librarian: FlaskClient, transcript: Transcript
) -> None:
    send(librarian, transcript, "", text="Line | of the talk.")
    assert texts(transcript)[0] == "Line | of the talk."
    send(librarian, transcript, "/split", text="Line | of the talk.", caret="10")
    assert texts(transcript)[:2] == ["Line | of", "the talk."]
