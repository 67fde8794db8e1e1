"""What is found in a transcript, and what becomes of the captions that somebody chose."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from webapp.captions.editing.replacing import Search
from webapp.extensions import db
from webapp.models import Media, Revision, Transcript, User
from webapp.models.editor import Editor
from webapp.models.replacing import Replacing, replace_in

TALK = Replacing(Search("talk"), "lecture")


@pytest.fixture
def transcript(media_factory: Callable[..., Media]) -> Transcript:
    return media_factory(cues=3).transcripts[0]


@pytest.fixture
def ana(user_factory: Callable[..., User]) -> User:
    return user_factory("Ana", "reviewer")


def test_places_have_their_number_version_and_spans(transcript: Transcript) -> None:
    places = TALK.places(transcript)
    assert [(p.number, p.version, p.start_ms) for p in places] == [
        (1, 1, 0),
        (2, 1, 3000),
        (3, 1, 6000),
    ]
    assert places[0].text[slice(*places[0].spans[0])] == "talk"


def test_a_caption_that_was_deleted_or_is_of_another_transcript_stays(
    transcript: Transcript, ana: User, media_factory: Callable[..., Media]
) -> None:
    other = media_factory("Another talk", cues=1).transcripts[0].cues()[0]
    first, second, third = transcript.cues()
    editor = Editor(transcript, ana)
    editor.delete(first.id, 1)
    outcome = replace_in(editor, TALK, {first.id: 1, second.id: 1, third.id: 9, other.id: 1})
    assert (outcome.changed, outcome.stale, outcome.emptied) == (1, 3, 0)
    db.session.expire_all()
    assert second.text == "Line 2 of the lecture."
    assert "talk" in third.text
    assert "talk" in other.text


def test_nothing_to_change_makes_no_revision(transcript: Transcript, ana: User) -> None:
    same = Replacing(Search("talk"), "talk")
    outcome = replace_in(Editor(transcript, ana), same, {transcript.cues()[0].id: 1})
    assert (outcome.revision, outcome.changed) == (None, 0)
    assert db.session.query(Revision).count() == 0
