"""The captions of one media in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    ForeignKey,
    String,
    UniqueConstraint,
    case,
    delete,
    event,
    func,
    inspect,
    literal,
    select,
    true,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from webapp.captions import document
from webapp.captions.finding import Span, spans_of
from webapp.extensions import db, hold
from webapp.models.cue import Cue, store_word, stored_word
from webapp.models.kept_lint import KNOWN, KeptLint

if TYPE_CHECKING:
    from webapp.models.media import Media

COUNTS = {"draft": "drafts", "corrected": "corrected", "verified": "verified"}
"""The column that counts the cues in each state."""

Origin = Literal["engine", "embedded", "upload"]


class Found(NamedTuple):
    """A cue that holds what was looked for."""

    number: int
    """Its place among the transcript's cues, from 1."""
    start_ms: int
    spans: list[Span]
    """Where in its text."""


class Transcript(db.Model):  # type: ignore[misc, name-defined]
    """Captions in one language; ``version`` grows with every change, and is what caches key on."""

    __tablename__ = "transcript"

    id: Mapped[int] = mapped_column(primary_key=True)
    media_id: Mapped[int] = mapped_column(ForeignKey("media.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(12), default="captions")
    """``captions``, ``chapters`` or ``descriptions``, as HTML's ``track`` has them."""
    reading_level: Mapped[int | None]
    """The level (1-5) of a plain-language edition; None: word for word."""
    language: Mapped[str] = mapped_column(String(35), default="")
    title: Mapped[str] = mapped_column(String(200), default="")
    origin: Mapped[str] = mapped_column(String(10))
    """``engine`` (drafted by a machine), ``embedded`` (was in the file) or ``upload``."""
    engine: Mapped[str] = mapped_column(String(40), default="")
    """Which engine and model drafted it; the first, where there were several."""
    other_engines: Mapped[str] = mapped_column(String(200), default="", server_default="")
    """Which others heard parts of it, with commas between."""
    complete: Mapped[bool] = mapped_column(default=False)
    """False while a draft is still growing."""
    version: Mapped[int] = mapped_column(default=1)
    cue_count: Mapped[int] = mapped_column(default=0)
    trust: Mapped[str] = mapped_column(String(10), default="", server_default="")
    """What all its cues are worth now: ``automatic``, ``file``, ``corrected`` (each by a person) or
    ``verified`` (each against the audio); empty before there are any."""
    drafts: Mapped[int] = mapped_column(default=0, server_default="0")
    corrected: Mapped[int] = mapped_column(default=0, server_default="0")
    verified: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many cues that are shown are in each state."""
    state: Mapped[str] = mapped_column(String(12), default="draft", server_default="draft")
    """How far its review is (``webapp.models.step.State``)."""
    offered: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether viewers get it; what is not is there for reviewers alone."""
    extras: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What a caption file holds besides cues: regions, notes, styles, header."""

    media: Mapped[Media] = relationship(back_populates="transcripts")

    @property
    def has_cues(self) -> bool:
        return self.cue_count > 0

    @property
    def is_automatic(self) -> bool:
        """Drafted by a machine and not corrected throughout: wherever it is shown, it says so."""
        return self.origin == "engine" and self.trust not in ("corrected", "verified")

    @property
    def is_rough(self) -> bool:
        """Drafted by the small engine that works without a model."""
        return any(name.startswith("sphinx") for name in self.engines)

    @property
    def engines(self) -> list[str]:
        """All that drafted it."""
        return [name for name in (self.engine, *self.other_engines.split(", ")) if name]

    def name_engine(self, name: str) -> None:
        """Say that an engine heard a part of it, the words of which are stored; "" is nobody.

        Until somebody has heard a part, the engine that is named is the one that was asked.
        """
        if not name or name in self.engines:
            return
        db.session.flush()
        heard = HeardStretch.engines(self.id)
        self.engine, self.other_engines = heard[0], ", ".join(heard[1:])

    def cues(self, *, limit: int | None = None, offset: int = 0) -> Sequence[Cue]:
        """The cues that are shown, in order of time."""
        return db.session.scalars(
            select(Cue)
            .where(Cue.transcript_id == self.id, Cue.deleted_at_ms.is_(None))
            .order_by(Cue.start_ms, Cue.id)
            .limit(limit)
            .offset(offset)
        ).all()

    def number_at(self, at_ms: int) -> int:
        """The number, from 1, of the last cue that began by ``at_ms``; 1 where none has."""
        begun = select(func.count()).where(
            Cue.transcript_id == self.id, Cue.deleted_at_ms.is_(None), Cue.start_ms <= at_ms
        )
        return max(1, db.session.scalar(begun) or 0)

    def around(self, at_ms: int) -> Sequence[Cue]:
        """The cue that stands at ``at_ms`` or was the last before, between its neighbours."""
        return self.cues(limit=3, offset=max(0, self.number_at(at_ms) - 2))

    def find(self, query: str) -> list[Found]:
        """The cues whose text holds ``query``, in order of time."""
        rows = db.session.execute(
            select(Cue.start_ms, Cue.text)
            .where(Cue.transcript_id == self.id, Cue.deleted_at_ms.is_(None))
            .order_by(Cue.start_ms, Cue.id)
        )
        found = (Found(n, ms, spans_of(query, text)) for n, (ms, text) in enumerate(rows, 1))
        return [each for each in found if each.spans]

    @property
    def cache_key(self) -> str:
        """Names this version where something is kept of it, and no other video's transcript.

        SQLite gives the numbers of deleted rows again; the address of a media is never given twice.
        """
        return f"{self.media.slug}:{self.id}:{self.version}"

    def as_captions(self) -> document.Captions:
        """The whole transcript as the type that every format is written from."""
        extras = self.extras
        return document.Captions(
            cues=[cue.as_caption() for cue in self.cues()],
            language=self.language,
            regions=[document.Region(**region) for region in extras.get("regions", [])],
            notes=[document.Note(**note) for note in extras.get("notes", [])],
            styles=extras.get("styles", []),
            header=extras.get("header", ""),
        )

    def keep_extras(self, captions: document.Captions) -> None:
        self.extras = {
            "regions": [asdict(region) for region in captions.regions],
            "notes": [asdict(note) for note in captions.notes],
            "styles": list(captions.styles),
            "header": captions.header,
        }

    def add_cues(self, cues: Sequence[document.Cue], *, author: str) -> None:
        """Append cues; the caller commits."""
        db.session.add_all(Cue.from_caption(self.id, cue, author=author) for cue in cues)
        self._changed()

    def replace_draft(self, cues: Sequence[document.Cue]) -> None:
        """Put an engine's cues in the place of its former ones; the caller commits.

        What a person wrote, verified or deleted stays, and a new cue that would stand over the
        middle of one of those is left out.
        """
        hold(self)
        kept = db.session.execute(
            select(Cue.start_ms, Cue.end_ms).where(Cue.transcript_id == self.id, ~Cue.untouched())
        ).all()
        last = select(func.max(Cue.id)).where(Cue.transcript_id == self.id)
        newest = db.session.scalar(last) or 0
        fresh = [cue for cue in cues if not any(_covers(s, e, cue) for s, e in kept)]
        # Before the old ones go: SQLite would give their ids away, and what a reviewer has open
        # would be about another cue.
        db.session.add_all(Cue.from_caption(self.id, cue, author="engine") for cue in fresh)
        db.session.flush()
        db.session.execute(
            delete(Cue).where(Cue.transcript_id == self.id, Cue.untouched(), Cue.id <= newest),
            execution_options={"synchronize_session": False},
        )
        self._changed()

    def count_changes(self, more: Mapping[str, int]) -> None:
        """Count cues that came into (or, below 0, out of) a state; the caller commits.

        What this costs does not grow with the transcript.
        """
        db.session.flush()
        self._keep_counts(
            {each: getattr(Transcript, COUNTS[each]) + more.get(each, 0) for each in COUNTS}
        )

    def _changed(self) -> None:
        """Count anew, and look for what is wrong, after cues were changed in bulk."""
        hold(self)
        shown = Cue.transcript_id == self.id, Cue.deleted_at_ms.is_(None)
        self._keep_counts(
            {
                state: select(func.count()).where(*shown, Cue.state == state).scalar_subquery()
                for state in COUNTS
            }
        )
        KeptLint.renew(self)

    def _keep_counts(self, counts: Mapping[str, ColumnElement[int]]) -> None:
        total = sum(counts.values(), start=literal(0))
        worth = case(
            (total == 0, ""),
            (counts["draft"] > 0, "automatic" if self.origin == "engine" else "file"),
            (counts["corrected"] > 0, "corrected"),
            else_="verified",
        )
        kept = ("version", "cue_count", "trust", *COUNTS.values())
        now = db.session.execute(
            update(Transcript)
            .where(Transcript.id == self.id)
            .values(
                version=Transcript.version + 1,
                cue_count=total,
                trust=worth,
                **{COUNTS[state]: count for state, count in counts.items()},
            )
            .returning(*(getattr(Transcript, name) for name in kept)),
            execution_options={"synchronize_session": False},
        ).one()
        for name, value in zip(kept, now, strict=True):
            set_committed_value(self, name, value)


@event.listens_for(Transcript, "expire")
def _forget_lint(transcript: Transcript | None, attributes: object) -> None:
    if transcript is not None and attributes is None:  # None: nobody holds it any more
        inspect(transcript).info.pop(KNOWN, None)


class HeardStretch(db.Model):  # type: ignore[misc, name-defined]
    """The words of one stretch of the sound: what a crash in mid-captioning does not cost."""

    __tablename__ = "heard_stretch"
    __table_args__ = (UniqueConstraint("transcript_id", "end_ms"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    transcript_id: Mapped[int] = mapped_column(ForeignKey("transcript.id", ondelete="CASCADE"))
    end_ms: Mapped[int] = mapped_column(BigInteger)
    """Everything before it was heard."""
    words: Mapped[list[list[Any]]] = mapped_column(JSON)
    engine: Mapped[str] = mapped_column(String(40), default="", server_default="")
    """Which engine heard it; empty: nobody speaks, or this was not noted yet."""

    transcript: Mapped[Transcript] = relationship()

    @classmethod
    def heard_until(cls, transcript_id: int) -> int:
        """Milliseconds of sound that need not be listened to again."""
        last = select(func.max(cls.end_ms)).where(cls.transcript_id == transcript_id)
        return db.session.scalar(last) or 0

    @classmethod
    def all_words(cls, transcript_id: int) -> list[document.Word]:
        rows = db.session.scalars(
            select(cls.words).where(cls.transcript_id == transcript_id).order_by(cls.end_ms)
        )
        return [stored_word(word) for words in rows for word in words]

    @classmethod
    def from_words(
        cls, transcript_id: int, end_ms: int, words: Sequence[document.Word], engine: str = ""
    ) -> HeardStretch:
        return cls(
            transcript_id=transcript_id,
            end_ms=end_ms,
            words=[store_word(word) for word in words],
            engine=engine,
        )

    @classmethod
    def engines(cls, transcript_id: int) -> Sequence[str]:
        """Which engines heard parts of a transcript, in the order in which they came to it."""
        return db.session.scalars(
            select(cls.engine)
            .where(cls.transcript_id == transcript_id, cls.engine != "")
            .group_by(cls.engine)
            .order_by(func.min(cls.end_ms))
        ).all()


def _covers(start_ms: int, end_ms: int, cue: document.Cue) -> bool:
    return start_ms <= (cue.start_ms + cue.end_ms) / 2 < end_ms
