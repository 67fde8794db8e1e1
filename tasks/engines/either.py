"""The speech server, and this machine for what it does not hear."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import structlog

from tasks.engines import Engine, EngineAway, EngineUnavailable, Heard
from tasks.engines.remote import NoAnswer, Remote
from tasks.loudness import Audio

NOT_ASKED_AFTER = 3
"""So often in a row a server may refuse; then it is not sent the rest of a video."""

log = structlog.stdlib.get_logger(__name__)


class Either:
    """Asks the server first, stretch by stretch. `Heard.by` says who heard each."""

    def __init__(self, remote: Remote, here: Callable[[], Engine]) -> None:
        """``here`` loads the engine of this machine, when it is needed."""
        self.name = remote.name
        self._remote = remote
        self._here = here
        self._refused = 0

    def transcribe(self, audio: Audio, *, language: str | None, prompt: str) -> Heard:
        """The words in up to 30 s of speech; see `Engine`."""
        if self._refused >= NOT_ASKED_AFTER:
            return self._heard_here(audio, language, prompt)
        try:
            heard = self._remote.transcribe(audio, language=language, prompt=prompt)
        except (EngineAway, EngineUnavailable) as obstacle:
            # A server that does not answer has its breaker; one that says no would do so for ever.
            self._refused += not isinstance(obstacle, NoAnswer)
            log.warning("heard here", why=str(obstacle))
            try:
                return self._heard_here(audio, language, prompt)
            except EngineUnavailable:
                raise obstacle from None
        self._refused = 0
        return heard

    def _heard_here(self, audio: Audio, language: str | None, prompt: str) -> Heard:
        engine = self._here()
        heard = engine.transcribe(audio, language=language, prompt=prompt)
        return replace(heard, by=engine.name)
