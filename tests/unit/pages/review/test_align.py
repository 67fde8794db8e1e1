"""Ida asks for her words to be fitted to the sound, and reads what came of it."""

from __future__ import annotations

import pytest

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from tests.unit.pages.desk import Desk
from webapp.extensions import db
from webapp.models import Alignment, Transcript, User
from webapp.models.editor import Editor


@pytest.fixture
def ida(user_factory: UserFactory) -> User:
    return user_factory("Ida", "reviewer")


@pytest.fixture
def transcript(media_factory: MediaFactory, ida: User) -> Transcript:
    made: Transcript = media_factory(cues=2).transcripts[0]
    made.language = "en"
    cue = made.cues()[0]
    Editor(made, ida).correct(cue.id, cue.version, text="What Ida wrote.")
    db.session.commit()
    return made


@pytest.fixture
def desk(transcript: Transcript, ida: User, sign_in: SignIn) -> Desk:
    return Desk(sign_in(ida), transcript)


def test_it_is_asked_for_once_and_told_when_it_is_done(desk: Desk, transcript: Transcript) -> None:
    transcript_id = transcript.id
    assert desk.post("/align", page=True).status_code == 303
    assert "It is waiting for its turn." in desk.get("/align", page=True).text
    again = desk.post("/align", page=True)
    assert again.status_code == 422
    assert "Wait, or stop that first." in again.text
    wish = Alignment.newest_of(transcript_id)
    assert wish is not None
    wish.job.state, wish.fitted, wish.missed = "done", 12, 1
    db.session.commit()
    page = desk.get("/align")
    assert "The words of 12 captions have their times. Those of one were not found" in page.text
    assert 'hx-trigger="every' not in page.text


def test_it_can_be_stopped_and_tried_again(desk: Desk, transcript: Transcript) -> None:
    transcript_id = transcript.id
    desk.post("/align", page=True)
    wish = Alignment.newest_of(transcript_id)
    assert wish is not None
    wish_id = wish.id
    desk.post(f"/align/{wish_id}", page=True, do="stop")
    assert db.session.get_one(Alignment, wish_id).job.state == "cancelled"
    db.session.get_one(Alignment, wish_id).job.state = "failed"
    db.session.commit()
    desk.post(f"/align/{wish_id}", page=True, do="retry")
    assert db.session.get_one(Alignment, wish_id).job.state == "queued"
    assert desk.post("/align/999", page=True).status_code == 404


def test_another_language_is_refused_with_a_sentence(desk: Desk, transcript: Transcript) -> None:
    transcript.language = "de"
    db.session.commit()
    answer = desk.post("/align", page=True)
    assert answer.status_code == 422
    assert "This works for captions in English alone" in answer.text


def test_a_draft_that_nobody_corrected_has_its_times(
    media_factory: MediaFactory, ida: User, sign_in: SignIn
) -> None:
    draft = media_factory("Untouched", cues=2).transcripts[0]
    draft.language = "en"
    db.session.commit()
    answer = Desk(sign_in(ida), draft).post("/align", page=True)
    assert "No caption has been corrected yet." in answer.text
