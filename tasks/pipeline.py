"""A job, step by step; a step that is done is not done again.

Each kind of job has its module in ``tasks``, found by its ``work``: dropping one in is all it
takes, beside the kind's declaration where its noun is (``webapp.models.job.declare``).
"""

from __future__ import annotations

import importlib
import pkgutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache

from flask import current_app

import tasks
from webapp.events import job_queued
from webapp.extensions import db
from webapp.media.storage import StorageFailure
from webapp.metrics import work as metered
from webapp.models import Media, StepTime
from webapp.models.job import Kind
from webapp.models.lease import Lease

Step = Callable[[Lease], None]
"""Does one step. What it leaves uncommitted in the session is committed with the step's name."""


class TryLater(Exception):
    """Something that a step needs is not to be had now. ``str()`` says what, to a person."""

    def __init__(self, sentence: str, wait_s: float = 0.0) -> None:
        super().__init__(sentence)
        self.wait_s = wait_s
        """Before so many seconds have passed it is not to be had; 0: nobody knows."""


def _nothing(*_: object) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Work:
    """How a kind of job is done."""

    kind: Kind
    steps: Mapping[str, Step]
    """What to do for a step of the kind; one that is missing here only gives a state its name."""
    engines: Mapping[str, Callable[[Lease], str]] = field(default_factory=dict)
    """For steps that listen: the name of the engine that did; empty: there was nothing to hear."""
    started: Step = _nothing
    """Called when a worker takes a job up, or takes it up again."""
    finished: Step = _nothing
    """Called when a job is done."""
    sweep: Callable[[], None] = _nothing
    """Called by each worker every few seconds: quickly removes what jobs that are over left."""


@cache
def works() -> Mapping[str, Work]:
    """Return every kind of work by its name."""
    modules = (
        importlib.import_module(found.name)
        for found in pkgutil.iter_modules(tasks.__path__, f"{tasks.__name__}.")
    )
    return {module.work.kind.name: module.work for module in modules if hasattr(module, "work")}


def run_steps(lease: Lease) -> None:
    """Do what is left of a job, as far as it is done in this worker's queues.

    Each step commits its effect and its name in one transaction. Raises StepFailed with a
    sentence for a person where the work cannot be done, and TryLater where it cannot be done now.
    """
    work = works()[lease.kind]
    names = work.kind.steps
    work.started(lease)
    whole = lease.progress == 0
    for name in names[names.index(lease.done_step) + 1 :]:
        if name not in work.steps:
            continue
        queue = work.kind.queue_of(name)
        if queue not in lease.queues:
            lease.hand_over(queue)
            job_queued.send(current_app._get_current_object(), job_id=lease.job_id)  # type: ignore[attr-defined]
            return
        began = time.monotonic()
        with metered.step(lease.kind, name), _put_off_without_files():
            work.steps[name](lease)
        if whole:
            _keep_time(work, lease, name, time.monotonic() - began)
        lease.complete_step(name)
        whole = True
    lease.finish()
    work.finished(lease)


def _keep_time(work: Work, lease: Lease, step: str, seconds: float) -> None:
    """Note how long a whole step took, so that people can be told how long theirs will take."""
    engine = ""
    if step in work.engines:
        engine = work.engines[step](lease)
        if not engine:
            return  # there was nothing to listen to
    media = db.session.get(Media, lease.media_id) if lease.media_id else None
    StepTime.keep(
        lease.kind,
        step,
        engine=engine,
        media_ms=media.duration_ms if media else 0,
        took_ms=round(seconds * 1000),
    )


@contextmanager
def _put_off_without_files() -> Iterator[None]:
    """A step that cannot have or keep its files now is done when it can."""
    try:
        yield
    except StorageFailure as failure:
        raise TryLater(str(failure), failure.wait_s) from failure


def sweep() -> None:
    """Let each kind of work remove what jobs that are over left behind."""
    for work in works().values():
        work.sweep()
