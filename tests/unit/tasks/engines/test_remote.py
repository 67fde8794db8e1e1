"""A speech server hears as well as this machine, and costs little where it fails."""

from __future__ import annotations

import json
import logging
import socket
import time
from collections.abc import Iterator
from threading import Event
from typing import Any

import numpy as np
import pytest
import stamina
import structlog

from tasks.engines import Engine, EngineAway, EngineUnavailable, Heard, choose
from tasks.engines.either import NOT_ASKED_AFTER, Either
from tasks.engines.remote import Busy, NoAnswer, NotLetIn, Refused, Remote
from tasks.loudness import Audio
from tests.unit.tasks.engines.speech_server import (
    KEY,
    MODEL,
    Answer,
    SpeechServer,
    dies,
    speech_server,
)
from tests.unit.tasks.sounds import say, silence
from webapp.breakers import Breaker
from webapp.captions.document import Word
from webapp.config import Settings

SENTENCE = "Please close the orange box."
HTML = b"<!doctype html><title>Welcome to nginx</title>"


@pytest.fixture(autouse=True)
def _no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


@pytest.fixture
def server() -> Iterator[SpeechServer]:
    with speech_server() as server:
        yield server


def settings_for(url: str, **more: Any) -> Settings:
    usual = {"remote_engine_model": "micro", "breaker_open_s": 1000}
    return Settings(remote_engine_url=url, **usual | more)


def remote_of(server: SpeechServer, **more: Any) -> Remote:
    settings = settings_for(server.url, **more)
    return Remote(settings, Breaker("speech", settings))


def hear(engine: Engine, language: str | None = "en", prompt: str = "") -> Heard:
    sound = np.concatenate([silence(0.2), say(SENTENCE), silence(0.2)])
    return engine.transcribe(sound, language=language, prompt=prompt)


class TestAServerThatIsWell:
    def test_it_hears_what_this_machine_would_hear(self, server: SpeechServer) -> None:
        there = hear(remote_of(server))
        here = hear(choose("whisper", str(MODEL), "en"))
        assert [word.text for word in there.words] == SENTENCE.split()
        assert [(w.start_ms, w.end_ms) for w in there.words] == [
            (w.start_ms, w.end_ms) for w in here.words
        ]
        assert there.language == "en"

    def test_it_is_asked_as_openai_has_it(self, server: SpeechServer) -> None:
        hear(remote_of(server, remote_engine_key=KEY), "en-GB", "Okonkwo, orange box")
        (asked,) = server.asked
        assert (asked.path, asked.key) == ("/v1/audio/transcriptions", f"Bearer {KEY}")
        assert dict(asked.fields) == {
            "model": ["micro"],
            "response_format": ["verbose_json"],
            "timestamp_granularities[]": ["word", "segment"],
            "temperature": ["0"],
            "language": ["en"],
            "prompt": ["Okonkwo, orange box"],
        }

    @pytest.mark.parametrize(
        ("address", "path"),
        [
            ("", "/v1/audio/transcriptions"),
            ("/", "/v1/audio/transcriptions"),
            ("/v1/", "/v1/audio/transcriptions"),
            ("/openai/v1/audio/transcriptions", "/openai/v1/audio/transcriptions"),
            ("/inference", "/inference"),
        ],
    )
    def test_its_address_may_be_given_in_short(
        self, server: SpeechServer, address: str, path: str
    ) -> None:
        settings = settings_for(server.url + address)
        hear(Remote(settings, Breaker("speech", settings)), None)
        assert server.asked[0].path == path
        assert server.asked[0].fields.get("language") == (
            ["auto"] if path == "/inference" else None
        )

    def test_who_it_is_fits_into_a_transcript(self) -> None:
        settings = settings_for("http://speech", remote_engine_model="Systran/faster-whisper" * 9)
        assert len(Remote(settings, Breaker("speech", settings)).name) == 40

    def test_nobody_is_asked_where_none_is_set(self) -> None:
        with pytest.raises(EngineUnavailable, match="SIGHTLINE_REMOTE_ENGINE_URL"):
            Remote(Settings(), Breaker("speech", Settings()))


