"""When work that waits will be done: the ledger's rules, played through with known durations.

Pure: no database and no clock. Times are seconds from now; what nobody knows is ``INFINITY``, and
what comes after it in the same place, too.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from types import MappingProxyType
from typing import NamedTuple

INFINITY = math.inf

Line = dict[tuple[int, int], list[int]]
"""The jobs that wait in one queue, by priority and library: a heap of their ids."""


class Stage(NamedTuple):
    """What a job needs of one queue."""

    queue: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Pending:
    """A job that is not over; ``stages`` are those that are not done."""

    id: int
    priority: int
    library_id: int
    stages: tuple[Stage, ...]
    arrives: float = 0.0
    """When it comes into the ledger; 0: it is there."""


@dataclass(slots=True)
class Slot:
    """A worker: the queues that it works off, and what it does now."""

    queues: frozenset[str]
    job: Pending | None = None
    stage: int = 0


class Times(NamedTuple):
    """When a stage of a job begins and ends."""

    begins: float
    ends: float


NEVER = Times(INFINITY, INFINITY)


class Forecast:
    """A ledger that is played through, once. Its workers take jobs as ``Lease.claim_best`` does."""

    def __init__(
        self,
        slots: Sequence[Slot],
        waiting: Sequence[Pending],
        turns: Mapping[tuple[str, int], int] = MappingProxyType({}),
    ) -> None:
        """Play it to its end; ``turns``: by queue and library, when its last one was."""
        self._slots = slots
        self._turns = dict(turns)
        self._latest = max(self._turns.values(), default=0)
        self._jobs = {job.id: (job, 0) for job in waiting}
        self._lines: defaultdict[str, Line] = defaultdict(dict)
        self._ends: list[tuple[float, int]] = []
        self._arrivals = sorted(((job.arrives, job.id) for job in waiting), reverse=True)
        self._times: dict[tuple[int, str], Times] = {}
        for number, slot in enumerate(slots):
            if slot.job is not None:
                self._jobs[slot.job.id] = slot.job, slot.stage
                self._begin(number, 0.0)
        self._play()

    def of(self, job_id: int, queue: str) -> Times:
        """When a job has its turn in a queue; never, where nobody works it off."""
        return self._times.get((job_id, queue), NEVER)

    def _play(self) -> None:
        at = 0.0
        while True:
            while self._arrivals and self._arrivals[-1][0] <= at:
                self._wait(self._arrivals.pop()[1])
            for number, slot in enumerate(self._slots):
                if slot.job is None:
                    self._take(number, at)
            if self._arrivals and (not self._ends or self._arrivals[-1][0] < self._ends[0][0]):
                at = self._arrivals[-1][0]
            elif self._ends:
                at, number = heappop(self._ends)
                self._end(number, at)
            else:
                return

    def _wait(self, job_id: int) -> None:
        job, stage = self._jobs[job_id]
        lines = self._lines[job.stages[stage].queue]
        heappush(lines.setdefault((job.priority, job.library_id), []), job_id)

    def _take(self, number: int, at: float) -> None:
        """Let a free worker take the best job of its queues, if there is one."""
        slot = self._slots[number]
        busy = Counter(
            other.job.library_id
            for other in self._slots
            if other.job and other.job.stages[other.stage].queue in slot.queues
        )
        best = min(
            (
                (-priority, busy[library], self._turns.get((queue, library), 0), line[0], queue)
                for queue in slot.queues
                for (priority, library), line in self._lines[queue].items()
                if line
            ),
            default=None,
        )
        if best is None:
            return
        *_, job_id, queue = best
        slot.job, slot.stage = self._jobs[job_id]
        heappop(self._lines[queue][slot.job.priority, slot.job.library_id])
        self._latest += 1
        self._turns[queue, slot.job.library_id] = self._latest
        self._begin(number, at)

    def _begin(self, number: int, at: float) -> None:
        job, stage = self._slots[number].job, self._slots[number].stage
        assert job is not None  # noqa: S101 - whoever begins has a job
        queue, seconds = job.stages[stage]
        begun = self._times.get((job.id, queue))
        self._times[job.id, queue] = Times(begun.begins if begun else at, at + seconds)
        if seconds < INFINITY:
            heappush(self._ends, (at + seconds, number))

    def _end(self, number: int, at: float) -> None:
        """End a stage; the next one follows in the same place, or waits elsewhere."""
        slot = self._slots[number]
        job, stage = slot.job, slot.stage + 1
        assert job is not None  # noqa: S101 - only what somebody does can end
        if stage < len(job.stages) and job.stages[stage].queue in slot.queues:
            slot.stage = stage
            self._begin(number, at)
            return
        slot.job = None
        if stage < len(job.stages):
            self._jobs[job.id] = job, stage
            self._wait(job.id)
