"""What a probe found, and how several are looked at together, each within its own time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, TimeoutError
from dataclasses import dataclass
from typing import Literal, NamedTuple

from webapp.config import Settings

log = logging.getLogger(__name__)

State = Literal["ok", "warning", "failed"]
OK: State = "ok"
WARNING: State = "warning"
FAILED: State = "failed"


class Reading(NamedTuple):
    """What was found, in words for a person in trouble."""

    state: State
    means: str
    """A sentence or two: how it is. No passwords, no contents."""
    do: str = ""
    """What to do about it; empty where nothing is to be done."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing to look at."""

    name: str
    look: Callable[[Settings], Reading]
    """Ends by itself within ``limit_s`` wherever that is in its hands."""
    limit_s: float = 5.0


def look(probes: Sequence[Probe], settings: Settings) -> Mapping[str, Reading]:
    """Look at all of them at once, and return what each found, in their order.

    A probe that takes longer than its limit, or fails in a way that it did not foresee, is
    ``failed``: this raises nothing.
    """
    pool = ThreadPoolExecutor(max_workers=len(probes) or 1, thread_name_prefix="probe")
    begun = [(probe, pool.submit(probe.look, settings)) for probe in probes]
    found = {probe.name: _found(probe, future) for probe, future in begun}
    pool.shutdown(wait=False, cancel_futures=True)
    return found


def _found(probe: Probe, future: Future[Reading]) -> Reading:
    try:
        return future.result(probe.limit_s)
    except TimeoutError:
        return Reading(
            FAILED,
            f"It did not answer within {probe.limit_s:g} seconds.",
            "See whether the machine or the network is very busy, and look again.",
        )
    except Exception as error:
        log.info("the probe %s failed", probe.name, exc_info=True)
        return Reading(
            FAILED,
            f"It could not be looked at: {type(error).__name__}.",
            "The log has the details. If it stays so, report it.",
        )