class TestAServerThatFails:
    @pytest.mark.parametrize(
        ("answer", "requests"),
        [
            (Answer(500, b"Internal Server Error", "text/plain"), 1),
            (Answer(502, HTML, "text/html"), 3),
            (Answer(503, headers={"Retry-After": "1"}), 3),
            (Answer(200, b'{"text": "Good', breaks_off=True), 3),
        ],
        ids=["broken", "gateway", "starting", "cut"],
    )
    def test_what_fails_at_once_is_tried_again_a_few_times(
        self, server: SpeechServer, answer: Answer, requests: int
    ) -> None:
        server.answers.extend([answer] * 9)
        with pytest.raises(NoAnswer, match="does not answer just now"):
            hear(remote_of(server))
        assert len(server.asked) == requests

    def test_a_connection_that_broke_once_costs_nothing(self, server: SpeechServer) -> None:
        server.answers.append(Answer(breaks_off=True, body=b'{"text": "no"}'))
        assert hear(remote_of(server)).words
        assert len(server.asked) == 2

    def test_a_slow_server_is_waited_for_once(self, server: SpeechServer) -> None:
        never = Event()
        server.answers.append(Answer(comes_after=never))
        try:
            with pytest.raises(NoAnswer):
                hear(remote_of(server, remote_engine_timeout_s=0.2))
            assert len(server.asked) == 1
        finally:
            never.set()

    @pytest.mark.parametrize(
        "answer",
        [
            Answer(body=HTML, kind="text/html"),
            Answer(body=b"\xff\xfe"),
            Answer(body=b'{"error": "failed to read audio data"}'),
            Answer(body=b"[" * 100_000),
            Answer(body=b'{"text": "' + b"a" * (5 * 1024 * 1024) + b'"}'),
            Answer(301, headers={"Location": "https://elsewhere.example.org/"}),
        ],
        ids=["html", "bytes", "error", "deep", "endless", "elsewhere"],
    )
    def test_what_is_no_transcription_is_said_so(
        self, server: SpeechServer, answer: Answer
    ) -> None:
        server.answers.append(answer)
        with pytest.raises(NoAnswer, match="is no transcription"):
            hear(remote_of(server))
        assert len(server.asked) == 1

    def test_a_server_that_is_away_is_not_asked_for_each_stretch(
        self, server: SpeechServer
    ) -> None:
        remote = remote_of(server, breaker_failures=2)
        server.answers.extend([Answer(500)] * 9)
        for _ in range(5):
            with pytest.raises(NoAnswer):
                hear(remote)
        assert len(server.asked) == 2

    def test_nobody_there_is_no_answer(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as nobody:
            port = nobody.getsockname()[1]
        settings = settings_for(f"http://127.0.0.1:{port}")
        with pytest.raises(NoAnswer):
            hear(Remote(settings, Breaker("speech", settings)))


class TestAServerThatSaysNo:
    @pytest.mark.parametrize(
        ("answer", "error", "sentence"),
        [
            (Answer(401), NotLetIn, "SIGHTLINE_REMOTE_ENGINE_KEY"),
            (Answer(403), NotLetIn, "SIGHTLINE_REMOTE_ENGINE_KEY"),
            (Answer(404), NotLetIn, "SIGHTLINE_REMOTE_ENGINE_MODEL"),
            (Answer(413, HTML, "text/html"), Refused, "let it take 2 MB"),
            (Answer(400), Refused, "cannot hear this sound"),
            (Answer(422), Refused, "cannot hear this sound"),
            (Answer(429), Busy, "too much to do"),
            (Answer(429, headers={"Retry-After": "3600"}), Busy, "too much to do"),
        ],
    )
    def test_a_person_reads_what_to_do_and_the_server_counts_as_well(
        self, server: SpeechServer, answer: Answer, error: type[Exception], sentence: str
    ) -> None:
        settings = settings_for(server.url, breaker_failures=1)
        breaker = Breaker("speech", settings)
        server.answers.append(answer)
        with pytest.raises(error, match=sentence):
            hear(Remote(settings, breaker))
        assert len(server.asked) == 1
        assert breaker.state().position == "closed"

    def test_a_server_that_asks_for_a_short_pause_gets_it(self, server: SpeechServer) -> None:
        server.answers.append(Answer(429, headers={"Retry-After": "0.01"}))
        assert hear(remote_of(server)).words
        assert len(server.asked) == 2

    def test_a_wrong_key_is_not_shown_anywhere(
        self, server: SpeechServer, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        server.key = "another one"
        with structlog.testing.capture_logs() as lines, pytest.raises(NotLetIn) as error:
            hear(remote_of(server, remote_engine_key=KEY))
        assert server.asked[0].key == f"Bearer {KEY}"
        assert KEY not in json.dumps(lines) + caplog.text + repr(error.value)
        assert KEY not in repr(settings_for(server.url, remote_engine_key=KEY))


class Here:
    """The engine of this machine."""

    name = "here"

    def __init__(self) -> None:
        self.asked = 0

    def transcribe(self, audio: Audio, *, language: str | None, prompt: str) -> Heard:
        self.asked += 1
        return Heard([Word("here", 0, 10)], "en")


class TestEither:
    def test_the_server_hears_while_it_is_well(self, server: SpeechServer) -> None:
        here = Here()
        heard = hear(Either(remote_of(server), lambda: here))
        assert ([word.text for word in heard.words], heard.by) == (SENTENCE.split(), "")
        assert here.asked == 0

    def test_this_machine_hears_what_the_server_does_not_and_says_so(
        self, server: SpeechServer
    ) -> None:
        server.answers.append(Answer(400))
        either = Either(remote_of(server), Here)
        assert [hear(either).by for _ in range(2)] == ["here", ""]

    def test_a_server_that_is_back_is_asked_again(self, server: SpeechServer) -> None:
        server.answers.append(Answer(500))
        either = Either(remote_of(server, breaker_failures=1, breaker_open_s=0.001), Here)
        assert hear(either).by == "here"
        time.sleep(0.01)  # ten times as long as it is left alone
        assert hear(either).by == ""

    def test_a_server_that_keeps_refusing_is_not_sent_the_rest(self, server: SpeechServer) -> None:
        server.answers.extend([Answer(422)] * 9)
        either = Either(remote_of(server), Here)
        assert {hear(either).by for _ in range(6)} == {"here"}
        assert len(server.asked) == NOT_ASKED_AFTER

    def test_where_nobody_here_can_hear_it_waits_for_the_server(self, server: SpeechServer) -> None:
        def nobody() -> Engine:
            raise EngineUnavailable("There is no model for this language.")

        dies(server)
        with pytest.raises(EngineAway, match="The speech server does not answer"):
            hear(Either(remote_of(server), nobody))
