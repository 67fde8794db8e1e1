"""How long people wait for what they asked for: from measured durations, workers, what is ahead."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import or_, select

from webapp.extensions import cache, db
from webapp.forecast import INFINITY, NEVER, Forecast, Pending, Slot, Stage
from webapp.models.job import KINDS, PREPARE, Job
from webapp.models.library_turn import LibraryTurn
from webapp.models.media import Media
from webapp.models.step_time import StepTime
from webapp.models.worker import Worker

LISTENS = "captions"
"""The queue in which captions are drafted."""
RECENT = 15
"""So many of the last durations are looked at; the one in the middle counts."""
KEPT_S = 10
"""An outlook is the same for so long, however many people ask."""
ONLY_SAYS = "ready"
"""The name of a last step in which nothing is done."""
NEW = 1 << 62
"""The id of a job that is not there yet: it comes after all others."""

Pace = Mapping[tuple[str, str], tuple[float, float]]
"""For a kind and a step: seconds a second of media, and seconds where it is about none."""


class Outlook(NamedTuple):
    """What is told to who waits."""

    seconds: float | None
    """Until the captions of hers are drafted (or, of a new one, until the work on them begins), or
    until another work of hers is done; None: nobody knows."""
    ahead: int
    """How many others of the same kind have their turn before hers."""
    is_worked_off: bool
    """Whether there is a worker at all that does this."""


@dataclass(frozen=True, slots=True)
class _Ledger:
    """What is to be done, and who is there to do it."""

    slots: list[Slot]
    waiting: list[Pending]
    kinds: dict[int, str]
    """Of which kind each job is, by its id."""
    turns: dict[tuple[str, int], int]

    def is_worked_off(self, queue: str) -> bool:
        return any(queue in slot.queues for slot in self.slots)

    def of_kind(self, kind: str) -> list[int]:
        return [job_id for job_id, other in self.kinds.items() if other == kind]


def of_job(job: Job) -> Outlook:
    """The outlook of an upload whose captions are not drafted yet, or of a job of another kind."""
    name = f"outlooks {job.kind}"
    found: dict[int, Outlook] = cache.get(name) or {}
    if job.id not in found:
        nothing_is_known = Outlook(None, 0, is_worked_off=True)  # as of one that was put off
        found = {job.id: nothing_is_known, **_of_all(job.kind)}
        cache.set(name, found, timeout=KEPT_S)
    return found[job.id]


def of_new(library_id: int) -> Outlook:
    """How long a video that is uploaded now to a library waits until somebody listens to it."""
    ledger = _ledger()
    typical = _stages(PREPARE.steps[0], _pace({PREPARE.name}), PREPARE.name, _typical_s(), 0.0)
    new = Pending(NEW, PREPARE.priority, library_id, typical)
    forecast = Forecast(ledger.slots, [*ledger.waiting, new], ledger.turns)
    begins = forecast.of(NEW, LISTENS).begins
    ahead = _ahead(forecast, ledger.of_kind(PREPARE.name), NEW, LISTENS)
    return Outlook(_known(begins), ahead, is_worked_off=ledger.is_worked_off(LISTENS))


def hours_of_work() -> float:
    """How long one worker would listen to all that waits, as far as anybody knows."""
    ledger = _ledger()
    stages = (stage for job in ledger.waiting for stage in job.stages if stage.queue == LISTENS)
    return sum(stage.seconds for stage in stages if stage.seconds < INFINITY) / 3600


def _of_all(kind: str) -> dict[int, Outlook]:
    ledger = _ledger()
    forecast = Forecast(ledger.slots, ledger.waiting, ledger.turns)
    queue = LISTENS if kind == PREPARE.name else KINDS[kind].queue
    alike = ledger.of_kind(kind)
    return {
        job_id: Outlook(
            _known(forecast.of(job_id, queue).ends),
            _ahead(forecast, alike, job_id, queue),
            is_worked_off=ledger.is_worked_off(queue),
        )
        for job_id in alike
    }


def _known(seconds: float) -> float | None:
    return seconds if seconds < INFINITY else None


def _ahead(forecast: Forecast, alike: Collection[int], job_id: int, queue: str) -> int:
    """How many jobs of a kind have their turn in a queue before one of them."""
    mine = forecast.of(job_id, queue)
    others = (forecast.of(each, queue) for each in alike if each != job_id)
    return sum(each.begins < mine.begins for each in others if each != NEVER)


def _ledger() -> _Ledger:
    rows = db.session.execute(
        select(
            Job.id, Job.kind, Job.step, Job.progress, Job.priority, Job.library_id, Job.worker,
            Job.state, Media.duration_ms, Media.has_audio,
        )
        .outerjoin(Media, Media.id == Job.media_id)
        .where(or_(Job.is_held(), Job.is_free()))
    ).all()  # fmt: skip
    pace = _pace({row.kind for row in rows})
    typical_s = _typical_s()
    pending = {row.id: _pending(row, pace, typical_s) for row in rows}
    running = {row.worker: pending[row.id] for row in rows if row.state == "running"}
    slots = [Slot(each.queue_names, running.get(each.name)) for each in Worker.here()]
    busy = {slot.job.id for slot in slots if slot.job}
    turns = select(LibraryTurn.queue, LibraryTurn.library_id, LibraryTurn.at_ms)
    return _Ledger(
        slots=slots,
        waiting=[each for each in pending.values() if each.id not in busy],
        kinds={row.id: row.kind for row in rows},
        turns={(queue, library): at_ms for queue, library, at_ms in db.session.execute(turns)},
    )


def _pending(row: Any, pace: Pace, typical_s: float) -> Pending:
    seconds = row.duration_ms / 1000 if row.duration_ms else typical_s
    silent = row.has_audio is False
    stages = _stages(row.step, pace, row.kind, seconds, row.progress, silent=silent)
    return Pending(row.id, row.priority, row.library_id, stages)


def _stages(
    done: str, pace: Pace, kind: str, media_s: float, progress: float, *, silent: bool = False
) -> tuple[Stage, ...]:
    """What is left of a job in each of its queues, in order."""
    found: list[Stage] = []
    for queue, seconds in _steps(done, pace, kind, media_s, progress, silent):
        if found and found[-1].queue == queue:
            seconds += found.pop().seconds
        found.append(Stage(queue, seconds))
    return tuple(found)


def _steps(
    done: str, pace: Pace, kind: str, media_s: float, progress: float, silent: bool
) -> Iterator[Stage]:
    steps = KINDS[kind].steps
    left = steps[steps.index(done) + 1 :]
    for step in left or steps[-1:]:
        queue = KINDS[kind].queue_of(step)
        seconds = _seconds(pace.get((kind, step)), media_s)
        if (silent and queue == LISTENS) or not left or step == ONLY_SAYS:
            seconds = 0.0
        yield Stage(queue, seconds * (1 - progress))
        progress = 0.0


def _seconds(pace: tuple[float, float] | None, media_s: float) -> float:
    if pace is None:
        return INFINITY
    a_second, always = pace
    return always + (a_second * media_s if a_second else 0.0)


def _typical_s() -> float:
    """How long a video usually is, in seconds; ``INFINITY`` where none was worked on yet."""
    lengths = db.session.scalars(
        select(StepTime.media_ms)
        .where(StepTime.kind == PREPARE.name, StepTime.media_ms > 0)
        .order_by(StepTime.id.desc())
        .limit(RECENT)
    ).all()
    return median(lengths) / 1000 if lengths else INFINITY


def _pace(kinds: set[str]) -> Pace:
    """How fast the steps of some kinds go, where that was measured."""
    pace = {}
    for kind in kinds:
        for step in KINDS[kind].steps[1:]:
            taken = _recent(kind, step)
            if taken:
                pace[kind, step] = _middle(taken)
    return pace


def _recent(kind: str, step: str) -> Sequence[StepTime]:
    """The last durations of a step, with the engine that did the last one."""
    taken = db.session.scalars(
        select(StepTime)
        .where(StepTime.kind == kind, StepTime.step == step)
        .order_by(StepTime.id.desc())
        .limit(RECENT)
    ).all()
    return [each for each in taken if each.engine == taken[0].engine]


def _middle(taken: Sequence[StepTime]) -> tuple[float, float]:
    if all(each.media_ms for each in taken):
        return median(each.took_ms / each.media_ms for each in taken), 0.0
    return 0.0, median(each.took_ms for each in taken) / 1000
