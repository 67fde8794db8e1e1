"""Captioning again: the words are heard once more and kept beside the captions that are there."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import delete

from tasks import engines
from tasks.captioning import cutter
from tasks.failures import StepFailed
from tasks.hearing import hear_rest
from tasks.pipeline import Work
from webapp.extensions import db
from webapp.media import MediaError
from webapp.models import HeardStretch, Recaption, Transcript
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
    is_small = wish.model == SMALL_ENGINE
    engine = engines.choose(
        "sphinx" if is_small else settings.engine,
        None if is_small else wish.model or settings.model,
        wish.aside.language or None,
        models_dir=settings.models_dir,
    )
    wish.aside.engine = engine.name
    hear_rest(lease, wish.aside, engine, prompt=wish.prompt)


def engine_of(lease: Lease) -> str:
    """The engine that heard the words."""
    return Recaption.of_job(lease.job_id).aside.engine


work = Work(
    AGAIN, {"heard": hear, "cut": cut}, engines={"heard": engine_of}, sweep=Recaption.forget_old
)
