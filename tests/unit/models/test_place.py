"""Ana stops in the middle and comes back another day."""

from __future__ import annotations

import pytest

from tests.unit.conftest import MediaFactory, UserFactory
from webapp.extensions import db
from webapp.models import Media, Place, User


@pytest.fixture
def ana(user_factory: UserFactory) -> User:
    return user_factory("Ana")


@pytest.fixture
def talk(media_factory: MediaFactory) -> Media:
    media = media_factory()
    media.duration_ms = 100_000
    db.session.commit()
    return media


def place(user: User, media: Media) -> int | None:
    return Place.of(user, [media.id]).get(media.id)


def keep(user: User, media: Media, at_ms: int) -> None:
    Place.keep(user, media, at_ms)
    db.session.commit()


def test_the_newest_place_is_kept(ana: User, talk: Media) -> None:
    keep(ana, talk, 20_000)
    keep(ana, talk, 60_000)
    assert place(ana, talk) == 60_000


def test_the_first_seconds_keep_nothing_and_change_nothing(ana: User, talk: Media) -> None:
    keep(ana, talk, 9_999)
    assert place(ana, talk) is None
    keep(ana, talk, 50_000)
    keep(ana, talk, 3_000)
    assert place(ana, talk) == 50_000


def test_whoever_has_seen_it_is_not_asked_to_go_on(ana: User, talk: Media) -> None:
    keep(ana, talk, 94_999)
    assert place(ana, talk) == 94_999
    keep(ana, talk, 95_000)
    assert place(ana, talk) is None


def test_the_places_of_a_page_of_media_are_those_of_one_person(
    ana: User, talk: Media, media_factory: MediaFactory, user_factory: UserFactory
) -> None:
    ben, other = user_factory("Ben"), media_factory(cues=20)
    keep(ana, talk, 20_000)
    keep(ben, talk, 30_000)
    keep(ana, other, 40_000)
    assert Place.of(ana, [talk.id, other.id, 999]) == {talk.id: 20_000, other.id: 40_000}
    assert Place.of(None, [talk.id]) == {}
    Place.forget(ana)
    db.session.commit()
    assert Place.of(ana, [talk.id, other.id]) == {}
    assert place(ben, talk) == 30_000


def test_places_go_with_the_account_and_with_the_media(
    ana: User, talk: Media, user_factory: UserFactory
) -> None:
    ben = user_factory("Ben")
    keep(ana, talk, 20_000)
    keep(ben, talk, 20_000)
    db.session.delete(ana)
    db.session.commit()
    assert db.session.query(Place).count() == 1
    db.session.delete(talk)
    db.session.commit()
    assert db.session.query(Place).count() == 0
