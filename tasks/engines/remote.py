"""A speech server elsewhere that speaks OpenAI's transcription API; also whisper.cpp's own server.

One machine with a graphics processor can so serve many workers. Sound leaves this machine, so that
only what a library allows comes here (`tasks.listeners`).
"""

from __future__ import annotations

import io
import json
import math
import time
import wave
import weakref
from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

import httpx
import numpy as np
import stamina
import structlog

from tasks.engines import EngineAway, EngineUnavailable, Heard
from tasks.engines.transcription import read
from tasks.loudness import SAMPLE_RATE, Audio
from webapp.breakers import Away, Breaker
from webapp.config import Settings
from webapp.media.failure import N_

NAME_CHARACTERS = 40
"""As many as a transcript keeps of the name of its engine."""
CONNECT_TIMEOUT_S = 5.0
ATTEMPTS, RETRY_WITHIN_S, LONGEST_PAUSE_S = 3, 20.0, 10.0
"""What failed at once is tried again, so often and for so long; a server may ask for a pause."""
MAX_ANSWER_BYTES = 4 * 1024 * 1024
API_PATH = "/v1/audio/transcriptions"
WHISPER_CPP_PATH = "/inference"

NOT_SET = N_(
    "No speech server is set up here. "
    "Whoever runs this site can set SIGHTLINE_REMOTE_ENGINE_URL, or let this machine listen."
)
NO_ANSWER = N_("The speech server does not answer just now. The work goes on when it does.")
NONSENSE = N_(
    "What the speech server answers is no transcription. "
    "Whoever runs this site can check SIGHTLINE_REMOTE_ENGINE_URL."
)
NOT_LET_IN = N_(
    "The speech server does not let us in. "
    "Whoever runs this site can check SIGHTLINE_REMOTE_ENGINE_KEY."
)
NOT_THERE = N_(
    "There is no transcription API at the address of the speech server, or not this model. Whoever "
    "runs this site can check SIGHTLINE_REMOTE_ENGINE_URL and SIGHTLINE_REMOTE_ENGINE_MODEL."
)
TOO_BUSY = N_("The speech server has too much to do. The work goes on when it has time.")
TOO_LARGE = N_(
    "The speech server refuses half a minute of sound as too large. "
    "Whoever runs it can let it take 2 MB."
)
NOT_HEARD = N_(
    "The speech server cannot hear this sound. Have the captions drafted on this machine."
)

log = structlog.stdlib.get_logger(__name__)


class NoAnswer(EngineAway):
    """The server is in trouble, or cannot be reached."""

    def __init__(
        self, sentence: str = NO_ANSWER, wait_s: float = 0.0, *, again: bool | float = False
    ) -> None:
        super().__init__(sentence, wait_s)
        self.again = again
        """Whether to try once more at once, or in how many seconds."""


class Busy(EngineAway):
    """The server is well and takes no more just now."""


class NotLetIn(EngineAway):
    """The server wants something else of us: the sound can wait until somebody has seen to it."""


class Refused(EngineUnavailable):
    """The server does not take this sound, and will not."""


