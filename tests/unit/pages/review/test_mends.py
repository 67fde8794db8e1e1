"""A reviewer has a program put right what needs no words, after she has seen what it would do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from webapp.captions.document import Cue
from webapp.extensions import db
from webapp.models import KeptLint, Media, Revision, Transcript

MediaFactory = Callable[..., Media]
LONG = "We have never seen anything like it in all of our lives here."


@pytest.fixture
def transcript(media_factory: MediaFactory) -> Transcript:
    made = media_factory("A talk", cues=3).transcripts[0]
    made.add_cues(
        [
            Cue(20_000, 25_000, LONG),
            Cue(25_300, 27_300, "And on it goes."),
            Cue(40_000, 40_400, "Go."),
        ],
        author="engine",
    )
    db.session.commit()
    return made


def here(transcript: Transcript) -> str:
    return f"/media/{transcript.media.slug}/review/{transcript.id}/mend"


def ticks(page: str) -> list[str]:
    return [part.split('"')[0] for part in page.split('name="mend" value="')[1:]]


def test_what_would_change_is_shown_before_and_after(
    librarian: FlaskClient, transcript: Transcript
) -> None:
    page = librarian.get(here(transcript)).text
    assert "2 captions can be mended" in page
    assert "Balance the lines, Close the gap" in page
    assert "0:25.220" in page
    assert len(ticks(page)) == 2
    assert db.session.query(Revision).count() == 0


def test_what_is_ticked_is_one_revision_that_one_undo_takes_back(
    librarian: FlaskClient, transcript: Transcript
) -> None:
    before = [(cue.text, cue.start_ms, cue.end_ms) for cue in transcript.cues()]
    assert KeptLint.counts(transcript).errors > 0
    sent = {"mend": ticks(librarian.get(here(transcript)).text)}
    assert librarian.post(here(transcript), data=sent).status_code == 303
    db.session.expire_all()
    assert [revision.kind for revision in db.session.query(Revision)] == ["mend"]
    assert KeptLint.counts(transcript)[:2] == (0, 0)
    assert [cue.text.split() for cue in transcript.cues()] == [text.split() for text, *_ in before]
    librarian.post(here(transcript).replace("/mend", "/undo"))
    db.session.expire_all()
    assert [(cue.text, cue.start_ms, cue.end_ms) for cue in transcript.cues()] == before


def test_only_what_is_ticked_is_done(librarian: FlaskClient, transcript: Transcript) -> None:
    keys = ticks(librarian.get(here(transcript)).text)
    librarian.post(here(transcript), data={"mend": keys[1:]})
    db.session.expire_all()
    assert [cue.version for cue in transcript.cues()] == [1, 1, 1, 1, 1, 2]


def test_nothing_is_done_where_nothing_is_ticked_or_somebody_was_quicker(
    librarian: FlaskClient, transcript: Transcript
) -> None:
    assert librarian.post(here(transcript), data={}).status_code == 422
    keys = ticks(librarian.get(here(transcript)).text)
    transcript.cues()[3].version = 7
    db.session.commit()
    librarian.post(here(transcript), data={"mend": keys})
    db.session.expire_all()
    assert transcript.cues()[3].text == LONG


def test_a_long_transcript_is_looked_through_bit_by_bit(
    librarian: FlaskClient, media_factory: MediaFactory
) -> None:
    transcript = media_factory("Long", cues=1).transcripts[0]
    said = [Cue(n * 10_000, n * 10_000 + 5000, LONG) for n in range(1, 71)]
    transcript.add_cues(said, author="engine")
    db.session.commit()
    page = librarian.get(here(transcript)).text
    assert len(ticks(page)) == 60
    assert 'href="?from=61"' in page
    later = librarian.get(f"{here(transcript)}?from=61").text
    assert len(ticks(later)) == 10
    librarian.post(here(transcript), data={"from": "61", "mend": ticks(later)})
    db.session.expire_all()
    assert sum(cue.version == 2 for cue in transcript.cues()) == 10


def test_where_all_is_well_it_says_so(librarian: FlaskClient, media_factory: MediaFactory) -> None:
    page = librarian.get(here(media_factory("Fine", cues=2).transcripts[0])).text
    assert "There is nothing that a program can put right here." in page
