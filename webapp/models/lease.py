"""A worker's hold on a job.

A claim is a conditional UPDATE that sets a random token and a time by which the worker must be
heard of again. Every later write asks for that token, so that a worker which lost its lease can
change nothing. SQLite lets one writer in at a time: nothing here leaves a transaction open.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CursorResult, Select, and_, func, select, update

from webapp.extensions import db
from webapp.media.failure import N_
from webapp.models.clock import now_ms
from webapp.models.job import KINDS, Job
from webapp.models.job_attempt import JobAttempt
from webapp.models.library_turn import LibraryTurn
from webapp.queues import QUEUES

WORN_OUT = N_(
    "The work stopped several times before it was done. "
    "Try again; if it stops once more, ask whoever runs this library."
)


PAUSES_S = (30, 120, 600, 3600, 4 * 3600)
"""How long a job is put off each time that something which it needs is not to be had."""


class LeaseLost(Exception):
    """Another worker has this job now; whatever this one has not committed must not be kept."""


@dataclass(frozen=True)
class Lease:
    """One job, held by this worker. Its methods commit the session, or raise LeaseLost."""

    job_id: int
    kind: str
    media_id: int
    """0 where the work is about no media."""
    postponed: int
    """How often the job was put off so far."""
    token: str
    done_step: str
    """The step after which the work goes on."""
    progress: float = 0.0
    """How much of the step after that was done by others, 0..1."""
    request_id: str = ""
    """The request that asked for it; empty: none did."""
    queues: Collection[str] = QUEUES
    """What its worker works off; a step of another queue is another worker's."""

    @classmethod
    def claim_best(
        cls, queues: Collection[str], lease_s: float, max_attempts: int, worker: str
    ) -> Lease | None:
        """Take the job that is to be done first of some queues; None if there is none to be had.

        That is the one of the highest priority; among those, of the library of which the fewest
        are being done, then of the one whose last turn in the queue is longest ago, then the
        oldest. So no library waits for another's thousand jobs.
        """
        while True:
            job_id = db.session.scalar(_best(queues))
            if job_id is None:
                db.session.commit()
                return None
            lease = cls.claim(job_id, lease_s, max_attempts, worker, queues)
            if lease is not None:
                return lease

    @classmethod
    def claim(
        cls,
        job_id: int,
        lease_s: float,
        max_attempts: int,
        worker: str = "",
        queues: Collection[str] = QUEUES,
    ) -> Lease | None:
        """Take a job that is queued or whose lease has run out; None if it is not to be had.

        A job that has used up its attempts becomes ``failed``. ``queues`` are those that the worker
        works off.
        """
        token = secrets.token_hex(16)
        claimed = _update(
            Job.id == job_id,
            Job.is_free(),
            Job.attempts < max_attempts,
            state="running",
            token=token,
            worker=worker,
            attempts=Job.attempts + 1,
            lease_until_ms=now_ms() + int(lease_s * 1000),
            changed_at_ms=now_ms(),
        )
        if not claimed:
            if _update(
                Job.id == job_id,
                Job.is_free(),
                state="failed",
                error=WORN_OUT,
                changed_at_ms=now_ms(),
            ):
                JobAttempt.end(job_id, "lost")
            db.session.commit()
            return None
        row = db.session.execute(
            select(
                Job.kind, Job.media_id, Job.library_id, Job.queue,
                Job.postponed, Job.step, Job.progress, Job.request_id,
            ).where(Job.id == job_id)
        ).one()  # fmt: skip
        LibraryTurn.take(row.queue, row.library_id)
        JobAttempt.begin(job_id, worker)
        db.session.commit()
        return cls(
            job_id=job_id,
            kind=row.kind,
            media_id=row.media_id or 0,
            postponed=row.postponed,
            token=token,
            done_step=row.step,
            progress=row.progress,
            request_id=row.request_id,
            queues=queues,
        )

    def is_held(self) -> bool:
        """Whether it is still this worker's; no transaction stays open."""
        mine = select(Job.id).where(Job.id == self.job_id, Job.token == self.token)
        with db.engine.connect().execution_options(read_only=True) as connection:
            return connection.scalar(mine) is not None

    def extend(self, lease_s: float) -> None:
        """Be heard of; ``lease_s`` of 0 gives the job back."""
        self._commit(lease_until_ms=now_ms() + int(lease_s * 1000))

    def confirm(self) -> None:
        """Hold the job until the session's commit, for work on files that belongs to it.

        Until then no other worker can take the job.
        """
        self._write(changed_at_ms=now_ms())

    def report(self, progress: float) -> None:
        """Commit that the present step is so far done (0..1); who takes it up begins it anew."""
        self._commit(progress=_share(progress))

    def keep(self, progress: float) -> None:
        """Commit the session's work as a part of the step that nobody has to do again.

        A job is given up for attempts that came to nothing, so only those after this count.
        """
        self._commit(progress=_share(progress), attempts=1)

    def complete_step(self, step: str) -> None:
        """Commit the session's work together with the step's name: both, or neither.

        Attempts are counted anew, as after `keep`.
        """
        self._commit(step=step, progress=0.0, attempts=1, changed_at_ms=now_ms())

    def hand_over(self, queue: str) -> None:
        """Give the job to whoever works off ``queue``; its attempts are counted anew there."""
        self._commit(
            state="queued",
            queue=queue,
            attempts=0,
            token="",
            hinted_at_ms=now_ms(),
            changed_at_ms=now_ms(),
        )

    def give_back(self) -> None:
        """Let another worker go on at once; this was no attempt. What is not committed is lost."""
        db.session.rollback()
        self._commit(
            state="queued",
            attempts=Job.attempts - 1,
            token="",
            hinted_at_ms=0,
            changed_at_ms=now_ms(),
        )

    def finish(self) -> None:
        self._commit(
            state="done",
            step=KINDS[self.kind].steps[-1],
            progress=0.0,
            error="",
            token="",
            changed_at_ms=now_ms(),
        )

    def postpone(self, sentence: str, wait_s: float = 0.0) -> None:
        """Put the job off, each time for longer; in the end it fails with the sentence.

        ``wait_s``: before so many seconds have passed it could not be done. The session's other
        work is not kept.
        """
        if self.postponed >= len(PAUSES_S):
            self.fail(sentence)
            return
        db.session.rollback()
        pause_s = max(PAUSES_S[self.postponed], min(wait_s, PAUSES_S[-1]))
        self._commit(
            state="queued",
            attempts=0,
            postponed=self.postponed + 1,
            due_at_ms=now_ms() + int(pause_s * 1000),
            error=sentence,
            token="",
            changed_at_ms=now_ms(),
        )

    def fail(self, sentence: str) -> None:
        """Give up, with a sentence for a person; the session's other work is not kept."""
        db.session.rollback()
        self._commit(state="failed", error=sentence, token="", changed_at_ms=now_ms())

    def _commit(self, **values: Any) -> None:
        db.session.flush()
        self._write(**values)
        db.session.commit()

    def _write(self, **values: Any) -> None:
        if not _update(Job.id == self.job_id, Job.token == self.token, **values):
            db.session.rollback()
            raise LeaseLost(f"job {self.job_id} is another worker's now")
        if "state" in values:
            JobAttempt.end(self.job_id, _outcome(**values), values.get("error", ""))


