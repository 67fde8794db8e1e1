"""Ida corrected captions, and the program finds when each of her words is spoken."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median

import numpy as np
import pytest
from flask import Flask
from numpy.typing import NDArray

from tasks import aligning
from tasks.aligning import Sound
from tasks.pipeline import run_steps
from tests.unit.conftest import UserFactory
from tests.unit.tasks.test_pipeline import upload
from webapp.captions.document import Cue, Word
from webapp.extensions import db
from webapp.models import Alignment, Revision, Transcript, User
from webapp.models.alignment import Timed
from webapp.models.editor import Editor
from webapp.models.lease import Lease

CUES = (
    (200, 2200, "And Mister John Dashwood had then"),
    (2250, 4700, "leisure to consider how much there might"),
    (4790, 6100, "be prudently in his power to"),
    (6140, 7000, "do for them."),
)
ROUGH_MS = 40


class Killed(BaseException):
    """Nobody handles it, as nobody handles a SIGKILL."""


@pytest.fixture
def ida(user_factory: UserFactory) -> User:
    return user_factory("Ida", "reviewer")


@pytest.fixture
def spoken(shared: Path) -> list[int]:
    """When each word of the recording begins, in ms, by its makers."""
    speech = shared / "media" / "speech"
    told = json.loads((speech / "librivox-sense-0870.words.json").read_text())
    return [round(word["b"] * 1000) for word in told["w"] if not word["t"].startswith("<")]


@pytest.fixture
def transcript(app: Flask, shared: Path, ida: User) -> Transcript:
    """Captions of a recording, all corrected by Ida; their words have made times."""
    media = upload(app, shared / "media" / "speech" / "librivox-sense-0870.wav")
    media.has_audio, media.duration_ms = True, 7100
    made = Transcript(media_id=media.id, language="en-GB", origin="engine", complete=True)
    db.session.add(made)
    db.session.flush()
    made.add_cues([_roughly(*each) for each in CUES], author="engine")
    for cue in made.cues():
        Editor(made, ida).correct(cue.id, cue.version, speaker="The reader")
    db.session.commit()
    return made


def _roughly(start_ms: int, end_ms: int, text: str) -> Cue:
    """A caption whose words all have the time that one word has at its beginning."""
    words = [Word(word, start_ms, start_ms + ROUGH_MS) for word in text.split()]
    return Cue(start_ms, end_ms, text, words=tuple(words))


def fit(transcript: Transcript, person: User) -> Alignment:
    wish = Alignment.ask(transcript, person)
    db.session.commit()
    run_steps(claimed(wish))
    db.session.expire_all()
    return wish


def claimed(wish: Alignment) -> Lease:
    lease = Lease.claim(wish.job_id, 60, 3)
    assert lease is not None
    return lease


def test_each_word_gets_the_time_at_which_it_is_spoken(
    transcript: Transcript, ida: User, spoken: list[int]
) -> None:
    before = [(cue.text, cue.start_ms, cue.end_ms, cue.state) for cue in transcript.cues()]
    wish = fit(transcript, ida)
    assert (wish.fitted, wish.missed, wish.job.state) == (len(CUES), 0, "done")
    cues = transcript.cues()
    assert [(cue.text, cue.start_ms, cue.end_ms, cue.state) for cue in cues] == before
    words = [word for cue in cues for word in cue.words]
    assert [word[0] for word in words] == " ".join(text for _, _, text in CUES).split()
    found = [word[1] for word in words]
    assert median(abs(a - b) for a, b in zip(found, spoken, strict=True)) <= 100
    assert all(a[2] <= b[1] for a, b in pairwise(words)), "no word begins before the last is over"
    newest = db.session.query(Revision).order_by(Revision.id.desc()).first()
    assert newest is not None
    assert (newest.kind, newest.person_id, len(newest.changes)) == ("align", ida.id, len(CUES))
    Editor(transcript, ida).undo()
    assert {word[2] - word[1] for cue in transcript.cues() for word in cue.words} == {ROUGH_MS}


def test_what_is_not_spoken_keeps_its_times_and_is_counted(
    transcript: Transcript, ida: User
) -> None:
    second, third = transcript.cues()[1:3]
    Editor(transcript, ida).correct(second.id, second.version, text="we never said any of that")
    Editor(transcript, ida).correct(third.id, third.version, text="Xyzzyq in 870 Zyxxi")
    db.session.commit()
    kept = [second.words, third.words]
    wish = fit(transcript, ida)
    assert (wish.fitted, wish.missed) == (2, 2)
    assert [cue.words for cue in transcript.cues()[1:3]] == kept


def test_who_changes_a_caption_meanwhile_loses_nothing(transcript: Transcript, ida: User) -> None:
    wish = Alignment.ask(transcript, ida)
    first = transcript.cues()[0]
    seen = first.version
    Editor(transcript, ida).correct(first.id, seen, text="And Mr John Dashwood had then")
    db.session.commit()
    words = first.words
    wish.keep([Timed(first.id, seen, [Word("And", 0, 10)])], ida)
    db.session.commit()
    assert (wish.fitted, wish.missed, first.words) == (0, 1, words)


def test_a_worker_that_takes_over_goes_on_where_the_last_one_stopped(
    transcript: Transcript, ida: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[int] = []

    def hear_two(sound: Sound, cues: Sequence[Cue], number: int) -> list[Word]:
        if len(heard) == 2:
            raise Killed
        heard.append(number)
        return hear(sound, cues, number)

    def hear_all(sound: Sound, cues: Sequence[Cue], number: int) -> list[Word]:
        heard.append(number)
        return hear(sound, cues, number)

    hear = aligning._words
    monkeypatch.setattr(aligning, "PUT_BY", 1)
    wish = Alignment.ask(transcript, ida)
    db.session.commit()
    lease = claimed(wish)
    monkeypatch.setattr(aligning, "_words", hear_two)
    with pytest.raises(Killed):
        run_steps(lease)
    db.session.rollback()
    lease.extend(0)  # nobody hears of that worker again
    monkeypatch.setattr(aligning, "_words", hear_all)
    run_steps(claimed(wish))
    db.session.expire_all()
    assert heard == [0, 1, 2, 3]
    assert (wish.fitted, wish.missed, wish.job.state) == (len(CUES), 0, "done")
    assert wish.remembered() == []


def test_what_was_changed_since_the_worker_stopped_is_heard_again(
    transcript: Transcript, ida: User
) -> None:
    wish = Alignment.ask(transcript, ida)
    first, second = transcript.cues()[:2]
    wish.remember([Timed(each.id, each.version, [Word("And", 0, 10)]) for each in (first, second)])
    Editor(transcript, ida).correct(first.id, first.version, text="And Mister John had then")
    db.session.commit()
    run_steps(claimed(wish))
    db.session.expire_all()
    assert [word[0] for word in first.words] == ["And", "Mister", "John", "had", "then"]
    assert second.words == [["And", 0, 10, None]]


def test_sound_is_had_in_parts_and_forgotten() -> None:
    def blocks() -> Iterator[NDArray[np.float32]]:
        for second in range(10):
            yield np.full(16_000, second, dtype=np.float32)

    sound = Sound(blocks())
    assert list(np.unique(sound.part(500, 1500))) == [0, 1]
    assert list(np.unique(sound.part(1000, 2000))) == [1]
    assert list(np.unique(sound.part(7000, 8000))) == [7]
    assert len(sound.part(9000, 12_000)) == 16_000, "where the sound ends, there is no more"
    assert len(sound.part(11_000, 12_000)) == 0
