"""Which transcripts have to be looked at again as a whole, and doing so bit by bit."""

from __future__ import annotations

from sqlalchemy import delete, exists, select

from webapp.captions.lint.rules import EDITION
from webapp.extensions import db
from webapp.models.kept_lint import KeptLint
from webapp.models.library import Library
from webapp.models.media import Media
from webapp.models.transcript import Transcript

AT_ONCE = 10
"""So many transcripts are looked at in one go."""


def forget(owner: Library | Media) -> None:
    """Let captions be looked at again, because rules or a glossary changed; the caller commits."""
    mine = Media.id == owner.id if isinstance(owner, Media) else Media.library_id == owner.id
    db.session.execute(
        delete(KeptLint).where(
            KeptLint.transcript_id.in_(select(Transcript.id).join(Media).where(mine))
        ),
        execution_options={"synchronize_session": False},
    )
    db.session.expire_all()


def renew_some() -> None:
    """Look at some transcripts of which lint's findings are not known; each is committed."""
    known = exists().where(
        KeptLint.transcript_id == Transcript.id, KeptLint.rules.like(f"{EDITION}:%")
    )
    unknown = select(Transcript).where(
        Transcript.kind == "captions", Transcript.complete.is_(True), ~known
    )
    some = unknown.with_only_columns(Transcript.id).order_by(Transcript.id.desc()).limit(AT_ONCE)
    ids = db.session.scalars(some).all()
    db.session.commit()
    for transcript_id in ids:
        transcript = db.session.scalar(  # unless somebody works on it, or was quicker
            unknown.where(Transcript.id == transcript_id).with_for_update(
                key_share=True, skip_locked=True
            )
        )
        if transcript is not None:
            KeptLint.renew(transcript)
        db.session.commit()
