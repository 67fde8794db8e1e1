"""Ida reads how good a signed version is: what must be mended first, and how to film again."""

from __future__ import annotations

import io
from typing import get_args

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from webapp.extensions import db
from webapp.media.sign_checks import CheckName
from webapp.models import SignTrack
from webapp.models.sign_check import SignCheck
from webapp.pages.signing import report


def check(name: str, level: str, ok: bool | None, **fields: object) -> SignCheck:
    measured = {} if ok is None else {"value": 10.0, "limit": 12.0}
    return SignCheck(name=name, level=level, ok=ok, **({"unit": "fps"} | measured | fields))


@pytest.fixture
def ida(user_factory: UserFactory, sign_in: SignIn) -> FlaskClient:
    return sign_in(user_factory("Ida", "reviewer"))


@pytest.fixture
def track(app: Flask, media_factory: MediaFactory) -> SignTrack:
    save = app.extensions["storage"].save
    media = media_factory("The lighthouse")
    track = SignTrack(
        language="bfi", file=save(io.BytesIO(b"signs"), ".mp4"), offered=False, state="draft"
    )
    track.checks = [
        check("flashes", "must", True),
        check("hands", "should", None),
        check("blur", "should", False, at_ms=[900, 2000], still=save(io.BytesIO(b"jpeg"), ".jpg")),
        check("frame_rate", "must", False, at_ms=[61_500]),
    ]
    media.sign_tracks = [track]
    db.session.commit()
    return track


@pytest.fixture
def here(track: SignTrack) -> str:
    return f"/media/{track.media.slug}/signing/{track.id}"


def words(page: str) -> str:
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    section = tree.find(".//*[@id='sign-report']")
    return " ".join("".join(section.itertext()).split())


def test_musts_come_first_and_a_sentence_on_top_says_how_much_there_is(
    ida: FlaskClient, here: str
) -> None:
    said = words(ida.get(f"{here}/report").text)
    parts = (
        "1 thing must be mended before it is published. 1 thing should be mended.",
        "Must be mended (1)",
        "Only 10 different pictures a second",
        "To mend it: Set the camera to 25, 30 or more pictures a second.",
        "Should be mended (1)",
        "Not checked (1)",
        "In order (1)",
    )
    places = [said.find(part) for part in parts]
    assert places == sorted(places)
    assert places[0] >= 0
    assert "(must)" in said
    assert "(should)" in said


def test_the_same_stands_on_the_page_of_the_version(ida: FlaskClient, here: str) -> None:
    assert words(ida.get(here).text) == words(ida.get(f"{here}/report").text)


def test_a_moment_leads_to_the_video_and_has_its_picture(
    ida: FlaskClient, track: SignTrack, here: str
) -> None:
    page = ida.get(f"{here}/report").text
    assert f'href="{here}?t=61.5#sign-video">See it at 1:01<' in page
    blur = next(each for each in track.checks if each.name == "blur")
    assert f"{here}/report/{blur.id}/still?v=" in page
    assert 'alt="The picture at 0:00"' in page
    assert ida.get(f"{here}/report/{blur.id}/still").data == b"jpeg"


def test_a_check_without_a_picture_or_of_another_version_has_no_still(
    ida: FlaskClient, track: SignTrack, here: str
) -> None:
    rate = next(each for each in track.checks if each.name == "frame_rate")
    assert ida.get(f"{here}/report/{rate.id}/still").status_code == 404
    assert ida.get(f"{here}/report/99/still").status_code == 404


def test_nobody_else_sees_the_report_or_its_pictures(
    client: FlaskClient, track: SignTrack, here: str, user_factory: UserFactory, sign_in: SignIn
) -> None:
    vera = sign_in(user_factory("Vera", "viewer"))
    for address in (f"{here}/report", f"{here}/report/{track.checks[2].id}/still"):
        assert vera.get(address).status_code == 403
        assert client.get(address).status_code == 303


def test_what_passed_everything_says_so(ida: FlaskClient, track: SignTrack, here: str) -> None:
    track.checks = [check("flashes", "must", True)]
    db.session.commit()
    assert "Nothing has to be mended." in ida.get(f"{here}/report").text


def test_what_came_prepared_was_not_examined(ida: FlaskClient, track: SignTrack, here: str) -> None:
    track.checks = []
    db.session.commit()
    assert "It was not examined: it came prepared." in ida.get(f"{here}/report").text


@pytest.mark.parametrize("ok", [True, False, None])
def test_every_check_can_be_read(app: Flask, ok: bool | None) -> None:
    track = SignTrack(checks=[check(name, "should", ok) for name in get_args(CheckName)])
    with app.test_request_context():
        found = report.of(track)
    assert found is not None
    lines = [line for group in found.groups for line in group.lines]
    assert len(lines) == len(get_args(CheckName))
    assert all(line.name and line.sentence for line in lines)
    assert all(bool(line.again) == (ok is False) for line in lines)
