"""Which transcripts have to be looked at again as a whole, and doing so bit by bit."""

from __future__ import annotations

from sqlalchemy import delete, or_, select

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
    unknown = db.session.scalars(
        select(Transcript.id)
        .outerjoin(KeptLint, KeptLint.transcript_id == Transcript.id)
        .where(
            Transcript.kind == "captions",
            Transcript.complete.is_(True),
            or_(KeptLint.transcript_id.is_(None), KeptLint.rules.not_like(f"{EDITION}:%")),
        )
        .order_by(Transcript.id.desc())
        .limit(AT_ONCE)
    ).all()
    db.session.commit()
    for transcript_id in unknown:
        transcript = db.session.scalar(
            select(Transcript).where(Transcript.id == transcript_id).with_for_update()
        )
        if transcript is not None:
            KeptLint.renew(transcript)
        db.session.commit()
