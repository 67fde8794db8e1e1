"""Ida brings a video in which Dora signs, with a slow line, a full disk or an impatient finger."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.unit import kept_files
from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from webapp.events import job_queued
from webapp.extensions import db
from webapp.models import Library, Media, SignTrack
from webapp.models.sign_check import SignCheck

Bring = Callable[..., TestResponse]


@pytest.fixture
def media(media_factory: MediaFactory) -> Media:
    return media_factory("The lighthouse")


@pytest.fixture
def ida(user_factory: UserFactory, sign_in: SignIn) -> FlaskClient:
    """The browser of a reviewer."""
    return sign_in(user_factory("Ida", "reviewer"))


@pytest.fixture
def bring(ida: FlaskClient, media: Media) -> Bring:
    address = f"/media/{media.slug}/signing/add"

    def send(
        content: bytes = b"signs", name: str = "dora.mp4", to: str = address, **fields: str
    ) -> TestResponse:
        given = {"language": "bfi", "nature": "translation", "title": "Dora Smith"} | fields
        return ida.post(to, data={**given, "file": (io.BytesIO(content), name)})

    return send


def only_version() -> SignTrack:
    track: SignTrack = db.session.scalars(db.select(SignTrack)).one()
    return track


def test_what_she_brings_is_kept_byte_for_byte_and_its_preparation_is_queued(
    app: Flask, bring: Bring, media: Media
) -> None:
    hints: list[int] = []

    def note(_sender: object, job_id: int) -> None:
        hints.append(job_id)

    job_queued.connect(note)
    content = bytes(range(256)) * 5000
    answer = bring(content)
    track = only_version()
    assert answer.location == f"/media/{media.slug}/signing/{track.id}"
    assert (track.language, track.nature, track.title) == ("bfi", "translation", "Dora Smith")
    assert (track.original_name, track.bytes) == ("dora.mp4", len(content))
    assert kept_files.content(app, track.source) == content
    assert hints == [track.job_id]
    assert not track.offered, "viewers get it when somebody has published it"


def test_she_is_led_to_a_page_that_says_how_far_it_is(ida: FlaskClient, bring: Bring) -> None:
    page = ida.get(bring().location).text
    assert "Your file has arrived." in page
    assert "It is waiting for its turn." in page
    assert "British Sign Language (BSL)" in page


def test_pressing_the_button_twice_brings_it_once(bring: Bring, app: Flask) -> None:
    before = len(kept_files.names(app))
    assert bring(key="one form").location == bring(key="one form").location
    assert db.session.query(SignTrack).count() == 1
    assert len(kept_files.names(app)) == before + 1


def test_the_same_form_with_another_file_brings_another_version(bring: Bring) -> None:
    bring(b"one", key="one form")
    bring(b"two", key="one form")
    assert db.session.query(SignTrack).count() == 2


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"language": ""}, "Choose the sign language."),
        ({"language": "eng"}, "Choose the sign language."),
        ({"nature": "avatar"}, "Choose how it came about."),
        ({"content": b""}, "This file is empty."),
    ],
)
def test_what_is_missing_is_said_and_what_she_typed_stays(
    bring: Bring, app: Flask, fields: dict[str, str], sentence: str
) -> None:
    before = len(kept_files.names(app))
    answer = bring(**fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Dora Smith"' in answer.text
    assert db.session.query(SignTrack).count() == 0
    assert len(kept_files.names(app)) == before


def test_her_own_sign_language_is_chosen_already(ida: FlaskClient, media: Media) -> None:
    ida.post("/settings", data={"sign_language": "isg"})
    page = ida.get(f"/media/{media.slug}/signing/add").text
    assert '<option value="isg" selected>' in page


def test_what_does_not_fit_into_the_library_is_refused_with_what_is_left(
    bring: Bring, media: Media, app: Flask
) -> None:
    library = Library.default()
    library.quota_bytes = media.bytes + 8
    db.session.commit()
    assert bring(b"small").status_code == 303
    before = len(kept_files.names(app))
    refused = bring(b"quite large")
    assert refused.status_code == 413, "refused while it arrives"
    assert "This file does not fit." in refused.text
    assert len(kept_files.names(app)) == before


def test_another_file_takes_the_place_of_the_one_that_was_too_dark(
    app: Flask, ida: FlaskClient, bring: Bring
) -> None:
    here = bring(b"dark").location
    track = only_version()
    old_source, old_job = track.source, track.job
    track.checks = [SignCheck(name="brightness", level="should", ok=False, value=9, limit=30)]
    track.state, track.offered, version = "published", True, track.version
    db.session.commit()
    assert "Viewers get this version now." in ida.get(f"{here}/file").text
    answer = bring(b"bright", "again.mov", to=f"{here}/file", key="x")
    assert answer.location == here
    assert bring(b"bright", "again.mov", to=f"{here}/file", key="x").location == here
    track = only_version()
    assert (track.original_name, track.checks) == ("again.mov", [])
    assert (track.state, track.offered, track.version) == ("draft", False, version + 1)
    assert track.job is not None
    assert (track.job.state, old_job and old_job.state) == ("queued", "cancelled")
    assert kept_files.content(app, track.source) == b"bright"
    assert not kept_files.is_kept(app, old_source)


def test_others_file_is_exchanged_only_by_who_manages_the_video(
    bring: Bring, user_factory: UserFactory, sign_in: SignIn
) -> None:
    here = bring().location
    ben = sign_in(user_factory("Ben", "reviewer"))
    assert ben.get(here).status_code == 200
    assert f"{here}/file" not in ben.get(here).text
    file = {"file": (io.BytesIO(b"another"), "a.mp4")}
    assert ben.post(f"{here}/file", data=file).status_code == 403
    assert sign_in(user_factory("Lena", "librarian")).get(f"{here}/file").status_code == 200
