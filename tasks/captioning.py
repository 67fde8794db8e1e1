"""Draft captions: listen stretch by stretch, then cut what was heard into cues."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from tasks import engines, listening
from tasks.failures import StepFailed
from webapp.captions.document import Cue, Word
from webapp.captions.profiles import PROFILES
from webapp.captions.segment import cues_from_words
from webapp.events import captions_drafted
from webapp.extensions import db
from webapp.media import MediaError
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
    path = current_app.extensions["storage"].path(media.file)
    try:
        _listen(lease, media, path)
    except (MediaError, engines.EngineUnavailable) as error:
        raise StepFailed(str(error)) from error


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


def _listen(lease: Lease, media: Media, path: Path) -> None:
    settings = current_app.extensions["settings"]
    language, duration_ms = media.language, media.duration_ms
    cut, prompt = cutter(media), GlossaryTerm.prompt(media)
    engine = engines.choose(
        settings.engine, settings.model, language or None, models_dir=settings.models_dir
    )
    draft = _draft(lease.media_id) or Transcript(
        media_id=lease.media_id, language=language, origin="engine", engine=engine.name
    )
    db.session.add(draft)
    db.session.flush()
    draft_id, language = draft.id, draft.language
    heard_until = HeardStretch.heard_until(draft_id)
    lease.report(heard_until / max(duration_ms, 1))

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
        draft = db.session.get_one(Transcript, draft_id)
        draft.language = draft.language or (found[-1] if found else "")
        _keep(draft, end_ms, words, cut)
        lease.report(end_ms / max(duration_ms, 1))
    draft = db.session.get_one(Transcript, draft_id)
    draft.language = draft.language or "en"


def _keep(draft: Transcript, end_ms: int, words: list[Word], cut: Callable[..., list[Cue]]) -> None:
    """Store a stretch and its first cues together: both are there after a crash, or neither."""
    db.session.add(HeardStretch.from_words(draft.id, end_ms, words))
    if words:
        draft.add_cues(cut(words, language=draft.language), author="engine")


def cutter(media: Media) -> Callable[..., list[Cue]]:
    """What cuts words into cues for a media, by the rules that its library has chosen."""
    return partial(
        cues_from_words,
        profile=PROFILES[media.library.caption_profile],
        portrait=media.is_portrait,
        duration_ms=media.duration_ms,
    )


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
