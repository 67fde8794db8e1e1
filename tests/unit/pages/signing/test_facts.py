"""Ida mends what is said of a signed version, or takes the version away."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit import kept_files
from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from webapp.extensions import db
from webapp.models import Job, LogEntry, SignTrack
from webapp.models.sign_check import SignCheck


@pytest.fixture
def ida(user_factory: UserFactory, sign_in: SignIn) -> FlaskClient:
    return sign_in(user_factory("Ida", "reviewer"))


@pytest.fixture
def track(app: Flask, ida: FlaskClient, media_factory: MediaFactory) -> SignTrack:
    """Ida's own."""
    save = app.extensions["storage"].save
    track = SignTrack.receive(
        media=media_factory("The lighthouse"),
        language="bfi",
        nature="interpretation",
        title="Dora",
        original_name="dora.mp4",
        file=save(io.BytesIO(b"as filmed"), ".mp4", unchecked=True),
        bytes=9,
    )
    track.file = save(io.BytesIO(b"playable"), ".mp4")
    still = save(io.BytesIO(b"a still"), ".jpg")
    track.checks = [SignCheck(name="blur", level="should", ok=False, at_ms=[0], still=still)]
    track.person_id = db.session.scalar(db.text("SELECT id FROM users WHERE name = 'Ida'"))
    db.session.commit()
    return track


@pytest.fixture
def here(track: SignTrack) -> str:
    return f"/media/{track.media.slug}/signing/{track.id}"


def test_a_wrong_name_is_mended_and_what_was_signed_off_stays_so(
    ida: FlaskClient, track: SignTrack, here: str
) -> None:
    assert 'value="Dora"' in ida.get(f"{here}/change").text
    sent = {"language": "bfi", "nature": "interpretation", "title": "  Dora\nSmith "}
    assert ida.post(f"{here}/change", data=sent).location == here
    assert (track.title, track.version) == ("Dora Smith", 1)


def test_another_language_or_kind_is_another_version(
    ida: FlaskClient, track: SignTrack, here: str
) -> None:
    ida.post(f"{here}/change", data={"language": "isg", "nature": "translation", "title": ""})
    assert (track.language, track.nature, track.title) == ("isg", "translation", "")
    assert track.version == 2


def test_what_is_not_on_the_list_is_refused(ida: FlaskClient, track: SignTrack, here: str) -> None:
    answer = ida.post(f"{here}/change", data={"language": "", "nature": "avatar", "title": "Eve"})
    assert answer.status_code == 422
    assert "Choose the sign language." in answer.text
    assert "Choose how it came about." in answer.text
    assert 'value="Eve"' in answer.text
    assert track.title == "Dora"


def test_a_version_goes_with_all_its_files_after_she_was_asked_again(
    app: Flask, ida: FlaskClient, track: SignTrack, here: str
) -> None:
    names, job_id = track.files, track.job_id
    assert len(names) == 3
    assert "This cannot be undone." in ida.get(f"{here}/delete").text
    assert db.session.query(SignTrack).count() == 1
    assert ida.post(f"{here}/delete").location == here.rpartition("/")[0]
    assert db.session.query(SignTrack).count() == 0
    assert not any(kept_files.is_kept(app, name) for name in names)
    assert db.session.get_one(Job, job_id).state == "cancelled"
    assert db.session.scalars(db.select(LogEntry.event)).all() == ["signing.deleted"]


def test_she_is_told_that_viewers_will_miss_it(
    ida: FlaskClient, track: SignTrack, here: str
) -> None:
    track.offered = True
    db.session.commit()
    assert "They will not find it any more." in ida.get(f"{here}/delete").text


def test_others_versions_are_not_hers_to_change(
    track: SignTrack, here: str, user_factory: UserFactory, sign_in: SignIn, librarian: FlaskClient
) -> None:
    ben = sign_in(user_factory("Ben", "reviewer"))
    for page in ("change", "delete"):
        assert ben.get(f"{here}/{page}").status_code == 403
        assert ben.post(f"{here}/{page}").status_code == 403
        assert librarian.get(f"{here}/{page}").status_code == 200
