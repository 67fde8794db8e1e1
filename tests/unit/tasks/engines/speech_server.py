"""A real speech server on this machine: OpenAI's API in front of the small test model.

It can be made to misbehave, as servers do.
"""

from __future__ import annotations

import io
import json
import sys
import wave
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import numpy as np
from werkzeug.formparser import parse_form_data

from tasks.engines import Engine, Heard, choose
from tasks.loudness import Audio
from webapp.captions.document import Word

MODEL = Path(__file__).resolve().parents[3] / "fixtures" / "micro-whisper" / "micro-en-q8_0.bin"
KEY = "a-key-of-the-speech-server"


@dataclass(frozen=True)
class Asked:
    """One request, as it arrived."""

    path: str
    key: str | None
    fields: Mapping[str, Sequence[str]]
    audio: Audio
    bytes_sent: int


@dataclass
class Answer:
    """What is answered instead of a transcription."""

    status: int = 200
    body: bytes = b"{}"
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    breaks_off: bool = False
    """The connection ends before the answer does."""
    comes_after: Event | None = None


class SpeechServer(ThreadingHTTPServer):
    """Hears by the small model, unless ``answers`` say otherwise, in turn."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[Asked] = []
        self.answers: deque[Answer] = deque()
        self.key: str | None = None
        """Only who knows it is let in."""
        self.dialect: Callable[[Heard, Audio], Mapping[str, Any]] = openai
        self.on_request: Callable[[], None] = lambda: None
        self.engine: Engine = choose("whisper", str(MODEL), "en")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *address: Any) -> None:
        """Clients that went away are what some tests are about."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(*address)


class _Handler(BaseHTTPRequestHandler):
    server: SpeechServer

    def do_POST(self) -> None:
        server = self.server
        size = int(self.headers["Content-Length"])
        request = self._read(self.rfile.read(size), size)
        server.asked.append(request)
        server.on_request()
        if server.key and request.key != f"Bearer {server.key}":
            self._send(Answer(401, b'{"error": {"message": "Incorrect API key provided"}}'))
        elif server.answers:
            self._send(server.answers.popleft())
        else:
            prompt = " ".join(request.fields.get("prompt", ()))
            heard = server.engine.transcribe(request.audio, language="en", prompt=prompt)
            self._send(Answer(body=json.dumps(server.dialect(heard, request.audio)).encode()))

    def _read(self, body: bytes, size: int) -> Asked:
        environ = {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": self.headers["Content-Type"],
            "CONTENT_LENGTH": str(size),
            "wsgi.input": io.BytesIO(body),
        }
        _, fields, files = parse_form_data(environ)
        with wave.open(io.BytesIO(files["file"].read())) as sound:
            assert (sound.getnchannels(), sound.getframerate()) == (1, 16_000)
            samples = np.frombuffer(sound.readframes(sound.getnframes()), dtype="<i2")
        audio = samples.astype(np.float32) / 32768
        return Asked(self.path, self.headers["Authorization"], dict(fields.lists()), audio, size)

    def _send(self, answer: Answer) -> None:
        if answer.comes_after is not None:
            answer.comes_after.wait(60)
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        half = len(answer.body) // 2 if answer.breaks_off else len(answer.body)
        self.wfile.write(answer.body[:half])

    def log_message(self, *_: object) -> None:
        pass


def openai(heard: Heard, audio: Audio) -> Mapping[str, Any]:
    """As OpenAI answers: words at the top, without punctuation; the language by its name."""
    segment = {
        "id": 0,
        "start": _seconds(heard.words[0].start_ms) if heard.words else 0,
        "end": _seconds(heard.words[-1].end_ms) if heard.words else 0,
        "text": " " + " ".join(word.text for word in heard.words),
        "avg_logprob": -0.2,
        "no_speech_prob": 0.01,
        "compression_ratio": 1.1,
    }
    return {
        "task": "transcribe",
        "language": "english",
        "duration": len(audio) / 16_000,
        "text": segment["text"],
        "words": [_plain_word(word) for word in heard.words],
        "segments": [segment] if heard.words else [],
    }


def _plain_word(word: Word) -> Mapping[str, Any]:
    return {
        "word": word.text.strip(".,?!"),
        "start": _seconds(word.start_ms),
        "end": _seconds(word.end_ms),
    }


def _seconds(milliseconds: int) -> float:
    return milliseconds / 1000


@contextmanager
def speech_server() -> Iterator[SpeechServer]:
    server = SpeechServer()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def dies(server: SpeechServer) -> None:
    """The machine is switched off: nothing listens there any more."""
    server.socket.close()
