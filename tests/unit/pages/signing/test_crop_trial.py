"""Ana sets edges of her own: they are tried on the whole video, and she sees what they cut."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from webapp.extensions import db
from webapp.models import CropTrial, LogEntry, Media, SignTrack

LEFT_HALF_CUT = {"left": 50, "top": 0, "right": 0, "bottom": 0}
"""Cuts the hand that moves on the left."""
RIGHT_THIRD_CUT = {"left": 0, "top": 0, "right": 30, "bottom": 0}
"""Cuts a wall."""


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bright hand goes up and down on the left of a plain wall for four seconds."""
    path = tmp_path_factory.mktemp("crop") / "signer.mp4"
    wall = "color=c=0x304050:s=320x240:r=25:d=4"
    hand = "color=c=0xf0d0b0:s=40x40:r=25:d=4"
    moved = f"{wall}[w];{hand}[h];[w][h]overlay=x=60:y='100+60*sin(6*t)'"
    command = ["ffmpeg", "-nostdin", "-v", "error", "-filter_complex", moved]
    subprocess.run([*command, "-c:v", "libx264", "-preset", "ultrafast", str(path)], check=True)
    return path


@pytest.fixture
def media(app: Flask, media_factory: MediaFactory, clip: Path) -> Media:
    media = media_factory()
    with clip.open("rb") as stream:
        name = app.extensions["storage"].save(stream, ".mp4")
    media.sign_tracks.append(SignTrack(language="bfi", file=name, source=name, duration_ms=4000))
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


def tried(app: Flask, ana: FlaskClient, here: str, edges: dict[str, int]) -> str:
    """Ask for edges and let the worker look; return where the answer is."""
    asked = ana.post(f"{here}/crop", data=edges | {"do": "keep"})
    assert asked.status_code == 303
    waiting = ana.get(asked.location).text
    assert "waiting for its turn" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    trial = db.session.scalars(db.select(CropTrial)).one()
    job_id = trial.job_id
    db.session.commit()
    app.extensions["run_job"].call_local(job_id)
    return str(asked.location)


def test_what_cuts_nothing_is_kept_by_itself(app: Flask, ana: FlaskClient, here: str) -> None:
    there = tried(app, ana, here, RIGHT_THIRD_CUT)
    assert track().crop == [0.0, 0.0, 0.7, 1.0]
    assert track().is_being_prepared
    page = ana.get(there).text
    assert "No hand is cut, so it is kept." in page
    assert "crop-trial-form" not in page


def test_what_cuts_a_hand_is_shown_and_kept_only_when_she_insists(
    app: Flask, ana: FlaskClient, here: str
) -> None:
    there = tried(app, ana, here, LEFT_HALF_CUT)
    assert track().crop is None
    page = ana.get(there).text
    assert "something that moves lies outside: up to 9" in page
    assert page.count("Here something is cut off") == 3
    assert "hx-trigger" not in page
    refused = ana.post(there)
    assert refused.status_code == 422
    assert 'id="sure-error"' in refused.text
    assert track().crop is None
    assert ana.post(there, data={"sure": "on"}).status_code == 303
    assert track().crop == [0.5, 0.0, 0.5, 1.0]
    assert "A hand may be cut there: Ana looked, and kept it." in ana.get(f"{here}/crop").text
    entry = db.session.scalars(db.select(LogEntry).where(LogEntry.event == "signing.cropped")).one()
    assert entry.details["crop"] == [0.5, 0.0, 0.5, 1.0]


def test_she_can_go_back_to_the_edges_that_she_tried(
    app: Flask, ana: FlaskClient, here: str
) -> None:
    tried(app, ana, here, LEFT_HALF_CUT)
    trial = db.session.scalars(db.select(CropTrial)).one()
    page = ana.get(f"{here}/crop?trial={trial.id}").text
    assert 'name="left" type="number" inputmode="decimal" min="0" max="80" step="1" value="50"' in (
        page
    )
    assert f'id="last-trial" href="{here}/crop/{trial.id}"' in page


def test_nobody_is_overruled_who_chose_something_else_meanwhile(
    app: Flask, ana: FlaskClient, here: str
) -> None:
    asked = ana.post(f"{here}/crop", data=RIGHT_THIRD_CUT | {"do": "keep"})
    job_id = db.session.scalars(db.select(CropTrial)).one().job_id
    track().crop_to([0.1, 0.0, 0.9, 1.0]).state = "done"
    db.session.commit()
    app.extensions["run_job"].call_local(job_id)
    assert track().crop == [0.1, 0.0, 0.9, 1.0]
    assert "Something else has been changed meanwhile" in ana.get(asked.location).text
    assert ana.post(asked.location).status_code == 303
    assert track().crop == [0.0, 0.0, 0.7, 1.0]


def test_of_another_file_the_trial_says_nothing(app: Flask, ana: FlaskClient, here: str) -> None:
    there = tried(app, ana, here, LEFT_HALF_CUT)
    track().source = "another.mp4"
    db.session.commit()
    assert ana.get(there).status_code == 404
    assert ana.post(there, data={"sure": "on"}).status_code == 404
