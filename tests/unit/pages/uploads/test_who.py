"""Who may send what, and how much of it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from tests.unit.pages.uploads.sending import (
    FILM,
    HALF,
    SPOKEN,
    begin,
    kept,
    offset_of,
    send,
)
from webapp import tus
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import Library, Membership, User

pytestmark = pytest.mark.without("s3", reason="an object store takes uploads in parts")


def test_only_its_owner_gets_at_an_upload(
    browser: FlaskClient, client: FlaskClient, user_factory: UserFactory, sign_in: SignIn
) -> None:
    address = begin(browser).location
    others = {sign_in(user_factory("Lena", "librarian")): 404, client: 401}
    for other, status in others.items():
        assert other.head(address, headers=SPOKEN).status_code == status
        assert send(other, address, FILM).status_code == status
        assert other.delete(address, headers=SPOKEN).status_code == status
    assert offset_of(browser, address) == 0


def test_whoever_may_no_longer_upload_cannot_go_on(browser: FlaskClient, ana: User) -> None:
    address = begin(browser).location
    db.session.execute(db.delete(Membership).where(Membership.user_id == ana.id))
    db.session.commit()
    assert send(browser, address, FILM).status_code == 403
    assert kept() == []


def test_another_site_cannot_send_anything(browser: FlaskClient) -> None:
    address = begin(browser).location
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert send(browser, address, FILM, **headers).status_code == 403


def test_a_file_goes_to_the_library_it_was_meant_for(
    user_factory: UserFactory, sign_in: SignIn
) -> None:
    archive = Library(slug="archive", name="Archive", default_visibility="people")
    db.session.add(archive)
    browser = sign_in(user_factory("Ula", "uploader", library=archive))
    headers = {**SPOKEN, "Upload-Length": "4", "Content-Type": tus.PIECE}
    assert browser.post("/uploads/", headers=headers, data=b"film").status_code == 403
    begun = browser.post("/uploads/?library=archive", headers=headers, data=b"film")
    assert begun.status_code == 201
    (media,) = kept()
    assert (media.library.slug, media.visibility) == ("archive", "people")


@pytest.mark.parametrize(
    ("words", "size", "sentence"),
    [({"visibility": "aliens"}, 5, "Choose who may watch it."), ({}, 0, "This file is empty.")],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(
    browser: FlaskClient, words: dict[str, str], size: int, sentence: str
) -> None:
    answer = begin(browser, size, **words)
    assert answer.status_code == 422
    assert sentence in answer.get_json(force=True)["detail"]


def test_more_than_was_said_is_not_taken(browser: FlaskClient) -> None:
    address = begin(browser, 10).location
    assert send(browser, address, FILM).status_code == 413
    assert offset_of(browser, address) == 0


class TestRoom:
    """What is said to come takes its room at once."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"person_quota_bytes": len(FILM) * 2})

    def test_a_file_that_does_not_fit_is_refused_at_the_beginning(
        self, browser: FlaskClient
    ) -> None:
        answer = begin(browser, len(FILM) * 2 + 1)
        assert answer.status_code == 413
        assert "This file does not fit." in answer.get_json(force=True)["detail"]

    def test_what_is_to_come_counts_and_gives_its_room_back(self, browser: FlaskClient) -> None:
        first = begin(browser, len(FILM) * 2)
        assert begin(browser, 1).status_code == 413
        browser.delete(first.location, headers=SPOKEN)
        address = begin(browser, len(FILM)).location
        assert send(browser, address, FILM).status_code == 204, "its own room is not in its way"
        assert begin(browser, len(FILM)).status_code == 201

    def test_room_that_is_gone_at_the_end_is_told_and_the_upload_waits(
        self, app: Flask, browser: FlaskClient, ana: User, media_factory: MediaFactory
    ) -> None:
        address = begin(browser).location
        send(browser, address, FILM[:HALF])
        media_factory("In the way", owner=ana, content=FILM * 2)
        refused = send(browser, address, FILM[HALF:], HALF)
        assert refused.status_code == 413
        assert "This file does not fit." in refused.get_json(force=True)["detail"]
        assert offset_of(browser, address) == HALF
        (other,) = kept()
        db.session.delete(other)
        db.session.commit()
        assert send(browser, address, FILM[HALF:], HALF).status_code == 204


def test_nobody_begins_without_end(browser: FlaskClient) -> None:
    for _ in range(20):
        assert begin(browser).status_code == 201
    answer = begin(browser)
    assert answer.status_code == 422
    assert "You have 20 unfinished uploads." in answer.get_json(force=True)["detail"]


class TestLimits:
    """How often somebody may ask."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        limits = {"limit_upload_per_hour": 2, "limit_change_per_minute": 1}
        return settings.model_copy(update={"rate_limits": True, **limits})

    def test_beginnings_are_counted_and_pieces_do_not_use_up_anything_else(
        self, browser: FlaskClient
    ) -> None:
        address = begin(browser).location
        for at in range(10):
            assert send(browser, address, FILM[at : at + 1], at).status_code == 204
        assert begin(browser).status_code == 201
        refused = begin(browser)
        assert refused.status_code == 429
        assert refused.headers["Tus-Resumable"] == "1.0.0"
