"""A video is heard once more: beside the captions that are there, with what was asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tasks import engines
from tasks.pipeline import run_steps
from tests.unit.conftest import UserFactory
from tests.unit.tasks.speaking import SENTENCES, speak
from tests.unit.tasks.test_captioning import Listener
from tests.unit.tasks.test_pipeline import prepare, upload
from webapp.extensions import db
from webapp.models import HeardStretch, Job, Media, Recaption, Transcript
from webapp.models.editor import Editor
from webapp.models.lease import Lease, LeaseLost


@pytest.fixture
def asked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What engines were asked for; they all hear the same."""
    wishes: list[tuple[object, ...]] = []
    listener = Listener()

    def choose(*wanted: object, **_: object) -> Listener:
        wishes.append(wanted)
        return listener

    monkeypatch.setattr(engines, "choose", choose)
    return wishes


@pytest.fixture
def media(
    app: Flask, asked: list[tuple[object, ...]], tmp_path_factory: pytest.TempPathFactory
) -> Media:
    spoken = speak(Path(tmp_path_factory.mktemp("spoken")) / "spoken.wav", SENTENCES[0])
    return prepare(app, upload(app, spoken))


@pytest.fixture
def wish(media: Media, user_factory: UserFactory) -> Recaption:
    assert media.captions is not None
    ana = user_factory("Ana", "reviewer")
    made = Recaption.ask(
        media.captions, ana, model="small-q5_1", language="de", prompt="Dorah Smith"
    )
    db.session.commit()
    return made


def claim(wish: Recaption) -> Lease:
    lease = Lease.claim(wish.job_id, 60, 3)
    assert lease is not None
    return lease


def test_the_words_are_kept_beside_the_captions_which_stay(
    media: Media, wish: Recaption, asked: list[tuple[object, ...]]
) -> None:
    captions = media.captions
    assert captions is not None
    before = [(cue.id, cue.text, cue.version) for cue in captions.cues()]
    run_steps(claim(wish))
    db.session.expire_all()
    aside = wish.aside
    assert aside.complete
    assert aside.has_cues
    assert (aside.state, aside.offered, aside.engine, aside.language) == (
        "aside", False, "a test", "de",
    )  # fmt: skip
    assert asked[-1][1:] == ("small-q5_1", "de")
    assert [(cue.id, cue.text, cue.version) for cue in captions.cues()] == before
    kept = select(HeardStretch.id).where(HeardStretch.transcript_id == aside.id)
    assert db.session.scalars(kept).first() is None
    assert wish.job.state == "done"


def test_what_was_stopped_changes_nothing_more(wish: Recaption) -> None:
    lease = claim(wish)
    wish.job.cancel()
    db.session.commit()
    with pytest.raises(LeaseLost):
        run_steps(lease)
    db.session.rollback()
    job = db.session.get_one(Job, wish.job_id)
    assert job.state == "cancelled"
    assert not wish.aside.has_cues


def test_the_next_upload_is_captioned_for_itself(media: Media, wish: Recaption) -> None:
    run_steps(claim(wish))
    db.session.expire_all()
    assert media.captions is not None
    assert media.captions.id == wish.transcript_id


def test_what_nobody_took_for_a_month_is_forgotten_and_nothing_of_a_person(
    media: Media, wish: Recaption, user_factory: UserFactory
) -> None:
    ida = user_factory("Ida", "reviewer")
    assert media.captions is not None
    wishes = [wish]
    for _ in range(2):
        wishes.append(Recaption.ask(media.captions, ida, model="", language="en", prompt=""))
    db.session.commit()
    for each in wishes:
        run_steps(claim(each))
    fresh, changed, old = wishes
    for each in (changed, old):
        each.job.changed_at_ms = 1
    cue = changed.aside.cues()[0]
    Editor(changed.aside, ida).correct(cue.id, cue.version, text="What Ida wrote.")
    db.session.commit()
    asides = [each.aside_id for each in wishes]
    Recaption.forget_old()
    db.session.expire_all()
    left = [db.session.get(Transcript, each) is not None for each in asides]
    assert left == [True, True, False]
    assert media.captions.has_cues
    assert fresh.job.state == "done"
