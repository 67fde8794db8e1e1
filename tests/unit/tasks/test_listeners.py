"""A library decides who hears its videos, and drafts say who did."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.unit.conftest import UserFactory
from tests.unit.tasks.engines.speech_server import Answer, SpeechServer, dies, speech_server
from tests.unit.tasks.speaking import SENTENCES, long_speech, speak
from tests.unit.tasks.test_pipeline import prepare, upload
from tests.unit.tasks.test_worker import captions_of, fresh, until, worker
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import HeardStretch, Job, Library, Recaption, Transcript
from webapp.models.recaption import SPEECH_SERVER

HERE, THERE = "whisper micro-en-q8_0", "remote micro"


@pytest.fixture
def server() -> Iterator[SpeechServer]:
    with speech_server() as server:
        yield server


@pytest.fixture
def settings(settings: Settings, server: SpeechServer) -> Settings:
    return settings.model_copy(
        update={
            "remote_engine_url": server.url,
            "remote_engine_model": "micro",
            "breaker_open_s": 1000.0,
        }
    )


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return speak(tmp_path_factory.mktemp("spoken") / "spoken.wav", SENTENCES[0])


def let_hear(heard_by: str) -> None:
    Library.default().heard_by = heard_by
    db.session.commit()


def draft_of(app: Flask, spoken: Path) -> Transcript:
    captions = prepare(app, upload(app, spoken)).captions
    assert captions is not None
    return captions


def said(draft: Transcript) -> str:
    return " ".join(cue.text.replace("\n", " ") for cue in draft.cues())


class TestWhatALibraryAllows:
    def test_no_sound_leaves_this_machine_unless_its_library_says_so(
        self, app: Flask, server: SpeechServer, spoken: Path
    ) -> None:
        draft = draft_of(app, spoken)
        assert (draft.engines, server.asked) == ([HERE], [])

    @pytest.mark.parametrize("heard_by", ["server", "either"])
    def test_the_speech_server_drafts_where_it_may(
        self, app: Flask, server: SpeechServer, spoken: Path, heard_by: str
    ) -> None:
        let_hear(heard_by)
        draft = draft_of(app, spoken)
        assert (said(draft), draft.engines) == (SENTENCES[0], [THERE])
        assert len(server.asked) == 1

    def test_this_machine_drafts_where_the_server_does_not_answer(
        self, app: Flask, server: SpeechServer, spoken: Path
    ) -> None:
        let_hear("either")
        dies(server)
        draft = draft_of(app, spoken)
        assert (said(draft), draft.engines) == (SENTENCES[0], [HERE])

    def test_a_library_that_wants_the_server_alone_waits_for_it(
        self, app: Flask, server: SpeechServer, spoken: Path
    ) -> None:
        let_hear("server")
        server.answers.append(Answer(401))
        media = upload(app, spoken)
        prepare(app, media)
        job = media.jobs[0]
        assert (job.state, job.postponed) == ("queued", 1)
        assert "SIGHTLINE_REMOTE_ENGINE_KEY" in job.error
        assert media.captions is None or not media.captions.has_cues

    def test_a_busy_server_is_left_alone_for_as_long_as_it_asks(
        self, app: Flask, server: SpeechServer, spoken: Path
    ) -> None:
        let_hear("server")
        server.answers.append(Answer(429, headers={"Retry-After": "5000"}))
        media = upload(app, spoken)
        prepare(app, media)
        job = media.jobs[0]
        assert (
            job.error == "The speech server has too much to do. The work goes on when it has time."
        )
        assert job.due_at_ms - job.changed_at_ms >= 5_000_000

    def test_sound_that_the_server_cannot_hear_fails_with_a_sentence(
        self, app: Flask, server: SpeechServer, spoken: Path
    ) -> None:
        let_hear("server")
        server.answers.append(Answer(400))
        media = upload(app, spoken)
        prepare(app, media)
        assert media.jobs[0].state == "failed"
        assert media.jobs[0].error.startswith("The speech server cannot hear this sound.")

    def test_captioning_again_goes_to_the_server_only_where_the_library_lets_it(
        self, app: Flask, server: SpeechServer, spoken: Path, user_factory: UserFactory
    ) -> None:
        captions, person = draft_of(app, spoken), user_factory("Rita", "reviewer")
        for heard_by, engines in (("here", [HERE]), ("either", [THERE])):
            let_hear(heard_by)
            wish = Recaption.ask(captions, person, model=SPEECH_SERVER, language="en", prompt="x")
            db.session.commit()
            job_id = wish.job_id
            db.session.commit()
            app.extensions["run_job"].call_local(job_id)
            assert wish.aside.engines == engines
        assert [each.fields["prompt"] for each in server.asked] == [["x"]]


@pytest.mark.flaky(reruns=2)
class TestAServerThatDiesInTheMiddle:
    def test_the_rest_is_heard_here_every_word_once_and_the_draft_says_so(
        self,
        app: Flask,
        settings: Settings,
        server: SpeechServer,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        speech = long_speech(tmp_path / "long.wav", minutes=1)
        undisturbed = captions_of(prepare(app, upload(app, speech)))
        let_hear("either")
        monkeypatch.setenv("SIGHTLINE_REMOTE_ENGINE_URL", server.url)
        monkeypatch.setenv("SIGHTLINE_REMOTE_ENGINE_MODEL", "micro")
        monkeypatch.setenv("SIGHTLINE_BREAKER_FAILURES", "1")  # it is known to be away at once
        server.on_request = lambda: dies(server) if len(server.asked) == 2 else None
        media = upload(app, speech)
        job_id = media.jobs[0].id
        db.session.commit()
        with worker(settings):
            until(lambda: fresh(select(Job.state).where(Job.id == job_id)) == "done")
        assert captions_of(media) == undisturbed
        assert media.captions is not None
        assert media.captions.engines == [THERE, HERE]
        by = dict(
            db.session.execute(
                select(HeardStretch.engine, func.count())
                .where(HeardStretch.transcript_id == media.captions.id, HeardStretch.engine != "")
                .group_by(HeardStretch.engine)
            ).all()
        )
        assert by[THERE] == 2
        assert by[HERE] >= 1
