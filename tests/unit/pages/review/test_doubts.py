"""A reviewer judges the words that a program was unsure of, one press each."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from webapp.extensions import db
from webapp.models import Media, Revision, Transcript

MediaFactory = Callable[..., Media]


@pytest.fixture
def transcript(media_factory: MediaFactory) -> Transcript:
    """In the first caption a name is doubtful, in the second one that somebody says no."""
    made = media_factory("A clinic", cues=3).transcripts[0]
    for cue, text in zip(made.cues(), ["We saw Okonkwo here.", "He is not ill."], strict=False):
        cue.text = text
        cue.words = [
            [word, n * 400, n * 400 + 300, 0.2 if word in ("Okonkwo", "not") else 0.9]
            for n, word in enumerate(text.split())
        ]
    db.session.commit()
    return made


def address(transcript: Transcript) -> str:
    return f"/media/{transcript.media.slug}/review/{transcript.id}"


def test_the_queue_begins_with_what_would_mislead_most(
    librarian: FlaskClient, transcript: Transcript
) -> None:
    page = librarian.get(f"{address(transcript)}/doubts").text
    assert "2 doubtful words" in page
    assert page.index('<mark class="doubt-word">not</mark>') < page.index(">Okonkwo</mark>")
    assert "says no, 20 % sure" in page


def test_a_word_that_was_accepted_leaves_the_queue_and_verifies_nothing(
    librarian: FlaskClient, transcript: Transcript
) -> None:
    cue = transcript.cues()[1]
    here = f"{address(transcript)}/doubts"
    sent = {"cue": cue.id, "version": 1, "word": 2, "text": "not"}
    assert librarian.post(here, data=sent).status_code == 303
    db.session.expire_all()
    assert (cue.words[2], cue.state, cue.author) == (["not", 800, 1100, None], "draft", "engine")
    assert "1 doubtful word<" in librarian.get(here).text
    assert [revision.kind for revision in db.session.query(Revision)] == ["state"]
    assert transcript.drafts == 3
    librarian.post(f"{address(transcript)}/undo")
    db.session.expire_all()
    assert cue.words[2][3] == 0.2


@pytest.mark.parametrize(("version", "word"), [(7, 2), (1, 0), (1, 99)])
def test_what_has_changed_meanwhile_is_not_accepted(
    librarian: FlaskClient, transcript: Transcript, version: int, word: int
) -> None:
    cue = transcript.cues()[1]
    sent = {"cue": cue.id, "version": version, "word": word, "text": "not"}
    librarian.post(f"{address(transcript)}/doubts", data=sent)
    db.session.expire_all()
    assert cue.words[2][3] == 0.2


def test_an_open_caption_offers_it_too(librarian: FlaskClient, transcript: Transcript) -> None:
    cue = transcript.cues()[0]
    here = f"{address(transcript)}/cues/{cue.id}"
    form = librarian.get(here).text
    assert f'formaction="{here}/accept?word=2&amp;text=Okonkwo"' in form
    assert 'data-start="7" data-end="14"' in form
    librarian.post(f"{here}/accept?word=2&text=Okonkwo", data={"text": cue.text, "version": "1"})
    db.session.expire_all()
    assert cue.words[2][3] is None
    assert "/accept?" not in librarian.get(here).text
