"""Captioning again: the words are heard once more and kept beside the captions that are there."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import delete

from tasks import engines, listening
from tasks.captioning import cutter
from tasks.failures import StepFailed
from tasks.pipeline import Work
from webapp.extensions import db
from webapp.media import MediaError
from webapp.models import HeardStretch, Media, Recaption, Transcript
from webapp.models.lease import Lease
from webapp.models.recaption import AGAIN, SMALL_ENGINE


def hear(lease: Lease) -> None:
    """Hear the words; each stretch is stored as it comes, so that a crash costs one."""
    try:
        _hear(lease)
    except (MediaError, engines.EngineUnavailable) as error:
        raise StepFailed(str(error)) from error


def cut(lease: Lease) -> None:
    """Cut what was heard into captions; they are complete then, and stay aside."""
    aside = Recaption.of_job(lease.job_id).aside
    aside_id, cues_of = aside.id, cutter(aside.media)
    words, language = HeardStretch.all_words(aside_id), aside.language
    db.session.commit()  # nobody waits for the database while the cues are made
    cues = cues_of(words, language=language)
    aside = db.session.get_one(Transcript, aside_id)
    aside.replace_draft(cues)
    aside.complete = True
    db.session.execute(delete(HeardStretch).where(HeardStretch.transcript_id == aside_id))


def _hear(lease: Lease) -> None:
    settings = current_app.extensions["settings"]
    wish = Recaption.of_job(lease.job_id)
    media = db.session.get_one(Media, lease.media_id)
    path = current_app.extensions["storage"].path(media.file)
    aside_id, language, prompt = wish.aside_id, wish.aside.language, wish.prompt
    duration_ms = max(media.duration_ms, 1)
    is_small = wish.model == SMALL_ENGINE
    engine = engines.choose(
        "sphinx" if is_small else settings.engine,
        None if is_small else wish.model or settings.model,
        language or None,
        models_dir=settings.models_dir,
    )
    wish.aside.engine = engine.name
    heard_until = HeardStretch.heard_until(aside_id)
    lease.report(heard_until / duration_ms)
    found: list[str] = []
    for end_ms, words in listening.listen(
        path,
        engine,
        language=language or None,
        prompt=prompt,
        from_ms=heard_until,
        vad_model=listening.vad_model(settings),
        on_language=found.append,
    ):
        db.session.add(HeardStretch.from_words(aside_id, end_ms, words))
        lease.report(end_ms / duration_ms)
    aside = db.session.get_one(Transcript, aside_id)
    aside.language = aside.language or (found[-1] if found else "en")


work = Work(AGAIN, {"heard": hear, "cut": cut})
