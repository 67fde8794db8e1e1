"""Who is at which caption just now, and who has left."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.unit.conftest import MediaFactory, UserFactory
from webapp.extensions import db
from webapp.models import Presence, Transcript, User
from webapp.models.clock import utc_now
from webapp.models.presence import HERE, SWEPT


@pytest.fixture
def transcript(media_factory: MediaFactory) -> Transcript:
    return media_factory(cues=3).transcripts[0]


@pytest.fixture
def ana(user_factory: UserFactory) -> User:
    return user_factory("Ana", "reviewer")


@pytest.fixture
def ben(user_factory: UserFactory) -> User:
    return user_factory("Ben", "reviewer")


def age(by: timedelta) -> None:
    for each in db.session.query(Presence):
        each.at = utc_now() - by
    db.session.commit()


def test_one_sees_the_others_and_not_herself(transcript: Transcript, ana: User, ben: User) -> None:
    cue = transcript.cues()[1]
    Presence.beat(ana, transcript, cue.id)
    Presence.beat(ben, transcript, None)
    assert [(p.user, p.cue_id) for p in Presence.others(ben, transcript)] == [(ana, cue.id)]
    assert [p.user for p in Presence.others(ana, transcript)] == [ben]


def test_who_is_silent_has_left_and_old_rows_are_swept(
    transcript: Transcript, ana: User, ben: User
) -> None:
    Presence.beat(ana, transcript, None)
    age(HERE)
    assert Presence.others(ben, transcript) == []
    age(SWEPT + timedelta(seconds=1))
    Presence.beat(ben, transcript, None)
    db.session.commit()
    assert [each.user_id for each in db.session.query(Presence)] == [ben.id]


def test_who_says_that_she_goes_is_gone(transcript: Transcript, ana: User, ben: User) -> None:
    Presence.beat(ana, transcript, None)
    Presence.leave(ana, transcript)
    assert Presence.others(ben, transcript) == []


def test_the_row_goes_with_the_account_and_stays_when_the_caption_goes(
    transcript: Transcript, ana: User, ben: User
) -> None:
    cue = transcript.cues()[0]
    Presence.beat(ana, transcript, cue.id)
    db.session.commit()
    db.session.delete(cue)
    db.session.commit()
    assert [p.cue_id for p in Presence.others(ben, transcript)] == [None]
    db.session.delete(ana)
    db.session.commit()
    assert Presence.others(ben, transcript) == []
