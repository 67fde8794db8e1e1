"""Rita corrects captions, parts and joins them, and says which are right."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from tests.unit.copies import copy_of
from tests.unit.pages.conftest import CountQueries
from tests.unit.pages.desk import Desk, cue, news, rows
from webapp.extensions import db
from webapp.models import CueDraft, Transcript, User
from webapp.pages.review.verbs import NEW_TEXT

MOST_QUERIES = 32
"""Of a saved caption, beside who it is that saves (docs/scale.md)."""


@pytest.fixture
def rita(user_factory: UserFactory) -> User:
    return user_factory("Rita", "reviewer", hearing="deaf")


@pytest.fixture
def transcript(media_factory: MediaFactory) -> Transcript:
    return media_factory(cues=4).transcripts[0]


@pytest.fixture
def ids(transcript: Transcript) -> list[int]:
    return [each.id for each in transcript.cues()]


@pytest.fixture
def desk(transcript: Transcript, ids: list[int], rita: User, sign_in: SignIn) -> Desk:
    return Desk(sign_in(rita), transcript)


def texts(transcript: Transcript) -> list[str]:
    db.session.expire_all()
    return [each.text for each in db.session.merge(transcript).cues()]


def test_saving_answers_with_the_row_the_counts_and_what_is_left(
    desk: Desk, ids: list[int]
) -> None:
    answer = desk.save(ids[1], "The second line.")
    assert answer.status_code == 200
    assert rows(answer.text) == [ids[1]]
    assert 'id="review-counts"' in answer.text
    assert "Saved. 3 left to check." in answer.text
    assert news(answer.text) == {"focus-on": f"edit-{ids[1]}"}
    assert len(answer.data) <= 4096
    assert (cue(ids[1]).text, cue(ids[1]).state) == ("The second line.", "corrected")


def test_without_scripts_saving_leads_back_to_the_row_or_on_to_the_next(
    desk: Desk, ids: list[int]
) -> None:
    form = desk.get(f"/cues/{ids[0]}", page=True).text
    assert "Next caption" in form
    back = desk.save(ids[0], "One.", page=True)
    assert back.status_code == 303
    assert back.location.endswith(f"?cue={ids[0]}#cue-{ids[0]}")
    on = desk.post(f"/cues/{ids[0]}?then=open", page=True, text="Uno.", version=2)
    assert on.location.endswith(f"/cues/{ids[1]}")
    assert "Saved. 3 left to check." in desk.get(page=True).text


def test_what_cannot_be_is_said_at_the_field_and_nothing_typed_is_lost(
    desk: Desk, ids: list[int]
) -> None:
    answer = desk.save(ids[0], "Kept.", start="0:05", end="soon", page=True)
    assert answer.status_code == 422
    assert f'<a href="#cue-end-{ids[0]}">Write a time such as 1:02.500.</a>' in answer.text
    assert "Kept.</textarea>" in answer.text
    assert 'value="soon"' in answer.text
    assert desk.save(ids[0], "Late.", start="0:05", end="0:04").status_code == 422
    empty = desk.save(ids[0], "  ")
    assert "This caption has no text." in empty.text
    assert 'hx-swap-oob="outerHTML"' in empty.text
    assert cue(ids[0]).version == 1


def test_a_caption_that_comes_to_stand_elsewhere_is_moved(desk: Desk, ids: list[int]) -> None:
    answer = desk.save(ids[0], "First.", start="0:07", end="0:08.5")
    assert f'<li id="cue-{ids[0]}" hx-swap-oob="delete">' in answer.text
    assert f'hx-swap-oob="afterend:#cue-{ids[2]}"' in answer.text
    assert news(answer.text)["focus-on"] == f"edit-{ids[0]}"


def test_splitting_keeps_what_was_typed_and_shows_both_halves(
    desk: Desk, ids: list[int], transcript: Transcript
) -> None:
    answer = desk.post(f"/cues/{ids[1]}/split", text=" Hello there, you all. ", version=1, caret=13)
    assert texts(transcript)[1:3] == ["Hello there,", "you all."]
    assert f'hx-swap-oob="afterend:#cue-{ids[1]}"' in answer.text
    assert news(answer.text) == {"focus-on": f"cue-text-{ids[1]}", "opens": str(ids[1])}
    assert "Hello there,</textarea>" in answer.text


def test_merging_takes_the_next_row_away(
    desk: Desk, ids: list[int], transcript: Transcript
) -> None:
    answer = desk.post(f"/cues/{ids[1]}/merge", version=1, next_version=1)
    assert texts(transcript)[1] == "Line 2 of the talk.\nLine 3 of the talk."
    assert f'<li id="cue-{ids[2]}" hx-swap-oob="delete">' in answer.text


def test_words_go_to_the_neighbours_from_the_caret_on(
    desk: Desk, ids: list[int], transcript: Transcript
) -> None:
    desk.post(f"/cues/{ids[1]}/give?to=next", version=1, next_version=1, caret=10)
    assert texts(transcript)[1:3] == ["Line 2 of", "the talk. Line 3 of the talk."]
    desk.post(f"/cues/{ids[1]}/give?to=previous", version=2, previous_version=1, caret=4)
    assert texts(transcript)[:2] == ["Line 1 of the talk. Line", "2 of"]


@pytest.mark.both_databases
def test_a_new_caption_is_open_and_a_deleted_one_can_be_taken_back(
    desk: Desk, ids: list[int], transcript: Transcript
) -> None:
    answer = desk.post(f"/cues/{ids[0]}/insert", version=1)
    new = int(news(answer.text)["opens"])
    assert (cue(new).text, cue(new).start_ms >= cue(ids[0]).end_ms) == (NEW_TEXT, True)
    answer = desk.post(f"/cues/{ids[1]}/delete", version=1)
    assert 'id="undo-delete"' in answer.text
    assert news(answer.text)["focus-on"] == f"edit-{ids[2]}"
    assert "Line 2 of the talk." not in texts(transcript)
    answer = desk.post("/undo")
    assert "Undone." in answer.text
    assert rows(answer.text) == [ids[1]]
    assert "Line 2 of the talk." in texts(transcript)
    assert "Done again." in desk.post("/redo").text
    assert "Line 2 of the talk." not in texts(transcript)


def test_undo_of_nothing_says_so(desk: Desk) -> None:
    assert "There is nothing to undo." in desk.post("/undo").text
    assert "There is nothing to bring back." in desk.get(page=True).text or desk.post(
        "/redo", page=True
    ).location.endswith(desk.address)


def test_only_who_hears_can_verify_and_others_see_why_not(
    desk: Desk, ids: list[int], user_factory: UserFactory, sign_in: SignIn, transcript: Transcript
) -> None:
    assert "Only somebody who hears can verify" in desk.get(f"/cues/{ids[0]}").text
    answer = desk.post(f"/cues/{ids[0]}/approve?verified=1", version=1)
    assert answer.status_code == 422
    assert "Only somebody who hears" in answer.text
    assert "Approved." in desk.post(f"/cues/{ids[0]}/approve", version=1).text
    ben = Desk(sign_in(user_factory("Ben", "reviewer", hearing="hearing")), transcript)
    assert 'data-command="verify"' in ben.get(f"/cues/{ids[0]}").text
    ben.post(f"/cues/{ids[0]}/approve?verified=1", version=2)
    assert cue(ids[0]).state == "verified"


def test_italics_are_put_on_the_words_that_are_marked(desk: Desk, ids: list[int]) -> None:
    desk.post(f"/cues/{ids[0]}/italic", version=1, caret=0, caret_end=6)
    assert cue(ids[0]).markup == "<i>Line 1</i> of the talk."


def test_rows_that_are_not_in_the_page_are_not_sent(desk: Desk, ids: list[int]) -> None:
    answer = desk.post(f"/cues/{ids[1]}/merge", version=1, next_version=1, last=ids[1])
    assert f'id="cue-{ids[2]}"' not in answer.text
    answer = desk.post("/undo", first=ids[3])
    assert answer.headers["HX-Redirect"].endswith(f"?cue={ids[1]}#cue-{ids[1]}")


def test_what_was_begun_is_kept_offered_and_gone_once_it_is_saved(
    app: Flask, desk: Desk, ids: list[int], rita: User
) -> None:
    begun = {"text": "Half a se", "version": 1, "start": "0:03.000", "end": "0:05.500"}
    assert desk.post(f"/cues/{ids[1]}/draft", **begun).status_code == 204
    assert "you began to change it" in desk.get(page=True).text
    with copy_of(app, desk.browser) as copy:
        assert "Half a se" in copy.read("reviews.json").decode(), "it is hers"
    form = desk.get(f"/cues/{ids[1]}").text
    assert "Half a se" in form.split("</q>")[0]
    assert "Line 2 of the talk.</textarea>" in form
    assert "Half a se</textarea>" in desk.get(f"/cues/{ids[1]}?draft").text
    desk.save(ids[1], "Half a sentence.")
    rita = db.session.merge(rita)
    assert CueDraft.of(rita, ids) == {}
    desk.post(f"/cues/{ids[2]}/draft", **begun)
    dropped = desk.post(f"/cues/{ids[2]}/draft", drop="1")
    assert "Line 3 of the talk.</textarea>" in dropped.text
    rita = db.session.merge(rita)
    assert CueDraft.of(rita, ids) == {}


def test_what_saving_asks_the_database_does_not_grow_with_the_transcript(
    desk: Desk, counted_queries: CountQueries, media_factory: MediaFactory
) -> None:
    asked = []
    for count in (18, 600):
        other = media_factory(f"Of {count}", cues=count).transcripts[0]
        there = Desk(desk.browser, other)
        middle = other.cues()[count // 2].id
        there.save(middle, "Warm.")  # lint has looked at all of it then
        with counted_queries() as statements:
            assert there.save(middle, "Saved.", version=2).status_code == 200
        asked.append([each for each in statements if "sign_in" not in each])
    assert len(asked[0]) == len(asked[1])
    assert len(asked[1]) <= MOST_QUERIES
    assert not any("count(" in each and "FROM cue " in each for each in asked[1])
