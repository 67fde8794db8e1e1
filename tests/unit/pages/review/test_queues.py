"""Ana sees what waits for a review, takes some of it, and what her day brought."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from tests.unit.pages.conftest import CountQueries
from webapp.captions.document import Cue
from webapp.extensions import db
from webapp.models import CueNote, Library, Media, Report, Transcript, User
from webapp.models.editor import Editor
from webapp.models.review import Review


@pytest.fixture
def ana(user_factory: UserFactory) -> User:
    return user_factory("Ana", "reviewer")


@pytest.fixture
def browser(ana: User, sign_in: SignIn) -> FlaskClient:
    return sign_in(ana)


def counts(page: str) -> dict[str, int]:
    found = re.findall(r'(?s)id="queue-(\w+)"[^>]*>.*?<b>(\d+)</b>', page)
    return {name: int(count) for name, count in found}


def test_each_transcript_stands_in_the_queues_it_belongs_to(
    browser: FlaskClient, media_factory: MediaFactory, ana: User, user_factory: UserFactory
) -> None:
    ben = user_factory("Ben", "reviewer")
    media_factory("New", cues=1)
    mine = media_factory("Mine", cues=1).transcripts[0]
    changes = media_factory("Changes", cues=1).transcripts[0]
    reported = media_factory("Reported", cues=2, origin="upload")
    approved = media_factory("Approved", cues=1).transcripts[0]
    media_factory("Aside", cues=1).transcripts[0].state = "aside"
    Review(mine, ana).take()
    Review(changes, ben).ask_for_changes("Names.")
    Review(approved, ben).approve(has_read_all=True)
    Report.say(reported, None, at_ms=0, kind="words", text="", reporter=ben, token="")
    db.session.commit()
    assert counts(browser.get("/review").text) == {
        "mine": 1, "new": 2, "changes": 1, "reported": 1, "doubtful": 3, "approved": 1, "all": 5,
    }  # fmt: skip
    for queue, title in (
        ("mine", "Mine"), ("changes", "Changes"), ("reported", "Reported"),
        ("approved", "Approved"),
    ):  # fmt: skip
        page = browser.get(f"/review?queue={queue}").text
        assert re.findall(r'id="review-\d+"[^>]*><bdi>(.*?)</bdi>', page) == [title]


def test_she_takes_one_and_gives_it_back_to_the_same_queue(
    browser: FlaskClient, media_factory: MediaFactory
) -> None:
    transcript = media_factory("The weekly meeting", cues=2).transcripts[0]
    here = f"/media/{transcript.media.slug}/review/{transcript.id}"
    page = browser.get("/review?queue=new").text
    assert f'id="take-{transcript.id}"' in page
    assert browser.post(f"{here}/state", data={"step": "take"}).location == here
    assert counts(browser.get("/review").text)["new"] == 0
    back = browser.post(f"{here}/state", data={"step": "back", "next": "/review?queue=mine"})
    assert back.location == "/review?queue=mine"
    page = browser.get(back.location).text
    assert "You gave them back." in page
    assert counts(page)["new"] == 1


def test_only_what_she_may_review_is_listed(
    browser: FlaskClient, media_factory: MediaFactory, ana: User
) -> None:
    closed = Library(slug="closed", name="Closed")
    db.session.add(closed)
    db.session.commit()
    media_factory("Not hers", cues=1, library=closed)
    media_factory("For named people", cues=1, visibility="people")
    media_factory("Her own", cues=1, library=closed, owner=ana, visibility="members")
    page = browser.get("/review?queue=all").text
    assert "Her own" in page
    assert "Not hers" not in page
    assert "For named people" not in page


def test_a_queue_is_narrowed_by_language_and_library(
    browser: FlaskClient, media_factory: MediaFactory
) -> None:
    media_factory("English", cues=1, language="en")
    media_factory("Deutsch", cues=1, language="de")
    page = browser.get("/review?queue=new&language=de").text
    assert "Deutsch" in page
    assert "English</bdi>" not in page
    assert counts(page)["new"] == 1
    assert counts(browser.get("/review?in=nowhere").text)["all"] == 0


def test_a_page_costs_the_same_however_many_rows_and_captions(
    browser: FlaskClient, media_factory: MediaFactory, ana: User, counted_queries: CountQueries
) -> None:
    def fill(count: int) -> None:
        for n in range(count):
            transcript = media_factory(f"Talk {n}", cues=3).transcripts[0]
            CueNote.add(transcript, None, ana, "Names.")
        db.session.commit()

    fill(1)
    with counted_queries() as one:
        browser.get("/review?queue=new")
    fill(8)
    with counted_queries() as nine:
        page = browser.get("/review?queue=new").text
    assert len(re.findall("queue-row", page)) == 9
    assert page.count(">1 note<") == 9
    assert len(nine) == len(one)
    assert not [statement for statement in nine if "FROM cue " in statement]


def test_a_day_at_a_glance(browser: FlaskClient, media_factory: MediaFactory, ana: User) -> None:
    assert "You changed no captions." in browser.get("/review").text
    transcript = media_factory(cues=3).transcripts[0]
    first, second, _ = transcript.cues()
    Editor(transcript, ana).correct(first.id, 1, text="One.")
    Editor(transcript, ana).correct(first.id, 2, text="Two.")
    Editor(transcript, ana).correct(second.id, 1, text="Three.")
    Review(transcript, ana).take()
    db.session.commit()
    plain = " ".join(re.sub(r"<[^>]+>", " ", browser.get("/review").text).split())
    assert "You made 3 changes to 2 captions of one video." in plain
    assert "One is still yours to be done." in plain


def test_the_way_there_is_in_the_header_for_those_who_may_review(
    browser: FlaskClient, client: FlaskClient, user_factory: UserFactory, sign_in: SignIn
) -> None:
    way = 'href="/review"'
    assert way in browser.get("/").text
    assert way not in client.get("/").text
    assert way not in sign_in(user_factory("Vera", "viewer")).get("/").text
    assert client.get("/review").status_code == 303


def test_a_media_without_captions_waits_for_nobody(
    browser: FlaskClient, media_factory: MediaFactory
) -> None:
    media: Media = media_factory("Silent")
    page = browser.get("/review?queue=all").text
    assert media.title not in page
    assert "Nothing waits here." in page


def test_captions_of_one_video_are_told_apart(
    browser: FlaskClient, media_factory: MediaFactory
) -> None:
    media = media_factory("A talk", cues=1)
    other = Transcript(media_id=media.id, language="en", origin="upload", complete=True)
    db.session.add(other)
    db.session.flush()
    other.add_cues([Cue(0, 1000, "Good morning.")], author="file")
    db.session.commit()
    page = browser.get("/review?queue=all").text
    assert "Drafted by a program" in page
    assert "From a file" in page
