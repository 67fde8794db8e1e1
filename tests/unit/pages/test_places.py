"""The viewer's place in a video is kept and offered again."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from webapp.accounts.takeout import _places
from webapp.extensions import db
from webapp.models import Media, Place, User


@pytest.fixture
def ana(user_factory: UserFactory) -> User:
    return user_factory("Ana")


@pytest.fixture
def hers(ana: User, sign_in: SignIn) -> FlaskClient:
    return sign_in(ana)


@pytest.fixture
def talk(media_factory: MediaFactory) -> Media:
    media = media_factory("A long talk", cues=3)
    media.duration_ms = 1_000_000
    db.session.commit()
    return media


def test_ana_is_offered_to_go_on_where_she_stopped(hers: FlaskClient, talk: Media) -> None:
    address = f"/media/{talk.slug}"
    assert re.search(r'id="place-offer"[^>]* hidden', hers.get(address).text)
    assert hers.post(f"{address}/place", data={"at": 760_000}).status_code == 204
    page = hers.get(address).text
    assert not re.search(r'id="place-offer"[^>]* hidden', page)
    link = re.search(r'id="place-go-on" href="([^"]+)".*?<span>([^<]+)', page, re.S)
    assert link is not None
    assert link[2] == "Go on from 12:40"
    there = hers.get(link[1].replace("&amp;", "&")).text
    assert "#t=760.0" in there
    assert re.search(r'id="place-offer"[^>]* hidden', there), (
        "whoever asked for a moment has chosen"
    )
    start = re.search(r'id="place-from-start" href="([^"]+)"', page)
    assert start is not None
    assert "#t=" not in hers.get(start[1].replace("&amp;", "&")).text


def test_of_a_stranger_the_server_keeps_nothing(client: FlaskClient, talk: Media) -> None:
    assert client.post(f"/media/{talk.slug}/place", data={"at": 760_000}).status_code == 204
    assert db.session.query(Place).count() == 0


@pytest.mark.parametrize("at", ["", "-1", "soon", "1e9"])
def test_a_senseless_place_is_refused(hers: FlaskClient, talk: Media, at: str) -> None:
    assert hers.post(f"/media/{talk.slug}/place", data={"at": at}).status_code == 400


def test_ana_lets_all_of_it_be_forgotten(hers: FlaskClient, ana: User, talk: Media) -> None:
    hers.post(f"/media/{talk.slug}/place", data={"at": 760_000})
    assert "Forget where I stopped" in hers.get("/settings").text
    answer = hers.post("/settings/forget-places", follow_redirects=True)
    assert "Forgotten. Videos begin at their start." in answer.text
    assert Place.of(ana, [talk.id]) == {}


def test_her_places_are_part_of_her_copy(hers: FlaskClient, ana: User, talk: Media) -> None:
    hers.post(f"/media/{talk.slug}/place", data={"at": 760_000})
    (copied,) = _places(db.session, ana)
    assert (copied["title"], copied["at_ms"]) == ("A long talk", 760_000)
    talk.visibility = "members"
    db.session.commit()
    assert _places(db.session, ana) == []
