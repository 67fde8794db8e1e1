"""Which signed versions wait for Ana, and which she has nothing to do with."""

from __future__ import annotations

import pytest

from tests.unit.conftest import MediaFactory, UserFactory
from webapp.extensions import db
from webapp.models import Library, SignNote, SignTrack, User
from webapp.models.sign_queue import SignQueues
from webapp.models.sign_review import SignReview


@pytest.fixture
def ana(user_factory: UserFactory) -> User:
    return user_factory("Ana", "reviewer")


@pytest.fixture
def tracks(media_factory: MediaFactory) -> list[SignTrack]:
    media = media_factory()
    made = [SignTrack(language="bfi", state=state) for state in ("draft", "draft", "published")]
    media.sign_tracks.extend(made)
    archive = Library(slug="archive", name="Archive")
    other = media_factory("Elsewhere", library=archive)
    other.sign_tracks.append(SignTrack(language="ase", state="draft"))
    db.session.commit()
    return made


def test_the_queues_of_a_reviewer(ana: User, tracks: list[SignTrack]) -> None:
    assert SignQueues(ana).counts() == {"mine": 0, "new": 2, "changes": 0, "approved": 0, "all": 3}
    SignReview(tracks[0], ana).take()
    SignReview(tracks[1], ana).ask_for_changes("Closer to the camera.")
    assert SignQueues(ana).counts() == {"mine": 1, "new": 0, "changes": 1, "approved": 0, "all": 3}
    SignNote.add(tracks[0].id, 0, ana, "Good.")
    db.session.flush()
    [row] = SignQueues(ana).page("mine", limit=5)
    assert (row.track, row.person, row.notes) == (tracks[0], "Ana", 1)


def test_a_viewer_reviews_nothing_and_an_owner_her_own(
    user_factory: UserFactory, tracks: list[SignTrack]
) -> None:
    ben = user_factory("Ben", "viewer")
    assert SignQueues(ben).counts()["all"] == 0
    tracks[0].media.owner_id = ben.id
    db.session.flush()
    assert SignQueues(ben).counts()["all"] == 3
