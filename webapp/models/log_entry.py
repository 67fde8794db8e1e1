"""What security and moderation did, written down for good."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    DDL,
    JSON,
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    event,
    select,
)
from sqlalchemy.orm import Mapped, ORMExecuteState, mapped_column

from webapp.extensions import db
from webapp.models.clock import now_ms

BATCH = 500
"""Entries that an export reads at once."""


class AppendOnly(RuntimeError):
    """Somebody tried to change or remove an entry of the log."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries somebody looks for; what is empty does not matter. Days are those of UTC."""

    event: str = ""
    person: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None
    library_id: int | None = None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """Yield what must be true of an entry."""
        if self.library_id is not None:
            yield LogEntry.library_id == self.library_id
        if self.event:
            yield LogEntry.event == self.event
        if self.person:
            yield LogEntry.actor_name.icontains(self.person, autoescape=True)
        if self.subject:
            yield LogEntry.subject_name.icontains(self.subject, autoescape=True)
        if self.since:
            yield LogEntry.at_ms >= _start_ms(self.since)
        if self.until:
            yield LogEntry.at_ms < _start_ms(self.until + timedelta(days=1))


class LogEntry(db.Model):  # type: ignore[misc, name-defined]
    """One thing that happened. It is added in the transaction of its cause, and never changed.

    The ORM refuses changes here, the database refuses them from everybody (``APPEND_ONLY``). Only
    the references to a person and a library are let go when these are deleted; the names stay.
    """

    __tablename__ = "log_entry"
    __table_args__ = (
        Index("ix_log_entry_library", "library_id", "id"),
        Index("ix_log_entry_actor", "actor_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at_ms: Mapped[int] = mapped_column(BigInteger, default=now_ms())
    """By the database's clock."""
    event: Mapped[str] = mapped_column(String(40))
    """Its subject and what became of it, such as ``role.given`` (``webapp.audit_log.EVENTS``)."""
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    """Who did it; None: nobody who was logged in, or an account that is gone."""
    actor_name: Mapped[str] = mapped_column(String(80), default="")
    """As it was then."""
    library_id: Mapped[int | None] = mapped_column(ForeignKey("library.id", ondelete="SET NULL"))
    """None: it concerns the whole installation."""
    subject_kind: Mapped[str] = mapped_column(String(20), default="")
    subject_id: Mapped[str] = mapped_column(String(40), default="")
    subject_name: Mapped[str] = mapped_column(String(300), default="")
    """What it was done to, as it was called then."""
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    request_id: Mapped[str] = mapped_column(String(40), default="")
    """The request in which it happened, as it stands in the lines that the server writes."""

    @classmethod
    def newest(cls, wanted: Wanted, *, limit: int, before: int | None = None) -> Sequence[LogEntry]:
        """The entries that are wanted, the newest first; ``before``: older than the one of this id.

        What it costs does not grow with the length of the log before them.
        """
        query = select(cls).where(*wanted.conditions()).order_by(cls.id.desc()).limit(limit)
        return db.session.scalars(query if before is None else query.where(cls.id < before)).all()

    @classmethod
    def all_wanted(cls, wanted: Wanted) -> Iterator[LogEntry]:
        """All entries that are wanted, however many, read in batches; memory stays flat."""
        before = None
        while batch := cls.newest(wanted, limit=BATCH, before=before):
            before = batch[-1].id
            yield from batch
            db.session.rollback()  # a slow reader keeps no transaction open
            db.session.expunge_all()

    @property
    def at(self) -> datetime:
        """When it happened, in UTC."""
        return datetime.fromtimestamp(self.at_ms / 1000, UTC)


REFUSAL = "the log is append-only"

APPEND_ONLY: Mapping[str, tuple[str, ...]] = {
    "sqlite": (
        f"""CREATE TRIGGER log_entry_stays BEFORE DELETE ON log_entry
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
        # INSERT OR REPLACE deletes without a DELETE trigger (sqlite.org/lang_conflict.html).
        """CREATE TRIGGER log_entry_is_new BEFORE INSERT ON log_entry
        WHEN EXISTS (SELECT 1 FROM log_entry WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
        f"""CREATE TRIGGER log_entry_is_final BEFORE UPDATE ON log_entry
        WHEN (NEW.actor_id IS NOT NULL AND NEW.actor_id IS NOT OLD.actor_id)
          OR (NEW.library_id IS NOT NULL AND NEW.library_id IS NOT OLD.library_id)
          OR (NEW.id, NEW.at_ms, NEW.event, NEW.actor_name, NEW.subject_kind, NEW.subject_id,
              NEW.subject_name, NEW.details, NEW.request_id)
          IS NOT (OLD.id, OLD.at_ms, OLD.event, OLD.actor_name, OLD.subject_kind, OLD.subject_id,
              OLD.subject_name, OLD.details, OLD.request_id)
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    ),
    "postgresql": (
        f"""CREATE FUNCTION log_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'UPDATE' THEN
            IF (NEW.actor_id IS NULL OR NEW.actor_id IS NOT DISTINCT FROM OLD.actor_id)
              AND (NEW.library_id IS NULL OR NEW.library_id IS NOT DISTINCT FROM OLD.library_id)
              AND (NEW.id, NEW.at_ms, NEW.event, NEW.actor_name, NEW.subject_kind, NEW.subject_id,
                   NEW.subject_name, NEW.details::text, NEW.request_id)
              IS NOT DISTINCT FROM (OLD.id, OLD.at_ms, OLD.event, OLD.actor_name,
                   OLD.subject_kind, OLD.subject_id, OLD.subject_name, OLD.details::text,
                   OLD.request_id)
            THEN RETURN NEW;
            END IF;
          END IF;
          RAISE EXCEPTION '{REFUSAL}';
        END $$""",
        """CREATE TRIGGER log_entry_is_final BEFORE UPDATE OR DELETE ON log_entry
        FOR EACH ROW EXECUTE FUNCTION log_entry_is_append_only()""",
        """CREATE TRIGGER log_entry_stays BEFORE TRUNCATE ON log_entry
        FOR EACH STATEMENT EXECUTE FUNCTION log_entry_is_append_only()""",
    ),
}
"""What the database is told when the table is made, by create_all or by the migration."""
AFTER_DROP: Mapping[str, tuple[str, ...]] = {
    "postgresql": ("DROP FUNCTION IF EXISTS log_entry_is_append_only()",)
}
"""Triggers go with their table, a function does not."""


def _start_ms(day: date) -> int:
    return int(datetime.combine(day, time.min, UTC).timestamp() * 1000)


def _tell(when: str, statements: Mapping[str, tuple[str, ...]]) -> None:
    for dialect, texts in statements.items():
        for text in texts:
            ddl = DDL(text)  # type: ignore[no-untyped-call]
            event.listen(LogEntry.__table__, when, ddl.execute_if(dialect=dialect))


_tell("after_create", APPEND_ONLY)
_tell("after_drop", AFTER_DROP)


@event.listens_for(LogEntry, "before_update")
@event.listens_for(LogEntry, "before_delete")
def _refuse(*_: object) -> None:
    raise AppendOnly(REFUSAL)


@event.listens_for(db.session, "do_orm_execute")
def _refuse_in_bulk(state: ORMExecuteState) -> None:
    if (state.is_update or state.is_delete) and state.bind_mapper is LogEntry.__mapper__:
        raise AppendOnly(REFUSAL)
