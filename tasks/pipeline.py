"""A job, step by step; a step that is done is not done again.

Each kind of job has its module in ``tasks``, found by its ``work``: dropping one in is all it
takes, beside the kind's declaration where its noun is (``webapp.models.job.declare``).
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import tasks
from webapp.media.storage import StorageFailure
from webapp.metrics import work as metered
from webapp.models.job import Kind
from webapp.models.lease import Lease

Step = Callable[[Lease], None]
"""Does one step. What it leaves uncommitted in the session is committed with the step's name."""


class TryLater(Exception):
    """Something that a step needs is not to be had now. ``str()`` says what, to a person."""


def _nothing(*_: object) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Work:
    """How a kind of job is done."""

    kind: Kind
    steps: Mapping[str, Step]
    """What to do for a step of the kind; one that is missing here only gives a state its name."""
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
    """Do what is left of a job.

    Each step commits its effect and its name in one transaction. Raises StepFailed with a
    sentence for a person where the work cannot be done, and TryLater where it cannot be done now.
    """
    work = works()[lease.kind]
    names = work.kind.steps
    work.started(lease)
    for name in names[names.index(lease.done_step) + 1 :]:
        if name in work.steps:
            with metered.step(lease.kind, name), _put_off_without_files():
                work.steps[name](lease)
            lease.complete_step(name)
    lease.finish()
    work.finished(lease)


@contextmanager
def _put_off_without_files() -> Iterator[None]:
    """A step that cannot have or keep its files now is done when it can."""
    try:
        yield
    except StorageFailure as failure:
        raise TryLater(str(failure)) from failure


def sweep() -> None:
    """Let each kind of work remove what jobs that are over left behind."""
    for work in works().values():
        work.sweep()
