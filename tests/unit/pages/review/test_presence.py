"""Ana and Ben see where the other one is."""

from __future__ import annotations

import pytest

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from tests.unit.pages.desk import FRAGMENT, Desk
from webapp.models import Transcript


@pytest.fixture
def transcript(media_factory: MediaFactory) -> Transcript:
    return media_factory(cues=2).transcripts[0]


@pytest.fixture
def ids(transcript: Transcript) -> list[int]:
    return [each.id for each in transcript.cues()]


@pytest.fixture
def desks(
    transcript: Transcript, ids: list[int], user_factory: UserFactory, sign_in: SignIn
) -> list[Desk]:
    people = [user_factory(name, "reviewer") for name in ("Ana", "Ben")]
    return [Desk(sign_in(each), transcript) for each in people]


def test_each_sees_the_other_and_at_which_caption(desks: list[Desk], ids: list[int]) -> None:
    ana, ben = desks
    assert "Ben" not in ana.post("/presence", cue=ids[0]).text
    told = ben.post("/presence", cue="").text
    assert "Ana" in told
    assert f'data-at="{ids[0]}"' in told
    assert f'data-at="{ids[0]}"' not in ana.get("/presence").text
    assert "Ben" in ana.get("/presence").text
    assert "Ana" in ben.get("", page=True).text


def test_who_leaves_is_gone(desks: list[Desk], ids: list[int]) -> None:
    ana, ben = desks
    ana.post("/presence", cue=ids[0])
    ana.post("/presence", left="1")
    assert "Ana" not in ben.get("/presence").text


def test_saving_says_where_one_is_too(desks: list[Desk], ids: list[int]) -> None:
    ana, ben = desks
    ana.post(f"/cues/{ids[0]}/split", text="One two.", version=1, caret=4)
    assert f'data-at="{ids[0]}"' in ben.get("/presence").text


def test_a_poll_without_news_costs_nothing(desks: list[Desk]) -> None:
    ana, _ = desks
    tag = ana.get("/presence").headers["ETag"]
    again = ana.browser.get(f"{ana.address}/presence", headers={**FRAGMENT, "Sightline-Seen": tag})
    assert again.status_code == 204
