"""Ben's phone plays one video at a time: he asks for one with the signer in it."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from webapp.extensions import db
from webapp.models import Composition, SignTrack
from webapp.models.clock import utc_now

ADDRESS = "/media/{}/signs/{}/composed"


@pytest.fixture
def track(media_factory: MediaFactory) -> SignTrack:
    made = SignTrack(
        media=media_factory("The lighthouse", cues=1), language="bfi", title="Dora", file="ab/1.mp4"
    )
    db.session.add(made)
    db.session.commit()
    return made


@pytest.fixture
def address(track: SignTrack) -> str:
    return ADDRESS.format(track.media.slug, track.id)


def test_ben_asks_waits_watches_and_saves(
    app: Flask, client: FlaskClient, track: SignTrack, address: str
) -> None:
    assert "One video with the signer in it" in client.get(f"/media/{track.media.slug}").text
    assert 'name="layout"' in client.get(address).text
    asked = client.post(address, data={"layout": "side", "share": "50"})
    assert asked.status_code == 303
    waiting = client.get(asked.location).text
    assert "It is waiting for its turn." in waiting
    assert f'hx-get="{asked.location}"' in waiting
    made = db.session.query(Composition).one()
    assert (made.layout, made.share) == ("side", 50)
    made.file = app.extensions["storage"].save(io.BytesIO(b"film"), ".mp4")
    assert made.job is not None
    made.job.state = "done"
    db.session.commit()
    news = client.get(asked.location, headers={"HX-Request": "true"}).text
    assert "hx-get" not in news
    assert "It is ready." in news, "it is announced"
    source = re.search(r'<video[^>]* src="([^"]+)"', news)
    assert source is not None
    assert "<track" in news
    played = client.get(source[1])
    assert (played.data, played.mimetype) == (b"film", "video/mp4")
    saved = client.get(f"{asked.location}/play?save=1")
    assert "attachment" in saved.headers["Content-Disposition"]
    assert "Signer beside the video, 50 % of the width" in client.get(address).text
    again = client.post(address, data={"layout": "side", "share": "50"})
    assert again.location == asked.location


def test_who_plays_or_saves_it_uses_it_too(app: Flask, client: FlaskClient, address: str) -> None:
    asked = client.post(address, data={"layout": "side", "share": "50"}).location
    made = db.session.query(Composition).one()
    made.file = app.extensions["storage"].save(io.BytesIO(b"film"), ".mp4")
    for way in ("play", "play?save=1"):
        made.used_at = long_ago = utc_now() - timedelta(days=29)
        db.session.commit()
        assert client.get(f"{asked}/{way}", headers={"Range": "bytes=0-1"}).status_code == 206
        db.session.refresh(made)
        assert made.used_at - long_ago > timedelta(days=28)


def test_what_failed_says_why_and_can_be_tried_again(client: FlaskClient, address: str) -> None:
    asked = client.post(address, data={"layout": "corner", "share": "34"})
    made = db.session.query(Composition).one()
    assert made.job is not None
    made.job.state, made.job.error = "failed", "This file is damaged."
    db.session.commit()
    page = client.get(asked.location).text
    assert "It did not work: This file is damaged." in page
    assert "Try again" in page
    assert client.get(f"{asked.location}/play").status_code == 404


@pytest.mark.parametrize(
    "chosen", [{"layout": "above", "share": "34"}, {"layout": "side", "share": "49"}, {}]
)
def test_what_is_not_in_the_lists_is_refused(
    client: FlaskClient, address: str, chosen: dict[str, str]
) -> None:
    refused = client.post(address, data=chosen)
    assert refused.status_code == 422
    assert "Choose one of the list." in refused.text
    assert db.session.query(Composition).count() == 0


def test_a_version_that_is_no_viewers_yet_is_its_reviewers_alone(
    client: FlaskClient, user_factory: UserFactory, sign_in: SignIn, track: SignTrack, address: str
) -> None:
    asked = client.post(address, data={"layout": "side", "share": "50"}).location
    track.offered = False
    db.session.commit()
    for place in (address, asked, f"{asked}/play"):
        assert client.get(place).status_code == 404
    rita = sign_in(user_factory("Rita", "reviewer"))
    assert rita.get(address).status_code == 200
    assert rita.get(asked).status_code == 200


def test_another_versions_video_is_not_to_be_had_here(
    client: FlaskClient, track: SignTrack, address: str
) -> None:
    asked = client.post(address, data={"layout": "side", "share": "50"}).location
    other = SignTrack(media=track.media, language="ase", file="ab/2.mp4")
    db.session.add(other)
    db.session.commit()
    elsewhere = asked.replace(f"/signs/{track.id}/", f"/signs/{other.id}/")
    assert client.get(elsewhere).status_code == 404
