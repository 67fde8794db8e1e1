"""Captioning again: the words are heard once more and kept beside the captions that are there."""

from __future__ import annotations

from sqlalchemy import delete

from tasks.captioning import cutter
from tasks.hearing import hear_rest, plain_failures
from tasks.listeners import engine_for
from tasks.pipeline import Work
from webapp.extensions import db
from webapp.models import HeardStretch, Recaption, Transcript
from webapp.models.lease import Lease
from webapp.models.recaption import AGAIN


def hear(lease: Lease) -> None:
    """Hear the words; each stretch is stored as it comes, so that a crash costs one."""
    with plain_failures():
        wish = Recaption.of_job(lease.job_id)
        aside = wish.aside
        engine = engine_for(aside.media.library, aside.language or None, wish.model)
        aside.engine = engine.name
        hear_rest(lease, aside, engine, prompt=wish.prompt)


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


def engine_of(lease: Lease) -> str:
    """The engine that heard the words."""
    return Recaption.of_job(lease.job_id).aside.engine


work = Work(
    AGAIN, {"heard": hear, "cut": cut}, engines={"heard": engine_of}, sweep=Recaption.forget_old
)
