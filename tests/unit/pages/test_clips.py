"""Who may see a term may see how it is signed, and nobody else."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from webapp.extensions import db
from webapp.models import GlossaryTerm, Library, Media, SignClip
from webapp.models.glossary import Entry


def clip(app: Flask, about: GlossaryTerm | str, language: str = "bfi", text: str = "") -> SignClip:
    """A clip as the worker leaves it."""
    save = app.extensions["storage"].save
    made = SignClip.receive(
        about, language=language, source=save(io.BytesIO(b"raw"), ".mov"),
        original_name="a.mov", bytes=3, text=text,
    )  # fmt: skip
    made.file = save(io.BytesIO(b"played"), ".mp4")
    made.poster = save(io.BytesIO(b"still"), ".jpg")
    made.width, made.height, made.duration_ms = 320, 240, 2000
    db.session.commit()
    return made


@pytest.fixture
def talk(media_factory: MediaFactory) -> Media:
    archive = Library(slug="archive", name="Archive")
    db.session.add(archive)
    return media_factory("The talk", library=archive, visibility="members")


def test_members_watch_the_clips_of_their_library(
    app: Flask, client: FlaskClient, talk: Media, user_factory: UserFactory, sign_in: SignIn
) -> None:
    made = clip(app, GlossaryTerm.put(talk.library, Entry("harbour")))
    ana = sign_in(user_factory("Ana", "viewer", library=talk.library))
    for owner in (f"/media/{talk.slug}", "/libraries/archive"):
        answer = ana.get(f"{owner}/clips/{made.id}.mp4?v=1")
        assert (answer.status_code, answer.data) == (200, b"played")
        assert "private" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
        assert ana.get(f"{owner}/clips/{made.id}.jpg").data == b"still"
        assert client.get(f"{owner}/clips/{made.id}.mp4").status_code == 404
    assert ana.get(f"/signing/clips/{made.id}.mp4").status_code == 404
    assert ana.get(f"/libraries/main/clips/{made.id}.mp4").status_code == 404


def test_the_interface_is_for_everybody(app: Flask, client: FlaskClient) -> None:
    made = clip(app, "help.watching")
    assert client.get(f"/signing/clips/{made.id}.mp4").data == b"played"
    assert client.get(f"/libraries/main/clips/{made.id}.mp4").status_code == 404


def test_a_clip_that_is_not_ready_is_not_there(app: Flask, client: FlaskClient) -> None:
    made = clip(app, "help.watching")
    made.file = ""
    db.session.commit()
    assert client.get(f"/signing/clips/{made.id}.mp4").status_code == 404
