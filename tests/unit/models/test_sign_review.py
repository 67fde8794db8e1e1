"""Ida, who is deaf, signs a version off; Ana asks for changes; Lena publishes it."""

from __future__ import annotations

import pytest

from tests.unit.conftest import MediaFactory, UserFactory
from webapp.extensions import db
from webapp.models import (
    Job,
    SignAssignment,
    SignCheck,
    SignFeedback,
    SignNote,
    SignStep,
    SignTrack,
    User,
)
from webapp.models.reviewer import ReviewRefused
from webapp.models.sign_gate import gate_of
from webapp.models.sign_review import SignReview


@pytest.fixture
def track(media_factory: MediaFactory) -> SignTrack:
    media = media_factory()
    track = SignTrack(language="bfi", file="ab/1.mp4", state="draft", offered=False)
    media.sign_tracks.append(track)
    db.session.commit()
    return track


@pytest.fixture
def ana(user_factory: UserFactory) -> User:
    return user_factory("Ana", "reviewer", hearing="hearing")


@pytest.fixture
def ida(user_factory: UserFactory) -> User:
    return user_factory("Ida", "reviewer", hearing="deaf")


def missing(track: SignTrack) -> dict[str, int]:
    return {each.name: each.count for each in gate_of(track).items if not each.is_met}


def test_what_is_asked_of_a_signed_version(track: SignTrack, ana: User) -> None:
    assert missing(track) == {"signed": 1, "deaf": 1, "fitted": 1}
    track.job = Job(kind="signs", state="running")
    track.checks = [
        SignCheck(name="frame_rate", level="must", ok=False),
        SignCheck(name="blur", level="should", ok=False),
        SignCheck(name="hands", level="must", ok=None),
    ]
    for understood, state in (("no", "open"), ("no", "answered"), ("partly", "open")):
        db.session.add(SignFeedback(track_id=track.id, understood=understood, state=state))
    note = SignNote.add(track.id, 1500, ana, "The hand leaves the picture.")
    db.session.flush()
    note.answer(ana, "So it does.")
    db.session.flush()
    found = missing(track)
    assert found == {
        "prepared": 1, "musts": 1, "feedback": 1, "notes": 1, "signed": 1, "deaf": 1, "fitted": 1
    }  # fmt: skip
    assert {each.name for each in gate_of(track).missing} == found.keys() - {"deaf", "fitted"}


def test_a_deaf_reviewers_sign_off_is_told_apart(track: SignTrack, ana: User, ida: User) -> None:
    SignReview(track, ana).approve()
    assert missing(track) == {"deaf": 1, "fitted": 1}
    SignReview(track, ida).approve()
    assert missing(track) == {"fitted": 1}
    ida.hearing = ""  # she may take it back: what she said then stays
    assert missing(track) == {"fitted": 1}
    track.fit(200, 1.0)
    assert missing(track) == {"signed": 1, "deaf": 1}  # what was signed off was another version


def test_it_is_taken_changed_and_given_back(track: SignTrack, ana: User, ida: User) -> None:
    SignReview(track, ana).take()
    given = SignAssignment.of(track.id)
    assert (track.state, given and given.person_id) == ("review", ana.id)
    with pytest.raises(ReviewRefused, match="Say what should be changed"):
        SignReview(track, ana).ask_for_changes("")
    SignReview(track, ana).ask_for_changes("Film it again in daylight.")
    SignReview(track, ida).take()
    SignReview(track, ida).give_back()
    assert (track.state, SignAssignment.of(track.id)) == ("changes", None)
    with pytest.raises(ReviewRefused, match="Nobody has taken"):
        SignReview(track, ida).give_back()
    assert [each.state for each in SignStep.of(track.id)] == [
        "changes", "review", "changes", "review"
    ]  # fmt: skip


def test_nobody_signs_off_what_is_not_there_or_has_open_notes(track: SignTrack, ida: User) -> None:
    note = SignNote.add(track.id, None, ida, "Who is that?")
    db.session.flush()
    with pytest.raises(ReviewRefused, match="One note still waits"):
        SignReview(track, ida).approve()
    note.settle(ida)
    track.job = Job(kind="signs", state="queued")
    with pytest.raises(ReviewRefused, match="still being prepared"):
        SignReview(track, ida).approve()


def test_it_is_published_with_a_reason_where_something_is_missing(
    track: SignTrack, ida: User
) -> None:
    with pytest.raises(ReviewRefused, match="One thing is still missing"):
        SignReview(track, ida).publish()
    SignReview(track, ida).publish("The school waits.")
    step = SignStep.last(track.id, "published")
    assert step is not None
    assert (step.why, step.overridden) == ("The school waits.", [{"name": "signed", "count": 1}])
    assert track.offered
    assert track.media.signed == [track]


def test_it_is_taken_from_viewers_with_a_reason(track: SignTrack, ida: User) -> None:
    with pytest.raises(ReviewRefused, match="Viewers do not get"):
        SignReview(track, ida).unpublish("Wrong video.")
    SignReview(track, ida).approve()
    SignReview(track, ida).publish()
    with pytest.raises(ReviewRefused, match="Say why"):
        SignReview(track, ida).unpublish("")
    SignReview(track, ida).unpublish("Wrong video.")
    assert (track.state, track.offered) == ("unpublished", False)


def test_nothing_is_published_that_cannot_be_played(track: SignTrack, ida: User) -> None:
    track.file = ""
    with pytest.raises(ReviewRefused, match="nothing to be played"):
        SignReview(track, ida).publish("Now.")


def test_notes_stand_in_order_and_an_answered_one_waits_again(track: SignTrack, ana: User) -> None:
    late, early, whole = (SignNote.add(track.id, at, ana, f"At {at}.") for at in (9000, 1000, None))
    db.session.flush()
    early.settle(ana)
    assert [each.at_ms for each in SignNote.of(track.id)] == [None, 9000, 1000]
    early.answer(ana, "Not yet.")
    assert SignNote.count_open(track.id) == 3
    assert [each.at_ms for each in SignNote.of(track.id)] == [None, 1000, 9000]
    assert (late.answers, whole.answers) == ([], [])
