"""Eight reviewers work on the same captions at once, each in a thread: nobody's change is lost."""

from __future__ import annotations

import random
import threading
from collections import Counter

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from tests.unit.pages.desk import FRAGMENT
from webapp.extensions import db
from webapp.models import Cue, CueChange, Revision

REVIEWERS = 8
EDITS = 10


@pytest.mark.both_databases
def test_eight_at_once_lose_nothing(
    app: Flask, media_factory: MediaFactory, user_factory: UserFactory, sign_in: SignIn
) -> None:
    transcript = media_factory(cues=6).transcripts[0]
    address = f"/media/{transcript.media.slug}/review/{transcript.id}"
    ids = [cue.id for cue in transcript.cues()]
    browsers = [sign_in(user_factory(f"R{n}", "reviewer")) for n in range(REVIEWERS)]
    db.session.remove()
    app.config["PROPAGATE_EXCEPTIONS"] = False  # as on a server
    answers: list[tuple[int, int, str]] = []

    def send(number: int, path: str, fields: dict[str, object]) -> TestResponse:
        with app.app_context():  # as on a server: one for each request
            return browsers[number].post(path, data=fields, headers=FRAGMENT)

    def work(number: int) -> None:
        chance = random.Random(number)
        seen = dict.fromkeys(ids, 1)
        for turn in range(EDITS):
            cue_id, text = chance.choice(ids), f"By {number}, turn {turn}."
            fields: dict[str, object] = {"text": text, "version": seen[cue_id]}
            answer = send(number, f"{address}/cues/{cue_id}", fields)
            if answer.status_code == 409:
                found = answer.text.split('name="version" value="')[1]
                seen[cue_id] = int(found.split('"')[0])
            else:
                seen[cue_id] += 1
            answers.append((cue_id, answer.status_code, text))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(REVIEWERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == REVIEWERS * EDITS
    statuses = Counter(status for _, status, _ in answers)
    assert set(statuses) <= {200, 409}
    saved = {(cue_id, text) for cue_id, status, text in answers if status == 200}
    changes = db.session.query(CueChange).all()
    written = {(c.cue_id, c.after["text"]) for c in changes if c.after}
    assert written == saved, "each change that was answered as saved, and no other"
    assert db.session.query(Revision).count() == statuses[200]
    for cue_id in ids:
        cue = db.session.get_one(Cue, cue_id)
        mine = sorted((c.version, c.after["text"]) for c in changes if c.cue_id == cue_id)
        assert [version for version, _ in mine] == list(range(2, cue.version + 1))
        assert not mine or mine[-1][1] == cue.text
