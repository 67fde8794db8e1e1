"""Audits: which pages were looked at, by whom it was asked for, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ColumnElement, DateTime, ForeignKey, String, and_, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.audit.run import Run
from webapp.audit.tally import Tally, tally
from webapp.extensions import db
from webapp.models.audit_finding import AuditFinding
from webapp.models.audit_page import AuditPage
from webapp.models.clock import utc_now
from webapp.models.job import BATCH, Job, declare

if TYPE_CHECKING:
    from webapp.models.audit_hand_check import AuditHandCheck
    from webapp.models.user import User

AUDIT = declare("audit", "asked", "kept", queue="audits")
"""Looking at pages in a browser; what was found is kept in one transaction, at the end."""

MATRICES = ("one", "pairwise", "full")
"""In how many variants each page is looked at."""
EVERY_PAGE = "*"
KEPT_RUNS = 30
"""Older audits are removed, but for those that somebody wrote a note or a look by hand on."""
NIGHT_HOURS = 5
ADDRESS_CHARACTERS, PAGES_CHARACTERS, NOTE_CHARACTERS = 300, 100, 1000


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants looked at; ``address`` '' is the known library of this release."""

    address: str = ""
    matrix: str = "pairwise"
    pages: str = EVERY_PAGE


class AuditRun(db.Model):  # type: ignore[misc, name-defined]
    """One audit."""

    __tablename__ = "audit_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(ADDRESS_CHARACTERS), default="")
    """Of the site that was looked at; empty: the known library of the release that runs here."""
    matrix: Mapped[str] = mapped_column(String(10), default="pairwise")
    pages: Mapped[str] = mapped_column(String(PAGES_CHARACTERS), default=EVERY_PAGE)
    """Which pages, by their names, as a glob."""
    started_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    night: Mapped[date | None] = mapped_column(unique=True)
    """The night, by the day of UTC on which it began, of an audit that nobody asked for."""
    started_at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)
    finished_at: Mapped[datetime | None] = mapped_column(DateTime)
    note: Mapped[str] = mapped_column(default="")
    """What people want to remember of it; a run with a note is not removed."""
    job_id: Mapped[int | None] = mapped_column(
        ForeignKey("job.id", ondelete="SET NULL"), index=True
    )

    pages_done: Mapped[int] = mapped_column(default=0)
    pages_in_all: Mapped[int] = mapped_column(default=0)
    page_now: Mapped[str] = mapped_column(String(200), default="")
    """Which page is being looked at."""

    checks_made: Mapped[int] = mapped_column(default=0)
    """How often a rule was tried on a page in a variant."""
    release: Mapped[str] = mapped_column(String(40), default="")
    """Of Sightline, which made it."""
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What ``webapp.audit.run.Run.to_json`` says beside pages, findings and trees."""
    rules: Mapped[dict[str, dict[str, Any]]] = mapped_column(JSON, default=dict)
    """What each rule said of itself then (``webapp.audit.rule``), by its id."""
    tally: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))
    """Its ``webapp.audit.tally.Tally``; None where it ended before this was kept."""
    trees: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, deferred=True)
    """What assistive technology was given, by the hashes that visits name."""

    job: Mapped[Job | None] = relationship()
    started_by: Mapped[User | None] = relationship()
    looks_by_hand: Mapped[list[AuditHandCheck]] = relationship(
        back_populates="run", cascade="all, delete-orphan", passive_deletes=True
    )
    looked_at: Mapped[list[AuditPage]] = relationship(
        back_populates="run",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="AuditPage.id",
    )

    @classmethod
    def start(cls, wish: Wish, person: User | None, night: date | None = None) -> AuditRun:
        """Have pages looked at; the caller commits."""
        run = cls(
            address=wish.address,
            matrix=wish.matrix,
            pages=wish.pages,
            started_by_id=person.id if person else None,
            night=night,
            job=Job.add(AUDIT, priority=BATCH if night else None),
        )
        db.session.add(run)
        db.session.flush()
        return run

    @classmethod
    def start_of_the_night(cls, hour: int, now: datetime) -> AuditRun | None:
        """Begin the audit of this night once its hour (of UTC) has come, and commit.

        Any number of workers may ask at once: each night is written down once only. A night ends
        ``NIGHT_HOURS`` later: workers that were away do not begin it by day.
        """
        since = now - timedelta(hours=hour)
        night = since.date()
        if since.hour >= NIGHT_HOURS or db.session.scalar(
            select(exists().where(cls.night == night))
        ):
            return None
        try:
            run = cls.start(Wish(), None, night=night)
            db.session.commit()
        except IntegrityError:  # another worker was quicker
            db.session.rollback()
            return None
        return run

    @classmethod
    def under_way(cls) -> AuditRun | None:
        """The audit that is not over yet, or waits; None where none is."""
        mine = select(cls).join(cls.job).where(Job.state.in_(("queued", "running")))
        return db.session.scalar(mine.order_by(cls.id).limit(1))

    @classmethod
    def newest(cls, *, limit: int, offset: int = 0) -> Sequence[AuditRun]:
        """All audits, the last one first."""
        return db.session.scalars(
            select(cls).order_by(cls.id.desc()).limit(limit).offset(offset)
        ).all()

    @classmethod
    def count(cls) -> int:
        return db.session.scalar(select(db.func.count(cls.id))) or 0

    @classmethod
    def finished(cls, address: str, *, limit: int = KEPT_RUNS) -> Sequence[AuditRun]:
        """Audits of a site that came to their end, the last one first."""
        mine = select(cls).where(cls.finished_at.is_not(None), cls.address == address)
        return db.session.scalars(mine.order_by(cls.id.desc()).limit(limit)).all()

    @classmethod
    def alike(cls, *, limit: int) -> Sequence[AuditRun]:
        """The last finished audits that looked at the same pages in as many forms, in order."""
        ended = select(cls).where(cls.finished_at.is_not(None)).order_by(cls.id.desc())
        last = db.session.scalar(ended.limit(1))
        if last is None:
            return []
        return db.session.scalars(ended.where(cls._is_like(last)).limit(limit)).all()[::-1]

    @classmethod
    def _is_like(cls, other: AuditRun) -> ColumnElement[bool]:
        return and_(
            cls.address == other.address, cls.matrix == other.matrix, cls.pages == other.pages
        )

    def counted(self) -> Tally:
        """What it found, beside the last one that looked at the same, as it was at its end."""
        if self.tally is not None:
            return Tally(**self.tally)
        return self._count(self.as_run())  # it ended before this was kept

    def _count(self, run: Run) -> Tally:
        before = db.session.scalar(
            select(AuditRun)
            .where(AuditRun._is_like(self), AuditRun.finished_at.is_not(None))
            .where(AuditRun.id < self.id)
            .order_by(AuditRun.id.desc())
            .limit(1)
        )
        return tally(before.as_run() if before else None, run)

    @property
    def before(self) -> AuditRun | None:
        """The last finished audit of the same site before this one."""
        return db.session.scalar(
            select(AuditRun)
            .where(
                AuditRun.finished_at.is_not(None),
                AuditRun.address == self.address,
                AuditRun.id < self.id,
            )
            .order_by(AuditRun.id.desc())
            .limit(1)
        )

    @property
    def state(self) -> str:
        """``queued``, ``running``, ``done``, ``failed`` or ``cancelled``, as its job says."""
        if self.finished_at:
            return "done"
        return self.job.state if self.job else "failed"

    def looks_at(self, subject: str, done: int, in_all: int) -> None:
        """Write down which page it is at; the caller commits."""
        self.page_now, self.pages_done, self.pages_in_all = subject[:200], done, in_all

    @property
    def variants(self) -> Mapping[str, Mapping[str, Any]]:
        """The fields of each variant that pages were looked at in, by its name."""
        variants: dict[str, dict[str, Any]] = self.facts.get("variants", {})
        return variants

    @property
    def tools(self) -> Mapping[str, Any]:
        """Versions of what took part: ``axe`` and ``browser``; ``rules`` by check."""
        tools: dict[str, Any] = self.facts.get("tools", {})
        return tools

    @property
    def looked_with(self) -> str:
        """What took part, each with its version."""
        return f"{self.tools['browser']}, axe {self.tools['axe']}, Sightline {self.release}"

    def keep(
        self,
        run: Run,
        *,
        rules: Mapping[str, Mapping[str, Any]],
        pictures: Mapping[str, str],
        release: str = "",
    ) -> None:
        """Keep what was found, all of it at once; the caller commits.

        ``pictures`` are names in storage by the identity of a finding.
        """
        whole = run.to_json()
        findings, self.trees = whole.pop("findings"), whole.pop("trees")
        self.looked_at = AuditPage.all_of(whole.pop("subjects"), whole.pop("visits"))
        self.facts, self.release = whole, release
        self.rules = {name: dict(each) for name, each in rules.items()}
        self.checks_made = run.checks_made
        self.tally = asdict(self._count(run))
        db.session.add_all(AuditFinding.read(self, each, pictures) for each in findings)
        self.page_now, self.finished_at = "", utc_now()

    def as_run(self) -> Run:
        """What was kept, as audits write it; without pictures."""
        whole = {
            **self.facts,
            "subjects": [page.facts for page in self.looked_at],
            "visits": [visit for page in self.looked_at for visit in page.visits],
            "findings": [finding.written for finding in AuditFinding.all_of(self)],
            "trees": self.trees,
        }
        return Run.from_json(whole, {})

    @classmethod
    def remove_old(cls, keep: int = KEPT_RUNS) -> list[str]:
        """Remove old audits that nobody wrote on, and commit; return names of pictures."""
        newest = select(cls.id).order_by(cls.id.desc()).limit(keep).scalar_subquery()
        old = select(cls).where(cls.id.not_in(newest), cls.note == "", ~cls.looks_by_hand.any())
        held = old.with_for_update(skip_locked=True)
        gone = [run for run in db.session.scalars(held) if run.job is None or run.job.is_over]
        names = db.session.scalars(
            select(AuditFinding.picture).where(
                AuditFinding.run_id.in_([run.id for run in gone]), AuditFinding.picture != ""
            )
        ).all()
        for run in gone:
            db.session.delete(run)
        db.session.commit()
        return list(dict.fromkeys(names))
