"""Ana and Ben change the same caption: nobody's words are lost, and one of them chooses."""

from __future__ import annotations

import re

import pytest

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from tests.unit.pages.desk import Desk, cue, news
from webapp.extensions import db
from webapp.models import CueDraft, Transcript, User


@pytest.fixture
def transcript(media_factory: MediaFactory) -> Transcript:
    return media_factory(cues=3).transcripts[0]


@pytest.fixture
def ids(transcript: Transcript) -> list[int]:
    return [each.id for each in transcript.cues()]


@pytest.fixture
def ana_herself(user_factory: UserFactory) -> User:
    return user_factory("Ana", "reviewer")


@pytest.fixture
def ana(transcript: Transcript, ids: list[int], ana_herself: User, sign_in: SignIn) -> Desk:
    return Desk(sign_in(ana_herself), transcript)


@pytest.fixture
def ben(transcript: Transcript, ids: list[int], user_factory: UserFactory, sign_in: SignIn) -> Desk:
    return Desk(sign_in(user_factory("Ben", "reviewer")), transcript)


def version(html: str) -> int:
    found = re.search(r'name="version" value="(\d+)"', html)
    return int(found[1]) if found else 0


@pytest.mark.parametrize("page", [True, False])
def test_who_was_slower_gets_both_texts_what_they_began_with_and_a_choice(
    ana: Desk, ben: Desk, ids: list[int], page: bool
) -> None:
    ben.save(ids[0], "Line 1 of Ben's talk.")
    answer = ana.save(ids[0], "Lines 1 of the talk.", page=page)
    assert answer.status_code == 409
    assert "Ben has changed this caption, too" in answer.text
    assert "<ins>Lines</ins>" in answer.text
    assert "<del>Line</del>" in answer.text
    assert "<ins>Ben&#39;s</ins>" in answer.text
    assert "Line 1 of the talk.</dd>" in answer.text
    assert "Lines 1 of Ben&#39;s talk.</textarea>" in answer.text
    for choice in ("mine", "theirs", "join"):
        assert f'name="choice" value="{choice}"' in answer.text
    assert re.search(r'id="conflict-\d+" tabindex="-1" data-focus', answer.text)
    said = "Ben has changed this caption in the meantime. Nothing was saved."
    assert said in answer.text
    assert cue(ids[0]).text == "Line 1 of Ben's talk."


@pytest.mark.parametrize(
    ("choice", "text"),
    [("mine", "Mine."), ("theirs", "Theirs."), ("join", "Joined.")],
)
def test_what_is_chosen_is_what_it_says_then(
    ana: Desk, ben: Desk, ids: list[int], choice: str, text: str
) -> None:
    ben.save(ids[0], "Theirs.")
    newest = version(ana.save(ids[0], "Mine.").text)
    assert newest == 2
    answer = ana.save(ids[0], "Joined.", newest, mine="Mine.", choice=choice)
    assert answer.status_code == 200
    assert cue(ids[0]).text == text
    assert news(answer.text)["focus-on"] == f"edit-{ids[0]}"


def test_a_third_text_that_comes_while_she_chooses_is_a_conflict_again(
    ana: Desk, ben: Desk, ids: list[int]
) -> None:
    ben.save(ids[0], "Theirs.")
    newest = version(ana.save(ids[0], "Mine.").text)
    ben.save(ids[0], "Theirs, once more.", newest)
    answer = ana.save(ids[0], "Joined.", newest, mine="Mine.", choice="join")
    assert answer.status_code == 409
    assert "Theirs, once more." in re.sub(r"</?ins>|</?del>", "", answer.text)
    assert version(answer.text) == 3


def test_other_fields_that_differ_are_named(ana: Desk, ben: Desk, ids: list[int]) -> None:
    ben.save(ids[0], "Hello.", speaker="Cem")
    answer = ana.save(ids[0], "Hi.", speaker="Cleo")
    assert "yours: Cleo, theirs: Cem" in answer.text


def test_what_she_typed_of_a_deleted_caption_can_be_put_back(
    ana: Desk, ben: Desk, ids: list[int], transcript: Transcript
) -> None:
    ben.post(f"/cues/{ids[0]}/delete", version=1)
    answer = ana.save(ids[0], "Mine.")
    assert answer.status_code == 409
    assert "Ben has deleted this caption" in answer.text
    again = ana.save(ids[0], "Mine.", version(answer.text), mine="Mine.", choice="mine")
    assert again.status_code == 200
    db.session.expire_all()
    assert "Mine." in [each.text for each in db.session.merge(transcript).cues()]


def test_a_neighbour_that_was_changed_is_shown_before_it_is_merged(
    ana: Desk, ben: Desk, ids: list[int]
) -> None:
    ben.save(ids[1], "By Ben.")
    answer = ana.post(f"/cues/{ids[0]}/merge", text="Mine.", version=1, next_version=1)
    assert answer.status_code == 409
    assert "Ben has changed the neighbouring caption. It now says: “By Ben.”" in answer.text
    assert "Mine.</textarea>" in answer.text
    assert cue(ids[0]).text == "Line 1 of the talk.", "all of it or nothing"
    assert 'name="next_version" value="2"' in answer.text
    assert (
        ana.post(f"/cues/{ids[0]}/merge", text="Mine.", version=1, next_version=2).status_code
        == 200
    )


def test_approving_what_was_changed_in_the_meantime_asks_to_look_again(
    ana: Desk, ben: Desk, ids: list[int]
) -> None:
    ben.save(ids[0], "By Ben.")
    answer = ana.post(f"/cues/{ids[0]}/approve", version=1)
    assert answer.status_code == 409
    assert "By Ben." in answer.text


def test_an_answer_that_was_lost_on_its_way_is_no_conflict(ana: Desk, ids: list[int]) -> None:
    ana.save(ids[0], "Saved already.")
    answer = ana.save(ids[0], "Saved already.")
    assert answer.status_code == 200
    assert "Saved." in answer.text
    assert cue(ids[0]).version == 2


def test_undo_leaves_what_somebody_else_has_changed_since(
    ana: Desk, ben: Desk, ids: list[int]
) -> None:
    ana.save(ids[0], "By Ana.")
    ben.save(ids[0], "By Ben.", 2)
    assert "Ben has changed that caption since." in ana.post("/undo").text
    assert cue(ids[0]).text == "By Ben."


def test_a_conflict_keeps_what_was_begun_until_she_has_chosen(
    ana: Desk, ben: Desk, ids: list[int], ana_herself: User
) -> None:
    ana.post(f"/cues/{ids[0]}/draft", text="Mine.", version=1)
    ben.save(ids[0], "Theirs.")
    ana.save(ids[0], "Mine.")
    ana_herself = db.session.merge(ana_herself)
    assert CueDraft.of(ana_herself, ids)
    ana.save(ids[0], "", 2, mine="Mine.", choice="theirs")
    ana_herself = db.session.merge(ana_herself)
    assert CueDraft.of(ana_herself, ids) == {}
