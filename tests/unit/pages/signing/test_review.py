"""Ida reviews a signed version: notes, findings, her sign-off; Lena publishes it."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from webapp.extensions import db
from webapp.models import (
    LogEntry,
    Media,
    SignActivity,
    SignCheck,
    SignFeedback,
    SignNote,
    SignTrack,
    SoundPicture,
)


@pytest.fixture
def media(media_factory: MediaFactory) -> Media:
    media = media_factory()
    track = SignTrack(
        language="bfi", title="Dora", file=media.file, duration_ms=60_000, state="draft",
        offered=False, offset_ms=2000, rate=1.0,
    )  # fmt: skip
    media.duration_ms = 60_000
    media.sign_tracks.append(track)
    db.session.commit()
    return media


@pytest.fixture
def here(media: Media) -> str:
    return f"/media/{media.slug}/signing/{media.sign_tracks[0].id}"


@pytest.fixture
def ida(user_factory: UserFactory, sign_in: SignIn) -> FlaskClient:
    return sign_in(user_factory("Ida", "reviewer", hearing="deaf"))


def track() -> SignTrack:
    db.session.expire_all()
    return db.session.scalars(db.select(SignTrack)).one()


def gate(page: str) -> dict[str, str]:
    found = re.findall(r'(?s)data-gate="(\w+)">(.*?)</li>', page)
    return {name: " ".join(re.sub(r"<[^>]+>", " ", text).split()) for name, text in found}


def test_a_deaf_reviewer_signs_off_and_a_librarian_publishes(
    ida: FlaskClient, librarian: FlaskClient, media: Media, here: str
) -> None:
    page = ida.get(f"{here}/review").text
    assert gate(page)["deaf"].startswith("To know: Nobody who is deaf")
    assert ida.post(f"{here}/review", data={"step": "take"}).status_code == 303
    assert ida.post(f"{here}/review", data={"step": "approve"}).status_code == 303
    assert ida.post(f"{here}/publish").status_code == 403
    page = librarian.get(f"{here}/review").text
    assert "Nothing is missing" in page
    assert gate(page)["deaf"] == "There: Somebody who is deaf signed it off."
    assert librarian.post(f"{here}/publish").status_code == 303
    assert track().offered
    entry = db.session.scalars(db.select(LogEntry).order_by(LogEntry.id.desc())).first()
    assert (entry.event, entry.details["missing"]) == ("signing.published", [])
    data = {"why": "The wrong meeting."}
    assert librarian.post(f"{here}/unpublish", data={"why": ""}).status_code == 422
    assert librarian.post(f"{here}/unpublish", data=data).status_code == 303
    assert not track().offered


def test_everything_that_is_missing_leads_to_where_it_is_mended(
    ida: FlaskClient, media: Media, here: str
) -> None:
    track().checks = [SignCheck(name="frame_rate", level="must", ok=False, value=12.0, limit=25.0)]
    db.session.add(SignFeedback(track_id=media.sign_tracks[0].id, understood="no"))
    db.session.commit()
    ida.post(f"{here}/notes", data={"note": "Who is that?"})
    page = ida.get(f"{here}/review").text
    for name in ("musts", "feedback", "notes", "signed", "fitted"):
        link = re.search(rf'id="mend-{name}" href="([^"]*)"', page)
        assert link is not None, name
        where, _, anchor = link[1].partition("#")
        assert ida.get(where or f"{here}/review").status_code == 200
        assert not anchor or f'id="{anchor}"' in page


def test_publishing_all_the_same_needs_a_reason_that_reviewers_read(
    ida: FlaskClient, librarian: FlaskClient, here: str
) -> None:
    refused = librarian.post(f"{here}/publish", data={"why": " "})
    assert refused.status_code == 422
    assert 'href="#why"' in refused.text
    assert librarian.post(f"{here}/publish", data={"why": "School waits."}).status_code == 303
    happened = ida.get(f"{here}/review").text.split("What happened")[1]
    assert "School waits." in happened
    assert "Nobody has signed it off." in happened


def test_a_note_at_a_moment_is_answered_settled_and_a_link_to_its_moment(
    ida: FlaskClient, here: str
) -> None:
    refused = ida.post(f"{here}/notes", data={"moment": "soon", "note": "A finger is hidden."})
    assert refused.status_code == 422
    assert "A finger is hidden." in refused.text
    assert 'value="soon"' in refused.text
    late = ida.post(f"{here}/notes", data={"moment": "2:00", "note": "A finger is hidden."})
    assert "ends before this moment" in late.text
    sent = ida.post(f"{here}/notes", data={"moment": "0:03.5", "note": "A finger is hidden."})
    note = db.session.scalars(db.select(SignNote)).one()
    assert sent.location.endswith(f"?at=3500#note-of-{note.id}")
    page = ida.get(sent.location.partition("#")[0]).text
    assert "1 note is open" in page
    assert "#t=5.5" in page  # the video, 2 s ahead
    assert "#t=3.5" in page
    assert ida.post(f"{here}/notes/{note.id}", data={"do": "answer"}).status_code == 422
    answer = {"do": "answer", f"answer-{note.id}": "Film it again."}
    assert ida.post(f"{here}/notes/{note.id}", data=answer).status_code == 303
    assert ida.post(f"{here}/notes/{note.id}", data={"do": "settle"}).status_code == 303
    page = ida.get(f"{here}/review").text
    assert "Film it again." in page
    assert "0 notes are open" in page


def test_a_note_of_another_version_is_not_to_be_had_here(ida: FlaskClient, media: Media) -> None:
    first = media.sign_tracks[0]
    other = SignTrack(language="ase")
    media.sign_tracks.append(other)
    db.session.flush()
    note = SignNote(track_id=first.id, text="Mine.")
    db.session.add(note)
    db.session.commit()
    address = f"/media/{media.slug}/signing/{other.id}/notes/{note.id}"
    assert ida.post(address, data={"do": "settle"}).status_code == 404
    assert ida.get(f"/media/{media.slug}/signing/99/review").status_code == 404


def test_speech_without_signing_is_said_in_words_with_links(
    ida: FlaskClient, media: Media, here: str
) -> None:
    assert "Nobody knows yet" in ida.get(f"{here}/review").text
    speech = [["speech", 0, 10_000], ["silence", 10_000, 30_000], ["speech", 30_000, 50_000]]
    db.session.add(SoundPicture(media_id=media.id, loudness=b"", stretches=speech))
    db.session.add(SignActivity(track_id=track().id, stretches=[[0, 12_000]]))
    db.session.commit()
    page = ida.get(f"{here}/review").text
    found = page.split("Speech here, no signing")[1].split("</ul>")[0]
    assert re.search(r'data-at="(\d+)">0:3\d – 0:\d\d<', found)
    assert "Wherever somebody signs, somebody has spoken." in page


def test_only_a_librarian_gives_it_to_somebody(
    ida: FlaskClient, librarian: FlaskClient, here: str, user_factory: UserFactory
) -> None:
    ben = user_factory("Ben", "reviewer")
    data = {"step": "assign", "person": ben.id}
    assert ida.post(f"{here}/review", data=data).status_code == 403
    assert librarian.post(f"{here}/review", data=data).status_code == 303
    assert "Ben" in ida.get(f"{here}/review").text
    assert librarian.post(f"{here}/review", data=data | {"person": 99}).status_code == 422
    assert librarian.post(f"{here}/review", data={"step": "dance"}).status_code == 400


def test_the_queue_shows_it_and_takes_it(ida: FlaskClient, media: Media, here: str) -> None:
    page = ida.get("/review/signed").text
    assert "The weekly meeting" in page
    assert "BSL" in page
    assert re.search(r'id="signed-queue">Signed versions <b>1</b>', ida.get("/review").text)
    ida.post(f"{here}/review", data={"step": "take"})
    mine = ida.get("/review/signed").text
    assert "Yours." in mine
    back = ida.post(f"{here}/review", data={"step": "back", "next": "/review/signed"})
    assert back.location == "/review/signed"
