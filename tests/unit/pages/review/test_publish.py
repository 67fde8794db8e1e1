"""Ana approves captions, Lena publishes them; what is missing leads to where it is mended."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from webapp.events import transcript_published
from webapp.extensions import db
from webapp.models import Assignment, LogEntry, Media, Report, ReviewStep, Transcript, User


def transcript() -> Transcript:
    db.session.expire_all()
    return db.session.scalars(db.select(Transcript)).first()


def items(page: str) -> dict[str, str]:
    """What the gate says of each thing."""
    found = re.findall(r'(?s)data-gate="(\w+)">(.*?)</li>', page)
    return {name: " ".join(re.sub(r"<[^>]+>", " ", text).split()) for name, text in found}


def test_everything_that_is_missing_leads_to_where_it_is_mended(
    ana: FlaskClient, media: Media, here: str
) -> None:
    Report.say(media, None, at_ms=9, kind="words", text="", reporter=None, token="a")
    ana.post(f"{here}/notes", data={"note": "Who speaks?"})
    page = ana.get(f"{here}/publish").text
    said = items(page)
    assert "4 things are missing" in page
    assert said["looked"].startswith("Missing: Nobody has looked at 3 captions.")
    assert said["reports"] == "Missing: One report of a viewer waits for an answer. Answer"
    assert said["proof"].startswith("There: ")
    for name in ("looked", "reports", "notes", "signed"):
        link = re.search(rf'id="mend-{name}" href="([^"]*)"', page)
        assert link is not None
        address = link[1].replace("&amp;", "&")
        where, anchor = address.split("#") if "#" in address else (address, "")
        assert ana.get(where or f"{here}/publish").status_code == 200
        assert not anchor or f'id="{anchor}"' in page


def test_a_reviewer_approves_and_a_librarian_publishes(
    ana: FlaskClient, librarian: FlaskClient, here: str
) -> None:
    told: list[int] = []

    def listen(_sender: object, transcript_id: int) -> None:
        told.append(transcript_id)

    transcript_published.connect(listen)
    refused = ana.post(f"{here}/state", data={"step": "approve"})
    assert refused.status_code == 422
    assert "Nobody has looked at 3 captions." in refused.text
    assert ana.post(f"{here}/state", data={"step": "approve", "read_all": "on"}).status_code == 303
    assert ana.post(f"{here}/publish").status_code == 403
    assert librarian.post(f"{here}/publish").status_code == 303
    assert transcript().state == "published"
    assert told == [transcript().id]
    entry = db.session.scalars(db.select(LogEntry).order_by(LogEntry.id.desc())).first()
    assert (entry.event, entry.details["missing"]) == ("captions.published", [])


def test_an_override_needs_a_reason_which_all_reviewers_and_the_quality_page_show(
    ana: FlaskClient, librarian: FlaskClient, media: Media, here: str
) -> None:
    refused = librarian.post(f"{here}/publish", data={"why": " "})
    assert refused.status_code == 422
    assert 'href="#why"' in refused.text
    why = "The lesson begins in an hour."
    assert librarian.post(f"{here}/publish", data={"why": why}).status_code == 303
    page = ana.get(f"{here}/publish").text
    assert why in page
    assert "Nobody has looked at 3 captions." in page.split("What happened")[1]
    quality = ana.get(f"/media/{media.slug}/quality/{transcript().id}").text
    assert why in quality
    entry = db.session.scalars(db.select(LogEntry).order_by(LogEntry.id.desc())).first()
    assert entry.details["missing"] == ["looked", "signed"]
    assert entry.details["why"] == why


def test_viewers_read_that_people_reviewed_and_members_read_who(
    ana: FlaskClient, librarian: FlaskClient, client: FlaskClient, media: Media, here: str
) -> None:
    assert "Automatic captions, not reviewed" in client.get(f"/media/{media.slug}").text
    ana.post(f"{here}/state", data={"step": "approve", "read_all": "on"})
    librarian.post(f"{here}/publish")
    page = client.get(f"/media/{media.slug}").text
    assert "Captions reviewed by people" in page
    assert "reviewed by Ana" not in page
    assert "Captions reviewed by Ana" in re.sub(
        r"</?bdi>", "", librarian.get(f"/media/{media.slug}").text
    )
    assert "Captions reviewed" in client.get("/").text


def test_what_is_published_unread_is_still_called_automatic(
    librarian: FlaskClient, client: FlaskClient, media: Media, here: str
) -> None:
    librarian.post(f"{here}/publish", data={"why": "In a hurry."})
    page = client.get(f"/media/{media.slug}").text
    assert "Automatic captions, not reviewed" in page
    assert "reviewed by people" not in page


def test_unpublished_captions_are_gone_for_viewers_and_there_for_reviewers(
    ana: FlaskClient, librarian: FlaskClient, client: FlaskClient, media: Media, here: str
) -> None:
    track = f"/media/{media.slug}/captions/{transcript().id}.vtt"
    assert client.get(track).status_code == 200
    assert librarian.post(f"{here}/unpublish", data={"why": ""}).status_code == 422
    assert ana.post(f"{here}/unpublish", data={"why": "Invented."}).status_code == 403
    assert librarian.post(f"{here}/unpublish", data={"why": "Invented."}).status_code == 303
    assert client.get(track).status_code == 404
    assert client.get(f"/media/{media.slug}/quality/{transcript().id}").status_code == 404
    assert "Line 1 of the talk." not in client.get(f"/media/{media.slug}").text
    assert "Line 1" not in client.get("/search?q=talk").text
    assert ana.get(track).status_code == 200
    page = ana.get(f"{here}/publish").text
    assert "Viewers do not get them" in page
    assert "Invented." in page


def test_a_librarian_says_who_reviews_and_a_reviewer_takes_for_herself(
    ana: FlaskClient, librarian: FlaskClient, here: str
) -> None:
    person = User.by_email("ana@example.org")
    assert person is not None
    assert ana.post(f"{here}/state", data={"step": "assign", "person": 1}).status_code == 403
    assert (
        librarian.post(f"{here}/state", data={"step": "assign", "person": 999}).status_code == 422
    )
    librarian.post(f"{here}/state", data={"step": "assign", "person": person.id})
    given = db.session.get(Assignment, transcript().id)
    assert given is not None
    assert given.person_id == person.id
    ana.post(f"{here}/state", data={"step": "back"})
    assert ana.post(f"{here}/state", data={"step": "take"}).location == here
    assert transcript().state == "review"
    assert "Reviewed by" in librarian.get(f"{here}/publish").text


def test_changes_are_asked_for_in_words(ana: FlaskClient, here: str) -> None:
    assert ana.post(f"{here}/state", data={"step": "changes", "why": ""}).status_code == 422
    ana.post(f"{here}/state", data={"step": "changes", "why": "Dora is spelt Dorah."})
    assert transcript().state == "changes"
    assert "Dora is spelt Dorah." in ana.get(f"{here}/publish").text
    assert ana.post(f"{here}/state", data={"step": "nonsense"}).status_code == 400


def test_the_review_page_says_how_far_it_is_and_offers_one_next_step(
    ana: FlaskClient, here: str
) -> None:
    page = ana.get(here).text
    assert re.search(r'<button class="primary" id="next-step"[^>]*>Review these captions', page)
    ana.post(f"{here}/state", data={"step": "take"})
    page = ana.get(here).text
    assert re.search(r'<a class="button primary" id="next-step"[^>]*>Finish the review', page)


def test_what_is_set_aside_has_no_gate(ana: FlaskClient, media: Media, here: str) -> None:
    media.transcripts[0].state = "aside"
    db.session.commit()
    assert ana.get(f"{here}/publish").status_code == 404
    assert ana.post(f"{here}/state", data={"step": "take"}).status_code == 404
    assert db.session.scalars(db.select(ReviewStep)).first() is None
