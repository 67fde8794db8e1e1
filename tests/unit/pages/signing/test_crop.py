"""Ana takes the part of the picture that was suggested, or sets another; no hand is cut unseen."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from webapp.extensions import db
from webapp.models import Job, Media, SignTrack

SUGGESTED = [0.125, 0.0, 0.7, 1.0]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("crop") / "signer.mp4"
    source = "testsrc=s=160x120:r=10:d=2"
    command = ["ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i", source]
    subprocess.run([*command, "-c:v", "libx264", "-preset", "ultrafast", str(path)], check=True)
    return path


@pytest.fixture
def media(app: Flask, media_factory: MediaFactory, clip: Path) -> Media:
    media = media_factory()
    with clip.open("rb") as stream:
        name = app.extensions["storage"].save(stream, ".mp4")
    media.sign_tracks.append(
        SignTrack(
            language="bfi", file=name, source=name, duration_ms=2000, suggested_crop=SUGGESTED
        )
    )
    db.session.commit()
    return media


@pytest.fixture
def here(media: Media) -> str:
    return f"/media/{media.slug}/signing/{media.sign_tracks[0].id}"


@pytest.fixture
def ana(user_factory: UserFactory, sign_in: SignIn) -> FlaskClient:
    return sign_in(user_factory("Ana", "reviewer"))


def track() -> SignTrack:
    db.session.expire_all()
    return db.session.scalars(db.select(SignTrack)).one()


def fields(left: object = 0, top: object = 0, right: object = 0, bottom: object = 0) -> dict:
    return {"left": left, "top": top, "right": right, "bottom": bottom}


def test_the_suggestion_stands_over_pictures_and_is_taken_as_it_is(
    ana: FlaskClient, here: str
) -> None:
    page = ana.get(f"{here}/crop").text
    assert (
        'name="left" type="number" inputmode="decimal" min="0" max="80" step="1" value="12.5"'
        in page
    )
    assert page.count('class="crop-suggested"') == 3
    picture = ana.get(f"{here}/picture?at=1000")
    assert picture.mimetype == "image/jpeg"
    assert picture.data.startswith(b"\xff\xd8")
    assert ana.get(f"{here}/picture?at=99000").status_code == 404
    kept = ana.post(f"{here}/crop", data=fields() | {"do": "suggested"})
    assert kept.status_code == 303
    assert (track().crop, track().version) == (SUGGESTED, 2)
    job = db.session.scalars(db.select(Job).where(Job.kind == "signs")).one()
    assert (track().job_id, job.media_id, job.state) == (job.id, track().media_id, "queued")


def test_a_wider_part_needs_no_proof(ana: FlaskClient, here: str) -> None:
    assert ana.post(f"{here}/crop", data=fields(left=10) | {"do": "keep"}).status_code == 303
    assert track().crop == [0.1, 0.0, 0.9, 1.0]
    busy = ana.post(f"{here}/crop", data=fields(left=5) | {"do": "keep"})
    assert busy.status_code == 422
    assert "being prepared just now" in busy.text
    assert track().crop == [0.1, 0.0, 0.9, 1.0]


def test_the_whole_picture_is_a_choice_of_its_own(ana: FlaskClient, here: str) -> None:
    """Where bars are cut by themselves, they are not once she wants the whole."""
    track().crop = [0.0, 0.1, 1.0, 0.8]
    db.session.commit()
    assert ana.post(f"{here}/crop", data=fields() | {"do": "whole"}).status_code == 303
    assert track().crop == [0.0, 0.0, 1.0, 1.0]
    assert "The whole picture is shown now." in ana.get(f"{here}/crop").text


def test_an_edge_moves_without_scripts_and_nothing_is_kept(ana: FlaskClient, here: str) -> None:
    page = ana.post(f"{here}/crop", data=fields(left=12, right=40) | {"move": "right-in"})
    assert page.status_code == 200
    assert (
        'name="right" type="number" inputmode="decimal" min="0" max="80" step="1" value="41"'
        in page.text
    )
    assert 'id="move-right-in" aria-label="Right: cut off more" autofocus' in page.text
    assert track().version == 1


@pytest.mark.parametrize("left", ["wide", "nan", "-3", "81"])
def test_edges_that_are_no_crop_are_told(ana: FlaskClient, here: str, left: str) -> None:
    page = ana.post(f"{here}/crop", data=fields(left=left) | {"do": "keep"})
    assert page.status_code == 422
    assert 'id="left-error"' in page.text
    assert f'value="{left}"' in page.text


def test_without_an_upload_there_is_nothing_to_cut(ana: FlaskClient, here: str) -> None:
    track().source = ""
    db.session.commit()
    assert ana.get(f"{here}/crop").status_code == 404
    assert ana.get(f"{here}/picture").status_code == 404
