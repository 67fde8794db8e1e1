"""Rita types, and her browser crashes: what she had begun is there when she comes back."""

from __future__ import annotations

import pytest

from tests.unit.conftest import MediaFactory, UserFactory
from webapp.extensions import db
from webapp.models import Cue, CueDraft, Transcript, User


@pytest.fixture
def rita(user_factory: UserFactory) -> User:
    return user_factory("Rita", "reviewer")


@pytest.fixture
def transcript(media_factory: MediaFactory) -> Transcript:
    return media_factory(cues=3).transcripts[0]


@pytest.fixture
def cue(transcript: Transcript) -> Cue:
    return transcript.cues()[1]


def keep(user: User, cue: Cue, text: str) -> None:
    content = {"text": text, "speaker": "", "label": "", "start_ms": 3000, "end_ms": 5500}
    CueDraft.keep(user, cue, cue.version, content)
    db.session.commit()


def test_the_newest_is_kept_for_her_alone(
    rita: User, cue: Cue, transcript: Transcript, user_factory: UserFactory
) -> None:
    keep(rita, cue, "Half")
    keep(rita, cue, "Half a sen")
    assert CueDraft.of(rita, [cue.id])[cue.id].content["text"] == "Half a sen"
    assert CueDraft.begun(rita, transcript) == [cue]
    other = user_factory("Ben", "reviewer")
    assert CueDraft.of(other, [cue.id]) == {}
    assert CueDraft.begun(other, transcript) == []


def test_what_says_the_same_as_the_caption_is_nothing_begun(rita: User, cue: Cue) -> None:
    keep(rita, cue, "Half")
    keep(rita, cue, cue.text)
    assert CueDraft.of(rita, [cue.id]) == {}


def test_it_goes_with_the_caption_and_with_the_account(rita: User, cue: Cue) -> None:
    keep(rita, cue, "Half")
    db.session.delete(rita)
    db.session.commit()
    assert db.session.query(CueDraft).count() == 0


def test_of_a_deleted_caption_nothing_is_offered(
    rita: User, cue: Cue, transcript: Transcript
) -> None:
    keep(rita, cue, "Half")
    cue.deleted_at_ms = 1
    db.session.commit()
    assert CueDraft.begun(rita, transcript) == []
