"""That a transcript was looked at by lint as a whole, and looking again around what changes.

A change looks again only at the cues around it: what is found in a cue depends on the cue itself
and on those that are on the screen shortly before and after. What concerns no single cue, and what
depends on where somebody speaks, is not kept; the quality page works that out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import BigInteger, ForeignKey, String, delete, insert, inspect, select
from sqlalchemy.orm import Mapped, mapped_column

from webapp.captions.lint.rules import Rules
from webapp.captions.profiles import PROFILES
from webapp.extensions import db
from webapp.models.cue import Cue
from webapp.models.cue_finding import CueFinding
from webapp.models.glossary import GlossaryTerm
from webapp.models.shots import Shots

if TYPE_CHECKING:
    from webapp.models.transcript import Transcript

FARTHEST_MS = 2000
"""No rule is about two cues that are farther apart."""

Snapshot = Mapping[str, Any] | None
"""What a cue holds (``webapp.models.revision``); None: it is not there."""

Span = tuple[int, int]
"""The times from the start of the first to the end of the last of some cues."""


KNOWN = "kept lint"
"""Where a transcript that was just looked at has what was found, until it is read anew."""


def rules_of(transcript: Transcript) -> Rules:
    """What the cues of a transcript are held against."""
    media = transcript.media
    shots_ms, frame_ms = Shots.cuts(media.id)
    return Rules(
        PROFILES[media.library.caption_profile],
        transcript.language or "und",
        media.is_portrait,
        frame_ms,
        None if shots_ms is None else tuple(shots_ms),
        GlossaryTerm.spelling(media, transcript.language),
    )


class Counts(NamedTuple):
    """How much is wrong with a transcript."""

    errors: int
    warnings: int
    known: bool = True
    """False: nobody has looked yet, or by other rules."""


class KeptLint(db.Model):  # type: ignore[misc, name-defined]
    """That a transcript was looked at as a whole, by which rules, and how much was found."""

    __tablename__ = "kept_lint"

    transcript_id: Mapped[int] = mapped_column(
        ForeignKey("transcript.id", ondelete="CASCADE"), primary_key=True
    )
    rules: Mapped[str] = mapped_column(String(200))
    errors: Mapped[int] = mapped_column(default=0)
    warnings: Mapped[int] = mapped_column(default=0)
    longest_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    """No cue is or was shown for longer: what began earlier is over."""

    @classmethod
    def counts(cls, transcript: Transcript) -> Counts:
        """How much is wrong with single cues, without looking."""
        known: KeptLint | None = inspect(transcript).info.get(KNOWN)
        if known is not None:
            return Counts(known.errors, known.warnings)
        kept = db.session.get(cls, transcript.id)
        if kept is None or kept.rules != rules_of(transcript).key:
            return Counts(0, 0, known=not _is_linted(transcript))
        return Counts(kept.errors, kept.warnings)

    @classmethod
    def renew(cls, transcript: Transcript) -> None:
        """Look at a whole transcript, as after an import; the caller commits."""
        if not _is_linted(transcript):
            return
        db.session.flush()
        mine = CueFinding.transcript_id == transcript.id
        db.session.execute(delete(CueFinding).where(mine))
        cues, rules = transcript.cues(), rules_of(transcript)
        rows = [
            CueFinding.row_of(cues[each.cue or 0], each)
            for each in rules.findings([cue.as_caption() for cue in cues])
        ]
        if rows:
            db.session.execute(insert(CueFinding), rows)
        kept = cls._held(transcript) or cls(transcript_id=transcript.id)
        kept.rules = rules.key
        kept.errors = sum(row["severity"] == "error" for row in rows)
        kept.warnings = len(rows) - kept.errors
        kept.longest_ms = max((cue.end_ms - cue.start_ms for cue in cues), default=0)
        db.session.add(kept)
        db.session.flush()

    @classmethod
    def follow(
        cls, transcript: Transcript, changed: Mapping[int, tuple[Snapshot, Snapshot]]
    ) -> frozenset[int]:
        """Look again around cues, given what each was and is; return whose findings are others.

        What this costs does not grow with the transcript, unless nobody has looked at it yet.
        """
        if not _is_linted(transcript):
            return frozenset()
        db.session.flush()
        kept, rules = cls._held(transcript), rules_of(transcript)
        if kept is None or kept.rules != rules.key:
            cls.renew(transcript)
            return frozenset(changed)
        inspect(transcript).info[KNOWN] = kept
        states = [state for each in changed.values() for state in each if state is not None]
        spans = [(state["start_ms"], state["end_ms"]) for state in states]
        kept.longest_ms = max([kept.longest_ms, *(end - start for start, end in spans)])
        others = kept._keep({cue_id: [] for cue_id, (_, is_) in changed.items() if is_ is None})
        for span in _joined(spans, FARTHEST_MS + kept.longest_ms):
            others |= kept._look_again(transcript, rules, span)
        return frozenset(others)

    @classmethod
    def _held(cls, transcript: Transcript) -> KeptLint | None:
        """What is kept, as it is now: who changes a glossary lets it be forgotten at any time."""
        return db.session.get(cls, transcript.id, populate_existing=True, with_for_update=True)

    def _look_again(self, transcript: Transcript, rules: Rules, span: Span) -> set[int]:
        """Look at the cues of which a change within a span may say something else.

        Those have to be seen among their own neighbours, which therefore are read too.
        """
        start, end = span
        reach = FARTHEST_MS + self.longest_ms
        around = _starting_between(transcript, start - 2 * reach, end + FARTHEST_MS + reach)
        now: dict[int, list[dict[str, Any]]] = {
            cue.id: [] for cue in around if start - reach <= cue.start_ms <= end + FARTHEST_MS
        }
        for finding in rules.findings([cue.as_caption() for cue in around]):
            cue = around[finding.cue or 0]
            if cue.id in now:
                now[cue.id].append(CueFinding.row_of(cue, finding))
        return self._keep(now)

    def _keep(self, now: Mapping[int, list[dict[str, Any]]]) -> set[int]:
        before = CueFinding.of(now)
        others = {
            cue_id for cue_id, rows in now.items() if rows != [each.row for each in before[cue_id]]
        }
        for old in (each for cue_id in others for each in before[cue_id]):
            self._count(old.severity, -1)
        fresh = [row for cue_id in others for row in now[cue_id]]
        for row in fresh:
            self._count(row["severity"], 1)
        if others:
            db.session.execute(delete(CueFinding).where(CueFinding.cue_id.in_(others)))
        if fresh:
            db.session.execute(insert(CueFinding), fresh)
        return others

    def _count(self, severity: str, more: int) -> None:
        if severity == "error":
            self.errors += more
        else:
            self.warnings += more


def _is_linted(transcript: Transcript) -> bool:
    """Chapters and descriptions keep other rules, and a draft that still grows keeps none yet."""
    return transcript.kind == "captions" and transcript.complete


def _starting_between(transcript: Transcript, first_ms: int, last_ms: int) -> Sequence[Cue]:
    return db.session.scalars(
        select(Cue)
        .where(
            Cue.transcript_id == transcript.id,
            Cue.deleted_at_ms.is_(None),
            Cue.start_ms.between(first_ms, last_ms),
        )
        .order_by(Cue.start_ms, Cue.id)
    ).all()


def _joined(spans: Iterable[Span], bridge_ms: int) -> list[Span]:
    """Make one of spans that are close to each other."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start - joined[-1][1] <= bridge_ms:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
