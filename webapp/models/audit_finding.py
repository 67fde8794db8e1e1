"""What an audit found: elements of pages that break a rule, or that a person must look at."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, Text, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from webapp.extensions import db

if TYPE_CHECKING:
    from webapp.models.audit_run import AuditRun

FAILED, NEEDS_PERSON = "failed", "needs-person"


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which findings of a run somebody wants to see; None where it does not matter."""

    rules: Collection[str] | None = None
    subject: str = ""
    variant: str = ""
    outcome: str = ""
    identities: Collection[str] | None = None
    without: Collection[str] = ()
    """Identities that are left out."""

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """Yield what must be true of a finding."""
        if self.rules is not None:
            yield AuditFinding.rule.in_(self.rules)
        if self.subject:
            yield AuditFinding.subject == self.subject
        if self.variant:
            yield AuditFinding.id.in_(
                select(AuditFindingVariant.finding_id).where(
                    AuditFindingVariant.name == self.variant
                )
            )
        if self.outcome:
            yield AuditFinding.outcome == self.outcome
        if self.identities is not None:
            yield AuditFinding.identity.in_(self.identities)
        if self.without:
            yield AuditFinding.identity.not_in(self.without)


class AuditFinding(db.Model):  # type: ignore[misc, name-defined]
    """One finding of one audit (``webapp.audit.finding.Finding``)."""

    __tablename__ = "audit_finding"
    __table_args__ = (Index("ix_audit_finding_run_rule", "run_id", "rule"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("audit_run.id", ondelete="CASCADE"))
    identity: Mapped[str] = mapped_column(String(20), index=True)
    """The same for the same fault in another audit."""
    subject: Mapped[str] = mapped_column(String(200))
    rule: Mapped[str] = mapped_column(String(80))
    outcome: Mapped[str] = mapped_column(String(12), default=FAILED)
    """``failed`` or ``needs-person``."""
    element_key: Mapped[str] = mapped_column(Text, default="")
    number: Mapped[int] = mapped_column(default=0)
    selector: Mapped[list[str]] = mapped_column(JSON, default=list)
    markup: Mapped[str] = mapped_column(Text, default="")
    sentence: Mapped[str] = mapped_column(Text)
    """With names where ``values`` belong, so that it can be translated."""
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    picture: Mapped[str] = mapped_column(String(80), default="")
    """The element's picture: its name in storage; empty where there is none."""

    run: Mapped[AuditRun] = relationship()
    seen_in: Mapped[list[AuditFindingVariant]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="AuditFindingVariant.id"
    )

    @property
    def variants(self) -> list[str]:
        """The names of the variants that it was seen in."""
        return [each.name for each in self.seen_in]

    @classmethod
    def read(
        cls, run: AuditRun, written: Mapping[str, Any], pictures: Mapping[str, str]
    ) -> AuditFinding:
        """Make one of what ``webapp.audit.run.finding_to_json`` wrote."""
        element, identity = written["element"], written["identity"]
        return cls(
            run=run,
            identity=identity,
            subject=written["subject"],
            rule=written["rule"],
            outcome=written["outcome"],
            element_key=element["key"],
            number=written["number"],
            selector=list(element["selector"]),
            markup=element["markup"],
            sentence=written["sentence"],
            values=dict(written["values"]),
            picture=pictures.get(identity, ""),
            seen_in=[AuditFindingVariant(name=name) for name in written["variants"]],
        )

    @property
    def written(self) -> dict[str, Any]:
        """The same as ``read`` takes."""
        return {
            "identity": self.identity,
            "subject": self.subject,
            "number": self.number,
            "variants": self.variants,
            "rule": self.rule,
            "element": {
                "key": self.element_key,
                "selector": self.selector,
                "markup": self.markup,
            },
            "sentence": self.sentence,
            "values": self.values,
            "outcome": self.outcome,
        }

    @classmethod
    def all_of(cls, run: AuditRun) -> Sequence[AuditFinding]:
        """Every finding of an audit, in its order."""
        mine = select(cls).where(cls.run_id == run.id).options(selectinload(cls.seen_in))
        return db.session.scalars(mine.order_by(cls.id)).all()

    @classmethod
    def of(cls, run: AuditRun, identity: str) -> AuditFinding | None:
        return db.session.scalar(
            select(cls).where(cls.run_id == run.id, cls.identity == identity).limit(1)
        )

    @classmethod
    def narrowed(
        cls,
        run: AuditRun,
        wanted: Narrowed,
        first: Sequence[str] = (),
        *,
        limit: int | None = None,
        offset: int = 0,
    ) -> Sequence[AuditFinding]:
        """Findings rule by rule, in the order of ``first``; within one, page by page."""
        place = {rule: number for number, rule in enumerate(first)}
        order = db.case(place, value=cls.rule, else_=len(place)) if place else cls.rule
        mine = select(cls).where(cls.run_id == run.id, *wanted.conditions())
        return db.session.scalars(
            mine.order_by(order, cls.rule, cls.subject, cls.id).limit(limit).offset(offset)
        ).all()

    @classmethod
    def counts(cls, run: AuditRun, wanted: Narrowed) -> dict[str, int]:
        """How many findings each rule has."""
        mine = select(cls.rule, func.count().label("number")).where(
            cls.run_id == run.id, *wanted.conditions()
        )
        return {row.rule: row.number for row in db.session.execute(mine.group_by(cls.rule))}

    @classmethod
    def counts_of(cls, runs: Collection[AuditRun]) -> Mapping[int, Mapping[str, int]]:
        """How many of each outcome some audits found, by the id of each."""
        found: dict[int, dict[str, int]] = {run.id: {} for run in runs}
        rows = select(cls.run_id, cls.outcome, func.count()).where(cls.run_id.in_(found))
        for run_id, outcome, number in db.session.execute(rows.group_by(cls.run_id, cls.outcome)):
            found[run_id][outcome] = number
        return found

    @classmethod
    def history(cls, identity: str) -> Sequence[AuditFinding]:
        """The same finding in every audit that has it, the last one first."""
        mine = select(cls).where(cls.identity == identity)
        return db.session.scalars(mine.order_by(cls.run_id.desc())).all()


class AuditFindingVariant(db.Model):  # type: ignore[misc, name-defined]
    """One form of a page in which a finding was seen."""

    __tablename__ = "audit_finding_variant"
    __table_args__ = (Index("ix_audit_finding_variant_name", "name", "finding_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(
        ForeignKey("audit_finding.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(80))
