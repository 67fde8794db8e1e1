"""Hear the words of a transcript's media, so that a crash costs one stretch of the sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import current_app

from tasks import listening
from tasks.engines import Engine, EngineAway, EngineUnavailable
from tasks.failures import StepFailed
from tasks.kept import kept_files
from tasks.pipeline import TryLater
from webapp.captions.document import Word
from webapp.extensions import db
from webapp.media import MediaError
from webapp.metrics import work as metered
from webapp.models import HeardStretch, Transcript
from webapp.models.lease import Lease

Keep = Callable[[Transcript, list[Word]], None]
"""What else is stored together with a stretch's words."""


def hear_rest(
    lease: Lease,
    draft: Transcript,
    engine: Engine,
    *,
    prompt: str,
    keep: Keep = lambda _draft, _words: None,
) -> None:
    """Hear what was not heard yet; each stretch is committed as it comes, with ``keep``'s effect.

    A transcript without a language gets the one that is heard. Errors as ``listening.listen``.
    """
    settings, media = current_app.extensions["settings"], draft.media
    file, draft_id = media.file, draft.id
    language, duration_ms = draft.language, max(media.duration_ms, 1)
    heard_until = HeardStretch.heard_until(draft_id)
    lease.report(heard_until / duration_ms)
    found: list[str] = []
    engines: list[str] = []
    with kept_files().local(file) as path:
        stretches = listening.listen(
            path,
            engine,
            language=language or None,
            prompt=prompt,
            from_ms=heard_until,
            vad_model=listening.vad_model(settings),
            on_language=found.append,
            on_engine=engines.append,
            background=True,
        )
        for end_ms, words in metered.hearing(engine.name, heard_until, stretches):
            draft = db.session.get_one(Transcript, draft_id)
            draft.language = draft.language or (found[-1] if found else "")
            by = engines.pop() if engines else ""
            db.session.add(HeardStretch.from_words(draft_id, end_ms, words, by))
            draft.name_engine(by)
            keep(draft, words)
            lease.keep(end_ms / duration_ms)
    draft = db.session.get_one(Transcript, draft_id)
    draft.language = draft.language or "en"


@contextmanager
def plain_failures() -> Iterator[None]:
    """A step that cannot hear fails, or is put off, with the sentence that says why."""
    try:
        yield
    except (MediaError, EngineUnavailable) as error:
        raise StepFailed(str(error)) from error
    except EngineAway as away:
        raise TryLater(str(away), away.wait_s) from away
