"""Lena has what the pages say signed: she sees what is missing, adds, exchanges and deletes."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit import kept_files
from tests.unit.conftest import SignIn, UserFactory
from tests.unit.pages.conftest import CountQueries
from tests.unit.pages.test_clips import clip
from webapp.extensions import db
from webapp.models import GlossaryTerm, Library, LogEntry, SignClip
from webapp.models.glossary import Entry
from webapp.pages.interface_places import PLACES

HERE = "/signing/interface"
CHANGED = "The text has changed since this clip was filmed."


def video(name: str = "settings.mov") -> tuple[io.BytesIO, str]:
    return io.BytesIO(b"drawn"), name


def source(app: Flask, place: str) -> str:
    with app.test_request_context("/"):
        return PLACES[place].source


def clips() -> list[SignClip]:
    db.session.expire_all()
    return list(db.session.query(SignClip).order_by(SignClip.id))


@pytest.mark.parametrize("density", [1, 3])
def test_every_text_is_listed_with_the_sign_languages_it_has(
    app: Flask, librarian: FlaskClient, density: int
) -> None:
    librarian.post("/look", data={"density": density})
    clip(app, "settings", "bfi", source(app, "settings"))
    clip(app, "settings", "ase", "How pages looked\nChoose.")
    waits = clip(app, "help.keys", "bfi", source(app, "help.keys"))
    waits.file = ""
    db.session.commit()
    page = librarian.get(HERE).text
    assert len(re.findall(r'<li class="signed-place"', page)) == len(PLACES)
    assert f"Signed: 1 of {len(PLACES)} texts." in page
    settings = page.split('id="place-settings"')[1].split('id="place-')[0]
    assert "BSL" in settings
    assert "ASL" in settings
    assert "The text has changed" in settings
    assert "Is being prepared" in page.split('id="place-help.keys"')[1].split('id="place-')[0]
    assert "No clip" in page.split('id="place-upload"')[1].split('id="place-')[0]


def test_it_can_be_asked_what_is_missing_in_one_sign_language(
    app: Flask, librarian: FlaskClient
) -> None:
    clip(app, "settings", "bfi", source(app, "settings"))
    clip(app, "help.keys", "ase", source(app, "help.keys"))
    page = librarian.get(HERE).text
    assert f'href="{HERE}?missing=bfi"' in page
    page = librarian.get(f"{HERE}?missing=bfi").text
    assert 'id="place-settings"' not in page
    assert 'id="place-help.keys"' in page
    for place in PLACES:
        clip(app, place, "bfi")
    page = librarian.get(f"{HERE}?missing=bfi").text
    assert "All texts are signed in British Sign Language (BSL)." in page
    assert len(re.findall(r'<li class="signed-place"', librarian.get(f"{HERE}?missing=x").text)) > 9


def test_the_list_asks_as_much_for_many_clips_as_for_one(
    app: Flask, librarian: FlaskClient, counted_queries: CountQueries
) -> None:
    counts = []
    for places in (["settings"], list(PLACES)):
        for place in places:
            clip(app, place)
        with counted_queries() as statements:
            librarian.get(HERE)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_she_adds_a_clip_describes_it_and_deletes_it(app: Flask, librarian: FlaskClient) -> None:
    sent = {"clip": video(), "sign_language": "bfi", "signer": "Dora"}
    answer = librarian.post(f"{HERE}/settings/clips", data=sent)
    assert (answer.status_code, answer.location) == (303, f"{HERE}/settings")
    (made,) = clips()
    assert (made.place, made.language, made.signer, made.term_id) == (
        "settings",
        "bfi",
        "Dora",
        None,
    )
    assert made.text == source(app, "settings")
    assert made.source.startswith("quarantine/")
    assert made.job is not None
    page = librarian.get(f"{HERE}/settings").text
    assert "Is being prepared" in page
    assert CHANGED not in page
    librarian.post(f"{HERE}/clips/{made.id}", data={"sign_language": "ase", "region": "Texas"})
    assert [(each.language, each.region) for each in clips()] == [("ase", "Texas")]
    source_file = made.source
    librarian.post(f"{HERE}/clips/{made.id}/delete")
    assert (clips(), kept_files.is_kept(app, source_file)) == ([], False)
    events = db.session.query(LogEntry).filter_by(event="interface.signed").count()
    assert events == 3


def test_another_video_takes_the_place_of_the_first_once_it_can_be_played(
    app: Flask, librarian: FlaskClient, client: FlaskClient
) -> None:
    made = clip(app, "settings", "bfi", "How pages looked\nChoose.")
    played, job = made.file, made.job_id
    librarian.post(f"{HERE}/clips/{made.id}", data={"clip": video(), "sign_language": "bfi"})
    (made,) = clips()
    assert made.source.startswith("quarantine/")
    assert made.job_id != job
    assert (made.file, made.text) == (played, source(app, "settings"))
    assert client.get(f"/signing/clips/{made.id}.mp4").data == b"played"


def test_a_clip_of_another_text_is_named_until_she_says_that_it_fits(
    app: Flask, librarian: FlaskClient
) -> None:
    made = clip(app, "settings", "bfi", "How pages looked\nChoose.")
    assert CHANGED in librarian.get(f"{HERE}/settings").text
    librarian.post(f"{HERE}/clips/{made.id}", data={"sign_language": "bfi", "signer": "Dora"})
    assert CHANGED in librarian.get(f"{HERE}/settings").text, "only words about it were changed"
    librarian.post(f"{HERE}/clips/{made.id}/fits")
    assert CHANGED not in librarian.get(f"{HERE}/settings").text
    assert [each.text for each in clips()] == [source(app, "settings")]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"sign_language": "xxx"}, "Choose the sign language."),
        ({"clip": (io.BytesIO(b""), "")}, "Choose a video."),
        ({"clip": (io.BytesIO(b""), "a.mp4")}, "This file is empty."),
        ({"region": "n" * 101}, "Say it in at most 100 letters."),
    ],
)
def test_what_is_missing_is_asked_for_and_what_was_typed_stays(
    librarian: FlaskClient, fields: dict[str, object], sentence: str
) -> None:
    sent = {"clip": video(), "sign_language": "bfi", "signer": "Dora"}
    answer = librarian.post(f"{HERE}/settings/clips", data=sent | fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Dora"' in answer.text
    assert clips() == []


def test_what_was_typed_of_a_clip_stays_in_its_own_form(app: Flask, librarian: FlaskClient) -> None:
    made = clip(app, "settings")
    typed = {"sign_language": "ase", "signer": "Dora", "clip": (io.BytesIO(b""), "a.mp4")}
    answer = librarian.post(f"{HERE}/clips/{made.id}", data=typed)
    assert answer.status_code == 422
    assert f'href="#clip-{made.id}">This file is empty.' in answer.text
    assert f'id="signer-{made.id}" name="signer" value="Dora"' in answer.text
    assert 'id="signer" name="signer" value=""' in answer.text
    assert [(each.language, each.file) for each in clips()] == [("bfi", made.file)]


def test_only_those_who_keep_the_glossary_of_all_may_do_it(
    app: Flask, client: FlaskClient, user_factory: UserFactory, sign_in: SignIn
) -> None:
    made = clip(app, "settings")
    viewer = sign_in(user_factory("Ben", "viewer"))
    for address in (f"{HERE}/clips/{made.id}/delete", f"{HERE}/settings/clips"):
        assert client.post(address).status_code == 401
        assert viewer.post(address).status_code == 403
    assert viewer.get(HERE).status_code == 403
    assert sign_in(user_factory("Rita", "reviewer")).get(HERE).status_code == 200
    assert "Signed interface" not in viewer.get("/").text


def test_what_a_release_has_dropped_can_only_be_deleted(app: Flask, librarian: FlaskClient) -> None:
    gone = clip(app, "page.of.yesterday")
    page = librarian.get(HERE).text
    assert "page.of.yesterday, British Sign Language (BSL)" in page
    assert librarian.get(f"{HERE}/page.of.yesterday").status_code == 404
    assert librarian.post(f"{HERE}/clips/{gone.id}/fits").status_code == 404
    answer = librarian.post(f"{HERE}/clips/{gone.id}/delete")
    assert (answer.status_code, answer.location) == (303, HERE)
    assert clips() == []
    assert "page.of.yesterday" not in librarian.get(HERE).text


def test_clips_of_the_glossary_are_not_changed_here(app: Flask, librarian: FlaskClient) -> None:
    harbour = clip(app, GlossaryTerm.put(Library.default(), Entry("harbour")))
    for what in ("", "/fits", "/delete"):
        sent = {"sign_language": "bfi"}
        assert librarian.post(f"{HERE}/clips/{harbour.id}{what}", data=sent).status_code == 404
