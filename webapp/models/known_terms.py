"""Where a transcript has terms of the glossary: found once for each version of either."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from sqlalchemy import or_, select

from webapp import kept
from webapp.captions.known_terms import Finder, Place
from webapp.extensions import db
from webapp.models.glossary import GlossaryTerm
from webapp.models.transcript import Transcript

_Places = Mapping[int, Sequence[Place]]


def terms_of(transcript: Transcript) -> list[tuple[int, str]]:
    """The terms that hold for a transcript, with their ids: those of its media come first."""
    media = transcript.media
    mine = or_(GlossaryTerm.media_id == media.id, GlossaryTerm.library_id == media.library_id)
    rows = db.session.execute(
        select(GlossaryTerm.id, GlossaryTerm.term, GlossaryTerm.language)
        .where(mine)
        .order_by(GlossaryTerm.library_id.isnot(None), GlossaryTerm.id)
    ).all()
    spoken = transcript.language.split("-")[0]
    return [(id, text) for id, text, its in rows if not its or its.split("-")[0] == spoken]


def digest_of(terms: Sequence[tuple[int, str]]) -> str:
    """Names these terms where something is kept of them."""
    return hashlib.sha256(repr(terms).encode()).hexdigest()[:24]


def known_terms(transcript: Transcript) -> _Places:
    """Return where each cue has terms that hold for its media, by the cues' ids.

    Cues without any are left out. The media's own term wins over the same one of its library.
    """
    terms = terms_of(transcript)
    if not terms:
        return {}

    def find() -> _Places:
        finder = Finder(terms)
        return {cue.id: found for cue in transcript.cues() if (found := finder.places(cue.text))}

    return kept.by_version("terms", f"{transcript.cache_key}:{digest_of(terms)}", find)
