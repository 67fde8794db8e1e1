"""Ana and Lena talk about captions in notes, and settle them."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory
from webapp.extensions import db
from webapp.models import CueNote, Media, Report

HTMX = {"HX-Request": "true"}


def only() -> CueNote:
    db.session.expire_all()
    return db.session.scalars(db.select(CueNote).where(CueNote.answers_id.is_(None))).one()


def test_a_note_is_said_answered_and_settled(
    ana: FlaskClient, librarian: FlaskClient, media: Media, here: str
) -> None:
    cue = media.transcripts[0].cues()[1]
    sent = librarian.post(f"{here}/cues/{cue.id}/notes", data={f"note-{cue.id}": "Is it Dorah?"})
    assert sent.location == f"{here}/notes"
    page = ana.get(f"{here}/notes").text
    assert "1 note is open" in page
    assert "Is it Dorah?" in page
    note = only()
    ana.post(f"{here}/notes/{note.id}", data={"do": "answer", f"answer-{note.id}": "Yes."})
    ana.post(f"{here}/notes/{note.id}", data={"do": "settle"})
    page = librarian.get(f"{here}/notes").text
    assert "0 notes are open" in page
    assert "Settled" in page
    assert "Yes." in page
    assert only().settled_by.name == "Ana"


def test_in_the_row_a_note_answers_with_its_part_and_leaves_the_rest_alone(
    ana: FlaskClient, media: Media, here: str
) -> None:
    cue = media.transcripts[0].cues()[0]
    sent = ana.post(f"{here}/cues/{cue.id}/notes", data={f"note-{cue.id}": "Who?"}, headers=HTMX)
    assert sent.status_code == 200
    assert re.search(
        rf'<section class="cue-notes" id="cue-notes-{cue.id}"[^>]*hx-swap-oob', sent.text
    )
    assert "Who?" in sent.text
    assert "The note was added." in sent.text
    assert '<textarea id="cue-text' not in sent.text
    empty = ana.post(f"{here}/cues/{cue.id}/notes", data={}, headers=HTMX)
    assert empty.status_code == 422
    assert "Write what you want to say." in empty.text


def test_without_scripts_what_stood_in_the_fields_is_kept(
    ana: FlaskClient, media: Media, here: str
) -> None:
    cue = media.transcripts[0].cues()[0]
    form = {
        f"note-{cue.id}": "Who?", "version": "1", "text": "Half a sent", "speaker": "", "label": "",
        "start": "0.000", "end": "2.500",
    }  # fmt: skip
    answer = ana.post(f"{here}/cues/{cue.id}/notes", data=form)
    assert answer.location == f"{here}/cues/{cue.id}"
    assert "Half a sent" in ana.get(f"{here}/cues/{cue.id}?draft=1").text


def test_an_open_row_shows_notes_and_what_viewers_reported(
    ana: FlaskClient, media: Media, here: str
) -> None:
    cue = media.transcripts[0].cues()[0]
    Report.say(media, cue, at_ms=0, kind="words", text="She says park.", reporter=None, token="a")
    db.session.commit()
    page = ana.get(f"{here}/cues/{cue.id}").text
    assert "She says park." in page
    link = re.search(r'href="([^"]*reports\?cue=\d+)"', page)
    assert link is not None
    assert "She says park." in ana.get(link[1]).text


def test_long_or_empty_notes_are_refused_with_what_was_written(ana: FlaskClient, here: str) -> None:
    for text, sentence in (("", "Write what"), ("x" * 501, "at most 500 letters")):
        answer = ana.post(f"{here}/notes", data={"note": text})
        assert answer.status_code == 422
        assert sentence in answer.text
        assert text in answer.text


def test_notes_of_other_transcripts_and_cues_are_not_to_be_had(
    ana: FlaskClient, media_factory: MediaFactory, media: Media, here: str
) -> None:
    other = media_factory(cues=1).transcripts[0].cues()[0]
    assert ana.post(f"{here}/cues/{other.id}/notes", data={}).status_code == 404
    assert ana.post(f"{here}/notes/99", data={"do": "settle"}).status_code == 404
