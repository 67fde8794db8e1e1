"""Rita reviews captions: she sees a window of them, and goes where there is something to do."""

from __future__ import annotations

import re

import pytest

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from tests.unit.pages.conftest import CountQueries
from tests.unit.pages.desk import Desk, rows
from webapp.extensions import db
from webapp.models import Presence, Report, Transcript, User
from webapp.models.editor import Editor
from webapp.pages.review.cue_rows import ROWS


@pytest.fixture
def rita(user_factory: UserFactory) -> User:
    return user_factory("Rita", "reviewer", hearing="deaf")


@pytest.fixture
def transcript(media_factory: MediaFactory) -> Transcript:
    return media_factory(cues=100).transcripts[0]


@pytest.fixture
def ids(transcript: Transcript) -> list[int]:
    return [cue.id for cue in transcript.cues()]


@pytest.fixture
def desk(transcript: Transcript, ids: list[int], rita: User, sign_in: SignIn) -> Desk:
    return Desk(sign_in(rita), transcript)


def test_the_watch_page_leads_those_who_may_review_there(
    desk: Desk, client: object, transcript: Transcript
) -> None:
    slug = transcript.media.slug
    assert f'href="{desk.address}"' in desk.browser.get(f"/media/{slug}").text
    assert "Review captions" not in client.get(f"/media/{slug}").text  # type: ignore[attr-defined]


def test_a_window_of_the_rows_is_in_the_page_and_links_lead_on(desk: Desk, ids: list[int]) -> None:
    page = desk.get(page=True)
    assert rows(page.text) == ids[:ROWS]
    assert "Later captions" in page.text
    assert "Earlier captions" not in page.text.split("<template")[0]
    assert rows(desk.get("?part=5", page=True).text) == ids[80:]


def test_from_edge_to_edge_each_caption_comes_once(desk: Desk, ids: list[int]) -> None:
    seen = ids[:ROWS]
    while True:
        part = desk.get(f"/rows?edge=after&from={seen[-1]}").text
        assert "<html" not in part
        seen += rows(part)
        if "rows-later" not in part:
            break
    assert seen == ids
    before = desk.get(f"/rows?edge=before&from={ids[50]}").text
    assert rows(before) == ids[50 - ROWS : 50]
    assert re.search(rf'id="rows-earlier" value="{50 - ROWS}"', before)


def test_no_caption_is_lost_at_an_edge_that_somebody_deletes(
    desk: Desk, ids: list[int], transcript: Transcript, rita: User
) -> None:
    Editor(db.session.merge(transcript), db.session.merge(rita)).delete(ids[ROWS - 1], 1)
    db.session.commit()
    assert rows(desk.get(f"/rows?edge=after&from={ids[ROWS - 1]}").text)[0] == ids[ROWS]


def test_she_jumps_by_time_number_caption_and_to_the_next_that_nobody_has_checked(
    desk: Desk, ids: list[int], transcript: Transcript, rita: User
) -> None:
    def arrive(query: str) -> str:
        found = re.search(r'data-arrive="edit-(\d+)"', desk.get(f"/rows?{query}").text)
        return found[1] if found else ""

    assert arrive("time=2:30.5") == str(ids[50])
    assert arrive("at=150000") == str(ids[50])
    assert arrive("number=51") == str(ids[50])
    assert arrive("number=9999") == str(ids[-1])
    assert arrive(f"cue={ids[50]}") == str(ids[50])
    editor = Editor(db.session.merge(transcript), db.session.merge(rita))
    editor.approve(ids[1], 1, verified=False)
    db.session.commit()
    assert arrive(f"next=draft&after={ids[0]}") == str(ids[2])
    assert arrive(f"next=draft&back&after={ids[2]}") == str(ids[0])
    assert arrive(f"next=corrected&after={ids[50]}") == str(ids[1]), "it goes round"
    assert "data-missed" in desk.get("/rows?next=verified").text


def test_a_row_says_what_is_known_of_its_caption(
    desk: Desk, ids: list[int], user_factory: UserFactory, transcript: Transcript
) -> None:
    transcript = db.session.merge(transcript)
    cue = transcript.cues(limit=1)[0]
    cue.speaker, cue.words = "Ana", [["Line", 0, 400, 0.3], ["1", 400, 500, 0.9]]
    Report.say(
        transcript.media, cue, at_ms=0, kind="words", text="", reporter=None, token="browser"
    )
    Presence.beat(user_factory("Ben", "reviewer"), transcript, cue.id)
    db.session.commit()
    row = desk.get(page=True).text.split(f'id="cue-{ids[1]}"')[0].split(f'id="cue-{ids[0]}"')[1]
    for said in ("Ana", "not checked", "1 doubtful word", "1 report", "Ben", "2.5 s"):
        assert said in row, said


def test_what_a_page_costs_does_not_grow_with_the_transcript(
    desk: Desk,
    counted_queries: CountQueries,
    media_factory: MediaFactory,
) -> None:
    small = Desk(desk.browser, media_factory("Short", cues=18).transcripts[0])
    small.get(page=True)
    with counted_queries() as few:
        small.get(page=True)
    with counted_queries() as many:
        desk.get(page=True)
    assert len(many) == len(few)


def test_an_empty_transcript_can_be_begun_and_a_growing_one_says_that_it_grows(
    desk: Desk, media_factory: MediaFactory
) -> None:
    transcript = media_factory("Silent", cues=1).transcripts[0]
    empty = Desk(desk.browser, transcript)
    empty.post(f"/cues/{transcript.cues()[0].id}/delete", version=1)
    transcript = db.session.merge(transcript)
    transcript.complete = False
    db.session.commit()
    page = empty.get(page=True).text
    assert "There are no captions yet." in page
    assert "still being written" in page
    answer = empty.post("/new", page=True, time="0:01.5")
    assert re.search(r"/cues/\d+$", answer.location)
    assert rows(empty.get(page=True).text)


def test_what_is_of_another_media_is_not_there(desk: Desk, media_factory: MediaFactory) -> None:
    other = media_factory("Another", cues=2).transcripts[0]
    theirs = other.cues()[0].id
    assert desk.get(f"/cues/{theirs}").status_code == 404
    assert desk.post(f"/cues/{theirs}", text="Mine", version=1).status_code == 404
    assert desk.get(f"/rows?edge=after&from={theirs}").status_code == 404
    slug = desk.address.split("/")[2]
    assert desk.browser.get(f"/media/{slug}/review/{other.id}").status_code == 404


@pytest.mark.parametrize("density", range(1, 6))
def test_the_page_is_there_however_much_one_wants_to_see(desk: Desk, density: int) -> None:
    desk.browser.post("/look", data={"density": density})
    page = desk.get(page=True).text
    for part in ('id="rows"', 'id="review-counts"', 'id="undo"', 'id="video"', 'id="jump-number"'):
        assert page.count(part) == 1, part
