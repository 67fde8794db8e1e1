"""Ana fits the signer's time by what she sees in both videos; she tries it before she keeps it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from webapp.extensions import db
from webapp.models import Media, SignTrack

TWO = {
    "first_media": "0:10", "first_signer": "0:07",
    "second_media": "1:50.000", "second_signer": "1:47.100",
}  # fmt: skip


@pytest.fixture
def media(media_factory: MediaFactory) -> Media:
    media = media_factory()
    media.sign_tracks.append(SignTrack(language="bfi", file=media.file, duration_ms=120_000))
    db.session.commit()
    return media


@pytest.fixture
def here(media: Media) -> str:
    return f"/media/{media.slug}/signing/{media.sign_tracks[0].id}/fit"


@pytest.fixture
def ana(user_factory: UserFactory, sign_in: SignIn) -> FlaskClient:
    return sign_in(user_factory("Ana", "reviewer"))


def kept() -> tuple[int, float, str, int]:
    db.session.expire_all()
    track = db.session.scalars(db.select(SignTrack)).one()
    return track.offset_ms, track.rate, track.fitted, track.version


def test_two_moments_are_tried_and_then_kept(ana: FlaskClient, here: str) -> None:
    page = ana.post(here, data=TWO | {"do": "try"})
    assert page.status_code == 200
    assert "The signer begins at 0:03.007 of the video." in page.text
    assert "played 0.1% faster" in page.text
    assert 'data-offset="3007"' in page.text
    assert "data-together" in page.text
    assert kept() == (0, 1.0, "", 1)
    assert ana.post(here, data=TWO | {"do": "keep"}).status_code == 303
    assert kept() == (3007, 1.001, "hand", 2)
    assert "Somebody found this by hand." in ana.get(here).text


def test_one_moment_moves_the_beginning_alone(ana: FlaskClient, here: str) -> None:
    one = {"first_media": "0:01.5", "first_signer": "0:04", "do": "keep"}
    assert ana.post(here, data=one).status_code == 303
    assert kept() == (-2500, 1.0, "hand", 2)
    page = ana.get(here).text
    assert "The video begins at 0:02.500 of the signed version." in page


def test_what_tells_nothing_is_refused_with_all_that_was_typed(ana: FlaskClient, here: str) -> None:
    page = ana.post(here, data=TWO | {"second_media": "0:12", "do": "keep"})
    assert page.status_code == 422
    assert "too close together" in page.text
    assert 'value="1:47.100"' in page.text
    page = ana.post(here, data=TWO | {"second_signer": "", "first_media": "now", "do": "try"})
    assert page.status_code == 422
    assert page.text.count("Write a time such as 1:02.500.") == 4  # in the summary, and beside both
    assert kept() == (0, 1.0, "", 1)


def test_what_the_sound_told_can_be_forgotten(ana: FlaskClient, media: Media, here: str) -> None:
    track = media.sign_tracks[0]
    track.fitted, track.confidence, track.offset_ms = "sound", 0.82, 400
    db.session.commit()
    page = ana.get(here).text
    assert "82% sure" in page
    assert ana.post(here, data={"do": "forget"}).status_code == 303
    assert kept() == (0, 1.0, "", 2)
    assert ana.post(here, data={"do": "dance"}).status_code == 400


def test_that_the_sounds_differ_is_said(ana: FlaskClient, media: Media, here: str) -> None:
    media.sign_tracks[0].confidence = 0.07
    db.session.commit()
    assert "they are not alike" in ana.get(here).text
