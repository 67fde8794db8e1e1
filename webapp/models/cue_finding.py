"""What lint finds in single cues, kept so that no page has to look for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, String, exists, select, tuple_
from sqlalchemy.orm import Mapped, mapped_column

from webapp.captions.lint import Finding, in_english
from webapp.extensions import db
from webapp.models.cue import Cue

if TYPE_CHECKING:
    from webapp.models.transcript import Transcript

_KEPT = ("code", "severity", "measured", "limit", "unit", "sentence", "values")


class CueFinding(db.Model):  # type: ignore[misc, name-defined]
    """One finding about one cue; the names are those of ``webapp.captions.lint.Finding``."""

    __tablename__ = "cue_finding"

    id: Mapped[int] = mapped_column(primary_key=True)
    transcript_id: Mapped[int] = mapped_column(
        ForeignKey("transcript.id", ondelete="CASCADE"), index=True
    )
    cue_id: Mapped[int] = mapped_column(ForeignKey("cue.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(String(30))
    severity: Mapped[str] = mapped_column(String(7))
    measured: Mapped[float]
    limit: Mapped[float]
    unit: Mapped[str] = mapped_column(String(20), default="")
    sentence: Mapped[str]
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    @property
    def message(self) -> str:
        """The whole sentence in English."""
        return in_english(self.sentence, self.values)

    @property
    def row(self) -> dict[str, Any]:
        """Its columns, as lint would have it kept."""
        return {name: getattr(self, name) for name in ("transcript_id", "cue_id", *_KEPT)}

    @classmethod
    def of(cls, cue_ids: Iterable[int]) -> dict[int, list[CueFinding]]:
        """What is wrong with each of these cues; an empty list: nothing that is known."""
        found: dict[int, list[CueFinding]] = {cue_id: [] for cue_id in cue_ids}
        if not found:
            return found
        rows = db.session.scalars(
            select(cls).where(cls.cue_id.in_(found)).order_by(cls.id),
            execution_options={"populate_existing": True},
        )
        for each in rows:
            found[each.cue_id].append(each)
        return found

    @classmethod
    def next_cue(
        cls, transcript: Transcript, at_ms: int, cue_id: int = 0, *, errors_only: bool = False
    ) -> Cue | None:
        """The first cue with a finding after a moment, or after the cue that begins then."""
        wrong = exists().where(cls.cue_id == Cue.id)
        if errors_only:
            wrong = wrong.where(cls.severity == "error")
        found: Cue | None = db.session.scalar(
            select(Cue)
            .where(
                Cue.transcript_id == transcript.id,
                Cue.deleted_at_ms.is_(None),
                tuple_(Cue.start_ms, Cue.id) > tuple_(at_ms, cue_id),
                wrong,
            )
            .order_by(Cue.start_ms, Cue.id)
            .limit(1)
        )
        return found

    @staticmethod
    def row_of(cue: Cue, finding: Finding) -> dict[str, Any]:
        """The columns in which a finding about a cue is kept."""
        about = {name: getattr(finding, name) for name in _KEPT}
        return {"transcript_id": cue.transcript_id, "cue_id": cue.id, **about}
