"""What has to be true of captions before viewers are told that people reviewed them.

A gate says what is missing; what that is called, and where it is mended, pages say.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import func, or_, select

from webapp.captions.formats import WRITABLE
from webapp.captions.lint import lint, speech_without_cue
from webapp.captions.profiles import PROFILES
from webapp.captions.proof import Proof, prove
from webapp.extensions import cache, db
from webapp.models.cue_note import CueNote
from webapp.models.kept_lint import KeptLint
from webapp.models.report import Report
from webapp.models.review_step import ReviewStep
from webapp.models.revision import Revision
from webapp.models.sound_picture import SoundPicture
from webapp.models.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is asked for, and how much of it is missing."""

    name: str
    count: int
    """How many of them have to be mended; 0: it is as it should be."""
    blocks: bool = True
    """False: to be known, but no hindrance."""

    @property
    def is_met(self) -> bool:
        return self.count == 0


class Gate(NamedTuple):
    """All that is asked for, for one version of a transcript."""

    items: tuple[Item, ...]
    version: int

    @property
    def missing(self) -> tuple[Item, ...]:
        """What keeps the captions from being published."""
        return tuple(each for each in self.items if each.blocks and not each.is_met)

    @property
    def is_open(self) -> bool:
        return not self.missing

    @classmethod
    def of(cls, transcript: Transcript) -> Gate:
        """Look at a transcript as it is now. Export proof and lint are worked out once a version.

        ``written``: it is whole and holds something. ``lint``: errors in captions. ``speech``:
        places where somebody speaks for long and there is no caption. ``looked``: captions
        that nobody has touched or approved. ``reports``, ``notes``: those without an answer.
        ``signed``: a person approved this very version. ``proof``: formats that lost something
        that they can hold. ``second``: somebody else than the only author of all changes approved.
        """
        approval = ReviewStep.last(transcript.id, "approved")
        is_signed = approval is not None and approval.version == transcript.version
        faulty = sum(not each.is_good for each in proofs(transcript))
        return cls(
            (
                Item("written", 0 if transcript.complete and transcript.has_cues else 1),
                Item("lint", lint_errors(transcript)),
                Item("speech", speech_left_out(transcript)),
                Item("looked", transcript.drafts),
                Item("reports", Report.open_about(transcript)),
                Item("notes", CueNote.count_open(transcript.id)),
                Item("signed", 0 if is_signed else 1),
                Item("proof", faulty),
                Item("second", int(approval is not None and _is_alone(approval)), blocks=False),
            ),
            transcript.version,
        )


def proofs(transcript: Transcript) -> Sequence[Proof]:
    """Export a transcript in every format, read each file again, and tell what differs.

    A long one takes seconds, so it is done once for what the captions say: that somebody approved
    them changes the version, and nothing in a file.
    """
    key = f"proof:{transcript.cache_key}"
    kept: Sequence[Proof] | None = cache.get(key)
    if kept is None:
        captions = transcript.as_captions()
        content = hashlib.sha256(repr(captions).encode()).hexdigest()
        kept = cache.get(f"proof:{content}") or [prove(captions, each) for each in WRITABLE]
        cache.set(f"proof:{content}", kept)
        cache.set(key, kept)
    return kept


def lint_errors(transcript: Transcript) -> int:
    """Count the rules that captions break outright; chapters and descriptions have none.

    What is kept of each cue is enough, where it is kept.
    """
    if transcript.kind != "captions":
        return 0
    counts = KeptLint.counts(transcript)
    if counts.known:
        return counts.errors
    rules = transcript.media.library.caption_profile
    key = f"errors:{transcript.cache_key}:{rules}"
    kept: int | None = cache.get(key)
    if kept is None:
        portrait = transcript.media.is_portrait
        found = lint(transcript.as_captions(), PROFILES[rules], portrait=portrait)
        kept = sum(each.severity == "error" for each in found)
        cache.set(key, kept)
    return kept


def speech_left_out(transcript: Transcript) -> int:
    """Count stretches of speech without a caption that lint calls an error.

    0 where nobody has looked at the sound, and for editions, which may leave things out.
    """
    picture = SoundPicture.of(transcript.media_id)
    if transcript.kind != "captions" or transcript.reading_level is not None or picture is None:
        return 0
    rules = transcript.media.library.caption_profile
    key = f"left-out:{transcript.cache_key}:{rules}:{picture.key}"
    kept: int | None = cache.get(key)
    if kept is None:
        most_ms = PROFILES[rules].uncaptioned_speech_error_ms
        cues = [cue.as_caption() for cue in transcript.cues()]
        missed = speech_without_cue(cues, picture.speech)
        kept = sum(each.duration_ms > most_ms for each in missed)
        cache.set(key, kept)
    return kept


def _is_alone(approval: ReviewStep) -> bool:
    """Whether whoever approved it also made every change: nobody else has looked at it."""
    others = select(func.count()).where(
        Revision.transcript_id == approval.transcript_id,
        or_(Revision.person_id != approval.person_id, Revision.person_id.is_(None)),
    )
    own = select(func.count()).where(
        Revision.transcript_id == approval.transcript_id,
        Revision.person_id == approval.person_id,
        Revision.kind != "state",
    )
    return bool(db.session.scalar(own)) and not db.session.scalar(others)
