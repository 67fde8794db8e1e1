"""The pages of an audit: what they are, and in which forms each was looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.extensions import db

if TYPE_CHECKING:
    from webapp.models.audit_run import AuditRun


class NotMade(NamedTuple):
    """Something that an audit wanted to look at and could not. ``check`` '': the whole page."""

    subject: str
    variant: str
    check: str
    why: str


class AuditPage(db.Model):  # type: ignore[misc, name-defined]
    """One page of one audit (``webapp.audit.subject.Subject``)."""

    __tablename__ = "audit_page"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("audit_run.id", ondelete="CASCADE"), index=True)
    subject: Mapped[str] = mapped_column(String(200))
    """Its name, which stays the same from audit to audit."""
    address: Mapped[str] = mapped_column(String(1000))
    person: Mapped[str] = mapped_column(String(40), default="")
    """The role of whoever was logged in; empty: nobody."""
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """The whole of it, as ``webapp.audit.run.Run.to_json`` wrote it."""
    visits: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """What was made in each variant (``webapp.audit.run.Visit``)."""

    run: Mapped[AuditRun] = relationship(back_populates="looked_at")

    @classmethod
    def all_of(
        cls, subjects: Sequence[Mapping[str, Any]], visits: Sequence[dict[str, Any]]
    ) -> list[AuditPage]:
        """Make the pages of what ``webapp.audit.run.Run.to_json`` wrote."""
        return [
            cls(
                subject=each["name"],
                address=each["address"],
                person=each["person"],
                facts=dict(each),
                visits=[visit for visit in visits if visit["subject"] == each["name"]],
            )
            for each in subjects
        ]

    @property
    def variants(self) -> list[str]:
        """The names of those that it was looked at in."""
        return [visit["variant"] for visit in self.visits if not visit["not_looked_at"]]

    @property
    def trees(self) -> dict[str, str]:
        """The hash of what assistive technology was given, by variant."""
        return {visit["variant"]: visit["tree"] for visit in self.visits if visit["tree"]}

    @property
    def not_made(self) -> Iterator[NotMade]:
        """What could not be looked at, and why."""
        for visit in self.visits:
            if visit["not_looked_at"]:
                yield NotMade(self.subject, visit["variant"], "", visit["not_looked_at"])
            for check, why in visit["failed"].items():
                yield NotMade(self.subject, visit["variant"], check, why)
