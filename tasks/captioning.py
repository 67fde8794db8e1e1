"""Draft captions: listen stretch by stretch, then cut what was heard into cues."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import current_app
from sqlalchemy import select

from tasks.hearing import hear_rest, plain_failures
from tasks.listeners import engine_for
from webapp.captions.document import Cue, Word
from webapp.captions.profiles import PROFILES
from webapp.captions.segment import cues_from_words
from webapp.events import captions_drafted
from webapp.extensions import db
from webapp.metrics import work as metered
from webapp.models import GlossaryTerm, HeardStretch, Media, Transcript
from webapp.models.lease import Lease


def listen_to(lease: Lease) -> None:
    """Hear the words of a media. Each stretch is stored as it comes, with cues viewers can read.

    A worker that is killed costs one stretch: the next one goes on after the last that is stored.
    """
    media = db.session.get_one(Media, lease.media_id)
    captioned_by_people = any(
        t.origin == "upload" and t.state != "aside" for t in media.transcripts
    )
    if not media.has_audio or captioned_by_people:
        return
    with plain_failures():
        _listen(lease, media)


def write_captions(lease: Lease) -> None:
    """Cut all that was heard into cues, now that each sentence is whole."""
    draft = _draft(lease.media_id)
    if draft is None:
        return
    draft_id, cut = draft.id, cutter(draft.media)
    words, language = HeardStretch.all_words(draft.id), draft.language
    db.session.commit()  # nobody waits for the database while the cues are made
    cues = cut(words, language=language)
    draft = db.session.get_one(Transcript, draft_id)
    draft.complete = True
    draft.replace_draft(cues)
    captions_drafted.send(current_app._get_current_object(), transcript_id=draft_id)  # type: ignore[attr-defined]


def _listen(lease: Lease, media: Media) -> None:
    cut, prompt = cutter(media), GlossaryTerm.prompt(media)
    engine = engine_for(media.library, media.language or None)
    draft = _draft(lease.media_id) or Transcript(
        media_id=lease.media_id, language=media.language, origin="engine", engine=engine.name
    )
    db.session.add(draft)
    db.session.flush()

    def show(draft: Transcript, words: list[Word]) -> None:
        """Let viewers read the first cues of a stretch: stored with its words, or not at all."""
        if words:
            if not draft.has_cues:
                metered.first_captions(draft.media)
            draft.add_cues(cut(words, language=draft.language), author="engine")

    hear_rest(lease, draft, engine, prompt=prompt, keep=show)


def cutter(media: Media) -> Callable[..., list[Cue]]:
    """What cuts words into cues for a media, by the rules that its library has chosen."""
    return partial(
        cues_from_words,
        profile=PROFILES[media.library.caption_profile],
        portrait=media.is_portrait,
        duration_ms=media.duration_ms,
    )


def engine_of(lease: Lease) -> str:
    """The engine that listened to the job's media; empty: there was nothing to listen to."""
    draft = _draft(lease.media_id)
    return draft.engine if draft else ""


def _draft(media_id: int) -> Transcript | None:
    """The engine's transcript of a media, growing or whole."""
    return db.session.scalar(
        select(Transcript)
        .where(
            Transcript.media_id == media_id,
            Transcript.origin == "engine",
            Transcript.state != "aside",
        )
        .order_by(Transcript.id)
    )