def _share(progress: float) -> float:
    return min(max(progress, 0.0), 1.0)


def _outcome(state: str, error: str = "", **_others: Any) -> str:
    """How an attempt ended that leaves its job in this state."""
    if state != "queued":
        return state
    return "later" if error else "handed"


def _best(queues: Collection[str]) -> Select[int]:
    """Select the job that comes first; one that another worker is about to take is passed over.

    So is one of a kind that only workers of a newer release know: those are there already, or come.
    """
    busy = (
        select(Job.library_id, func.count().label("jobs"))
        .where(Job.queue.in_(queues), Job.is_held())
        .group_by(Job.library_id)
        .subquery()
    )
    turn = and_(LibraryTurn.queue == Job.queue, LibraryTurn.library_id == Job.library_id)
    return (
        select(Job.id)
        .outerjoin(busy, busy.c.library_id == Job.library_id)
        .outerjoin(LibraryTurn, turn)
        .where(Job.queue.in_(queues), Job.kind.in_(KINDS), Job.is_free())
        .order_by(
            Job.priority.desc(),
            func.coalesce(busy.c.jobs, 0),
            func.coalesce(LibraryTurn.at_ms, 0),
            Job.id,
        )
        .limit(1)
        .with_for_update(of=Job, skip_locked=True)
    )


def _update(*conditions: Any, **values: Any) -> bool:
    result = db.session.execute(
        update(Job).where(*conditions).values(**values),
        execution_options={"synchronize_session": False},
    )
    return isinstance(result, CursorResult) and result.rowcount > 0
