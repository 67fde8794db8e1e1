"""Ana says what is wrong with a caption; Rita the reviewer answers; Ana reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from webapp.accounts.takeout import _reports
from webapp.events import caption_reported, report_answered
from webapp.extensions import db
from webapp.models import Cue, Media, Report, User

FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def talk(media_factory: MediaFactory) -> Media:
    return media_factory("The talk", cues=3)


@pytest.fixture
def ana(user_factory: UserFactory, sign_in: SignIn) -> FlaskClient:
    return sign_in(user_factory("Ana"))


@pytest.fixture
def rita(user_factory: UserFactory, sign_in: SignIn) -> FlaskClient:
    return sign_in(user_factory("Rita", "reviewer"))


@pytest.fixture
def heard() -> Iterator[list[tuple[str, int]]]:
    """The signals that are sent."""
    found: list[tuple[str, int]] = []

    def reported(_app: object, report_id: int, **_: Any) -> None:
        found.append(("reported", report_id))

    def answered(_app: object, report_id: int, **_: Any) -> None:
        found.append(("answered", report_id))

    with caption_reported.connected_to(reported), report_answered.connected_to(answered):
        yield found


def cue(media: Media, number: int) -> Cue:
    found: Cue = media.transcripts[0].cues()[number - 1]
    return found


def send(browser: FlaskClient, media: Media, **fields: object) -> TestResponse:
    data = {"t": 3100, "cue": cue(media, 2).id, "kind": "words", "text": "She says lark."}
    sent = browser.post(f"/media/{media.slug}/report", data=data | fields)
    db.session.expire_all()
    return sent


def only_report() -> Report:
    return db.session.query(Report).one()


def test_the_form_offers_the_caption_of_the_moment_and_its_neighbours(
    client: FlaskClient, talk: Media
) -> None:
    page = client.get(f"/media/{talk.slug}/report?t=3100").text
    chosen = re.findall(r'name="cue" value="(\w+)" checked', page)
    assert chosen == [str(cue(talk, 2).id)]
    assert all(f"Line {n} of the talk." in page for n in (1, 2, 3))
    assert "At 0:03 a caption is missing" in page
    before = client.get(f"/media/{talk.slug}/report?t=-5&captions=999").text
    assert re.findall(r'name="cue" value="(\w+)" checked', before) == [str(cue(talk, 1).id)]


def test_ana_reports_and_reads_later_what_became_of_it(
    ana: FlaskClient, rita: FlaskClient, talk: Media, heard: list[tuple[str, int]]
) -> None:
    answer = send(ana, talk)
    assert answer.status_code == 303
    assert "Thank you. A reviewer will look at it." in ana.get(answer.location).text
    report = only_report()
    assert (report.kind, report.text, report.at_ms) == ("words", "She says lark.", 3000)
    assert report.cue_text == "Line 2 of the talk."
    assert "Waits for a reviewer" in ana.get("/my-reports").text

    watch = rita.get(f"/media/{talk.slug}").text
    assert "1 report to answer" in watch
    listed = rita.get(f"/media/{talk.slug}/reports").text
    assert "She says lark." in listed
    rita.post(
        f"/media/{talk.slug}/reports/{report.id}",
        data={"state": "mended", "answer": "Right, thank you."},
    )
    assert "1 report to answer" not in rita.get(f"/media/{talk.slug}").text
    mine = ana.get("/my-reports").text
    assert "Mended" in mine
    assert "Right, thank you." in mine
    assert re.search(rf'href="/media/{talk.slug}\?[^"]*t=3\.0#player"', mine)
    assert heard == [("reported", report.id), ("answered", report.id)]


def test_somebody_without_an_account_finds_her_report_in_the_same_browser(
    app: Flask, talk: Media
) -> None:
    hers, other = app.test_client(), app.test_client()
    assert "You have not reported a caption yet." in hers.get("/my-reports").text
    send(hers, talk)
    send(hers, talk, text="She says lark, at the end.")
    assert only_report().text == "She says lark, at the end."
    assert only_report().reporter_id is None
    assert "She says lark, at the end." in hers.get("/my-reports").text
    assert "She says lark" not in other.get("/my-reports").text
    other.set_cookie("reports", only_report().token)
    assert "She says lark" not in other.get("/my-reports").text, "a token is signed"
    assert "Your reports" in hers.get(f"/media/{talk.slug}").text
    send(other, talk)
    assert db.session.query(Report).count() == 2


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": ""}, "Choose what is wrong."),
        ({"kind": "nonsense"}, "Choose what is wrong."),
        ({"kind": "other", "text": " "}, "Say what is wrong."),
        ({"text": "a" * 501}, "Say it in at most 500 letters."),
    ],
)
def test_a_form_that_is_not_complete_comes_back_with_all_that_was_said(
    client: FlaskClient, talk: Media, fields: dict[str, str], sentence: str
) -> None:
    third = cue(talk, 3).id
    answer = send(client, talk, cue=third, **fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'name="cue" value="{third}" checked' in answer.text
    if fields.get("text", "x").strip():
        assert f">{fields.get('text', 'She says lark.')}</textarea>" in answer.text
    if fields.get("kind", "words") != "words":
        return
    assert 'value="words" id="kind" checked' in answer.text
    assert db.session.query(Report).count() == 0


def test_a_missing_caption_and_a_foreign_cue_are_reports_of_the_moment(
    client: FlaskClient, talk: Media, media_factory: MediaFactory
) -> None:
    foreign = cue(media_factory("Another", cues=1), 1)
    send(client, talk, cue="none", kind="sound", text="A bell rings.")
    report = only_report()
    assert (report.cue_id, report.at_ms, report.cue_text) == (None, 3100, "")
    send(client, talk, cue=foreign.id, kind="sound")
    assert only_report().cue_id is None


def test_in_a_dialog_the_thanks_come_as_a_fragment(client: FlaskClient, talk: Media) -> None:
    address = f"/media/{talk.slug}/report"
    form = client.get(f"{address}?t=0", headers=FRAGMENT).text
    assert form.lstrip().startswith("<form")
    data = {"t": 0, "cue": cue(talk, 1).id, "kind": "fast"}
    thanks = client.post(address, data=data, headers=FRAGMENT)
    assert thanks.status_code == 200
    assert "Thank you" in thanks.text
    assert "<html" not in thanks.text
    assert "reports=" in thanks.headers["Set-Cookie"]
    refused = client.post(address, data={"t": 0}, headers=FRAGMENT)
    assert refused.status_code == 422
    assert "Choose what is wrong." in refused.text


def test_nobody_reads_reports_of_what_she_may_not_see(
    ana: FlaskClient, client: FlaskClient, talk: Media
) -> None:
    send(ana, talk)
    talk.visibility = "members"
    db.session.commit()
    assert "She says lark." not in ana.get("/my-reports").text
    assert ana.get(f"/media/{talk.slug}/report").status_code == 404
    assert send(client, talk).status_code == 404
    assert db.session.query(Report).count() == 1


def test_only_reviewers_see_and_answer(ana: FlaskClient, talk: Media) -> None:
    send(ana, talk)
    assert ana.get(f"/media/{talk.slug}/reports").status_code == 403
    address = f"/media/{talk.slug}/reports/{only_report().id}"
    assert ana.post(address, data={"state": "mended"}).status_code == 403
    assert "to answer" not in ana.get(f"/media/{talk.slug}").text


@pytest.mark.parametrize(
    ("state", "said", "sentence"),
    [
        ("kept", "", "Say why it stays as it is."),
        ("nonsense", "Well.", "Choose what became of it."),
        ("kept", "b" * 501, "Say it in at most 500 letters."),
    ],
)
def test_an_answer_without_its_reason_is_refused_and_kept(
    client: FlaskClient, rita: FlaskClient, talk: Media, state: str, said: str, sentence: str
) -> None:
    send(client, talk)
    address = f"/media/{talk.slug}/reports/{only_report().id}"
    answer = rita.post(address, data={"state": state, "answer": said})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f">{said}</textarea>" in answer.text
    assert only_report().state == "open"


def test_a_report_is_answered_only_at_its_own_video(
    client: FlaskClient, rita: FlaskClient, talk: Media, media_factory: MediaFactory
) -> None:
    other = media_factory("Another", cues=1)
    send(client, talk)
    address = f"/media/{other.slug}/reports/{only_report().id}"
    assert rita.post(address, data={"state": "mended"}).status_code == 404


def test_reports_are_part_of_ones_copy(app: Flask, ana: FlaskClient, talk: Media) -> None:
    send(ana, talk)
    user = User.by_email("ana@example.org")
    assert user is not None
    (copied,) = _reports(db.session, user)
    assert (copied["title"], copied["text"], copied["state"]) == (
        "The talk",
        "She says lark.",
        "open",
    )
    talk.visibility = "members"
    db.session.commit()
    (copied,) = _reports(db.session, user)
    assert (copied["title"], copied["caption"]) == (None, None)
