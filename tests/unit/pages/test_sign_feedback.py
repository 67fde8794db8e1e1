"""Ben says what he understood of the signing; Rita answers; nobody else reads it."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from tests.unit.pages.test_clips import clip
from webapp.extensions import db
from webapp.models import GlossaryTerm, Media, SignFeedback, SignTrack
from webapp.models.glossary import Entry


@pytest.fixture
def talk(app: Flask, media_factory: MediaFactory) -> Media:
    media = media_factory("The talk", cues=2)
    name = app.extensions["storage"].save(io.BytesIO(b"signed"), ".mp4")
    media.sign_tracks = [SignTrack(language="bfi", file=name, duration_ms=8000)]
    db.session.commit()
    return media


@pytest.fixture
def rita(user_factory: UserFactory, sign_in: SignIn) -> FlaskClient:
    return sign_in(user_factory("Rita", "reviewer"))


def address(talk: Media) -> str:
    return f"/media/{talk.slug}/signs/{talk.sign_tracks[0].id}/feedback"


def all_said() -> list[SignFeedback]:
    db.session.expire_all()
    return list(db.session.query(SignFeedback).order_by(SignFeedback.id))


def test_ben_says_it_without_an_account_and_reads_the_answer(
    app: Flask, rita: FlaskClient, talk: Media
) -> None:
    ben, other = app.test_client(), app.test_client()
    assert address(talk) in ben.get(f"/media/{talk.slug}").text
    sent = ben.post(address(talk), data={"understood": "partly", "text": "Too fast at the end."})
    assert sent.status_code == 303
    ben.post(address(talk), data={"understood": "partly", "text": "Too fast in the middle."})
    (said,) = all_said()
    assert (said.text, said.person_id, bool(said.token)) == ("Too fast in the middle.", None, True)
    other.post(address(talk), data={"understood": "yes"})
    listed = rita.get(f"/signing/feedback?track={talk.sign_tracks[0].id}").text
    assert "Understood: 1 yes, 1 partly, 0 no." in listed
    rita.post(f"/signing/feedback/{said.id}", data={"answer": "We film it again."})
    assert "We film it again." in ben.get("/my-feedback").text
    assert "Too fast" not in other.get("/my-feedback").text
    assert "Too fast" not in rita.get("/signing/feedback").text, "it was answered"


def test_a_signed_reply_waits_in_quarantine_for_its_preparation(
    app: Flask, rita: FlaskClient, client: FlaskClient, talk: Media
) -> None:
    video = (io.BytesIO(b"drawn"), "reply.mov")
    client.post(address(talk), data={"understood": "no", "reply": video})
    (said,) = all_said()
    assert said.reply.startswith("quarantine/")
    assert said.job is not None
    assert said.job.kind == "clip"
    assert rita.get(f"/signing/feedback/{said.id}.mp4").status_code == 404
    said.reply_playable = app.extensions["storage"].save(io.BytesIO(b"played"), ".mp4")
    db.session.commit()
    assert rita.get(f"/signing/feedback/{said.id}.mp4").data == b"played"
    assert f"/signing/feedback/{said.id}.mp4" in rita.get("/signing/feedback").text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"understood": ""}, "Say whether you understood it."),
        ({"text": "a" * 1001}, "Say it in at most 1000 letters."),
        ({"reply": (io.BytesIO(b""), "a.mp4")}, "This file is empty, or larger than 20 MB."),
    ],
)
def test_what_is_missing_is_asked_for(
    client: FlaskClient, talk: Media, fields: dict[str, object], sentence: str
) -> None:
    answer = client.post(address(talk), data={"understood": "yes", "text": "Well done."} | fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert str(fields.get("text", "Well done.")) in answer.text
    assert all_said() == []


def test_nobody_but_reviewers_reads_what_was_said(
    client: FlaskClient, talk: Media, user_factory: UserFactory, sign_in: SignIn
) -> None:
    client.post(address(talk), data={"understood": "no", "text": "I saw nothing."})
    (said,) = all_said()
    ana = sign_in(user_factory("Ana", "viewer"))
    assert "I saw nothing." not in ana.get("/signing/feedback").text
    assert ana.get(f"/signing/feedback?track={said.track_id}").status_code == 404
    refused = ana.post(f"/signing/feedback/{said.id}", data={"answer": "So?"})
    assert refused.status_code == 404
    assert ana.get(f"/signing/feedback/{said.id}.mp4").status_code == 404
    assert "I saw nothing." not in client.get(f"/media/{talk.slug}").text


def test_an_empty_answer_is_refused(client: FlaskClient, rita: FlaskClient, talk: Media) -> None:
    client.post(address(talk), data={"understood": "no"})
    (said,) = all_said()
    answer = rita.post(f"/signing/feedback/{said.id}", data={"answer": " "})
    assert (answer.status_code, "Write an answer." in answer.text) == (422, True)


def test_a_clip_is_judged_too(
    app: Flask, client: FlaskClient, rita: FlaskClient, talk: Media
) -> None:
    made = clip(app, GlossaryTerm.put(talk.library, Entry("harbour")))
    here = f"/media/{talk.slug}/clips/{made.id}/feedback"
    assert client.get(here).status_code == 200
    client.post(here, data={"understood": "no", "text": "Another sign here."})
    page = rita.get("/signing/feedback").text
    assert "Another sign here." in page
    assert "harbour" in page
    made_elsewhere = f"/media/{talk.slug}/clips/999/feedback"
    assert client.post(made_elsewhere, data={"understood": "no"}).status_code == 404


def test_what_is_not_offered_is_not_judged(client: FlaskClient, talk: Media) -> None:
    talk.sign_tracks[0].offered = False
    db.session.commit()
    assert client.get(address(talk)).status_code == 404
