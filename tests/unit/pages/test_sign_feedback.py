"""Ben says what he understood of the signing; Rita answers; nobody else reads it."""

from __future__ import annotations

import io
import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from tests.unit.copies import copy_of
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


def test_a_clip_of_the_interface_is_answered_by_those_who_keep_the_glossary(
    app: Flask, rita: FlaskClient, client: FlaskClient
) -> None:
    made = clip(app, "settings")
    about = f"/signing/clips/{made.id}/feedback?next=/settings"
    page = client.get(about).text
    assert "How pages look" in page
    assert "At what time" not in page
    sent = client.post(about, data={"understood": "no", "text": "Too far away."})
    assert (sent.status_code, sent.location) == (303, "/settings")
    (said,) = all_said()
    assert (said.clip_id, said.at_ms) == (made.id, None)
    listed = rita.get("/signing/feedback").text
    assert "How pages look" in listed
    assert "Too far away." in listed
    rita.post(f"/signing/feedback/{said.id}", data={"answer": "We go nearer."})
    assert "We go nearer." in client.get("/my-feedback").text


def test_only_clips_of_the_interface_are_answered_there(
    app: Flask, client: FlaskClient, talk: Media
) -> None:
    made = clip(app, GlossaryTerm.put(talk, Entry("harbour")))
    assert client.get(f"/signing/clips/{made.id}/feedback").status_code == 404


def test_ben_says_at_which_moment_and_rita_goes_there(
    rita: FlaskClient, client: FlaskClient, talk: Media
) -> None:
    """The signer begins two seconds after the video, and the moment is kept in her time."""
    (track,) = talk.sign_tracks
    track.fit(2000, 1.0)
    db.session.commit()
    assert (
        'name="moment" type="text" value="0:05.250"' in client.get(f"{address(talk)}?t=5.25").text
    )
    client.post(address(talk), data={"understood": "no", "moment": "0:05.250"})
    (said,) = all_said()
    assert said.at_ms == 3250
    listed = rita.get("/signing/feedback").text
    assert re.search(r'<a href="[^"]+at=3250">0:05</a>', listed)
    mine = client.get("/my-feedback").text
    assert "0:05" in mine
    assert "at=3250" not in mine


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("soon", "Write a time such as 1:02."),
        ("0:01", "The signed version begins after this moment."),
        ("9:00", "The signed version ends before this moment."),
    ],
)
def test_a_moment_that_is_none_is_asked_for_again(
    client: FlaskClient, talk: Media, moment: str, sentence: str
) -> None:
    talk.sign_tracks[0].fit(2000, 1.0)
    db.session.commit()
    answer = client.post(address(talk), data={"understood": "no", "moment": moment})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{moment}"' in answer.text
    assert all_said() == []


@pytest.mark.parametrize("t", ["", "nan", "inf", "-4", "1e9", "9", "soon"])
def test_an_address_without_a_moment_offers_none(client: FlaskClient, talk: Media, t: str) -> None:
    page = client.get(f"{address(talk)}?t={t}").text
    assert 'name="moment" type="text" value=""' in page


def test_the_page_of_a_version_has_the_figures(
    rita: FlaskClient, client: FlaskClient, talk: Media
) -> None:
    (track,) = talk.sign_tracks
    client.post(address(talk), data={"understood": "partly"})
    page = rita.get(f"/media/{talk.slug}/signing/{track.id}").text
    assert "Understood: 0 yes, 1 partly, 0 no." in page
    assert f'href="/signing/feedback?track={track.id}"' in page


def test_what_she_said_goes_with_her(
    app: Flask, talk: Media, user_factory: UserFactory, sign_in: SignIn
) -> None:
    """Her video, too, as she sent it; nobody else's."""
    ana, ben = user_factory("Ana", "viewer"), user_factory("Ben", "viewer")
    for person, text in ((ana, "Too fast."), (ben, "Well done.")):
        video = (io.BytesIO(text.encode()), "reply.mov")
        data = {"understood": "partly", "text": text, "moment": "0:02", "reply": video}
        sign_in(person).post(address(talk), data=data)
    first = all_said()[0]
    with copy_of(app, sign_in(ana)) as copy:
        (said,) = json.loads(copy.read("feedback.json"))
        assert (said["title"], said["text"], said["at_ms"]) == ("The talk", "Too fast.", 2000)
        assert said["video"] == f"feedback/{first.id}.mov"
        assert [name for name in copy.namelist() if name.startswith("feedback/")] == [said["video"]]
        assert copy.read(said["video"]) == b"Too fast."
        assert "feedback/" in copy.read("read-me.txt").decode()