class Remote:
    """The speech server of the settings."""

    def __init__(self, settings: Settings, breaker: Breaker) -> None:
        """EngineUnavailable where the settings name none."""
        if not settings.remote_engine_url:
            raise EngineUnavailable(NOT_SET)
        self.name = f"remote {settings.remote_engine_model}"[:NAME_CHARACTERS]
        self._url = _endpoint(settings.remote_engine_url)
        self._model = settings.remote_engine_model
        self._limit_s = settings.remote_engine_timeout_s
        self._breaker = breaker
        key = settings.remote_engine_key
        self._client = httpx.Client(
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=httpx.Timeout(self._limit_s, connect=CONNECT_TIMEOUT_S),
            follow_redirects=False,  # the sound and the key go where the settings say
        )
        weakref.finalize(self, self._client.close)

    def transcribe(self, audio: Audio, *, language: str | None, prompt: str) -> Heard:
        """The words in up to 30 s of speech; see `Engine`."""
        sound, fields = wav(audio), self._fields(language, prompt)
        try:
            with self._breaker.guard(lambda error: isinstance(error, NoAnswer)):
                for attempt in stamina.retry_context(
                    on=_pause, attempts=ATTEMPTS, timeout=RETRY_WITHIN_S
                ):
                    with attempt:
                        return _read(self._asked(sound, fields), audio, language)
        except Away as away:
            raise NoAnswer(wait_s=away.wait_s) from away
        raise AssertionError("stamina ends with an answer or an error")

    def _fields(self, language: str | None, prompt: str) -> dict[str, str | list[str]]:
        fields: dict[str, str | list[str]] = {
            "model": self._model,
            "response_format": "verbose_json",
            "timestamp_granularities[]": ["word", "segment"],
            "temperature": "0",
        }
        if language:
            fields["language"] = language.lower().split("-")[0]
        if prompt:
            fields["prompt"] = prompt
        if self._url.endswith(WHISPER_CPP_PATH):
            # It takes everything for English unless told otherwise, and cuts segments in words.
            fields.setdefault("language", "auto")
            fields |= {"split_on_word": "true", "suppress_nst": "true"}
        return fields

    def _asked(self, sound: bytes, fields: Mapping[str, str | list[str]]) -> bytes:
        """What the server answered with 200."""
        until = time.monotonic() + self._limit_s
        files = {"file": ("sound.wav", sound, "audio/wav")}
        try:
            with self._client.stream("POST", self._url, data=fields, files=files) as answer:
                _check(answer)
                return _body(answer, until)
        except httpx.TimeoutException as error:
            raise NoAnswer from error
        except httpx.HTTPError as error:
            raise NoAnswer(again=True) from error


def _read(body: bytes, audio: Audio, language: str | None) -> Heard:
    try:
        return read(json.loads(body), audio, language)
    except (ValueError, RecursionError) as error:  # no JSON, or no transcription
        raise NoAnswer(NONSENSE) from error


def _check(answer: httpx.Response) -> None:
    """Say what an answer means that is none."""
    status = answer.status_code
    if status == 200:
        return
    log.warning("speech server", status=status)
    match status:
        case 401 | 403:
            raise NotLetIn(NOT_LET_IN)
        case 404 | 405:
            raise NotLetIn(NOT_THERE)
        case 408 | 425 | 429:
            raise Busy(TOO_BUSY, _retry_after(answer))
        case 413:
            raise Refused(TOO_LARGE)
        case _ if 400 <= status < 500:
            raise Refused(NOT_HEARD)
        case 502 | 503 | 504:
            raise NoAnswer(again=_retry_after(answer) or True)
        case _ if status >= 500:
            raise NoAnswer
        case _:
            raise NoAnswer(NONSENSE)


def _body(answer: httpx.Response, until: float) -> bytes:
    """The whole answer; a server that drips, or does not end, is cut off."""
    body = b""
    for part in answer.iter_bytes():
        body += part
        if len(body) > MAX_ANSWER_BYTES:
            raise NoAnswer(NONSENSE)
        if time.monotonic() > until:
            raise NoAnswer
    return body


def _pause(error: Exception) -> bool | float:
    """Whether to try once more, or in how many seconds."""
    pause: bool | float = False
    if isinstance(error, NoAnswer):
        pause = error.again
    elif isinstance(error, Busy):
        pause = error.wait_s or False
    return pause if pause is True or pause <= LONGEST_PAUSE_S else False


def _retry_after(answer: httpx.Response) -> float:
    """Seconds, where the header gives them; else 0. A date is not worth the trouble here."""
    try:
        seconds = float(answer.headers.get("retry-after", ""))
    except ValueError:
        return 0.0
    return seconds if math.isfinite(seconds) and seconds > 0 else 0.0


def _endpoint(url: str) -> str:
    """Where to post: the address that is given, or the API's usual path below it."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    if path in ("", "/v1"):
        path = API_PATH
    return urlunsplit(parts._replace(path=path))


def wav(audio: Audio) -> bytes:
    """Sound as 16-bit WAV, which every server reads: 32 kB for a second."""
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes((np.clip(audio, -1, 1) * 32767).astype("<i2").tobytes())
    return written.getvalue()
