"""What is shown beside the parts that requests need: a page is answered without it, too."""

from __future__ import annotations

from sqlalchemy import func, select

from tasks.engines import catalogue
from webapp.config import Settings
from webapp.models.clock import now_ms
from webapp.models.worker import HERE_MS, Worker
from webapp.probes.database import Away, connected
from webapp.probes.reading import OK, WARNING, Probe, Reading


def model(settings: Settings) -> Reading:
    """Whether the speech model is there; `speech.model` also reads all of it."""
    if settings.engine == "sphinx" or catalogue.locate(settings.model, settings.models_dir):
        return Reading(OK, "The speech model is there.")
    return Reading(WARNING, f"The speech model {settings.model} is not here.")


def workers(settings: Settings) -> Reading:
    """Whether any worker was heard of just now."""
    here = select(func.count()).where(Worker.seen_ms >= now_ms() - HERE_MS)
    try:
        with connected(settings) as connection:
            count = connection.scalar(here)
    except Away:
        return Reading(WARNING, "Whether workers are there is not known.")
    if not count:
        return Reading(WARNING, "No worker was heard of.", "Start one: manage.py worker")
    return Reading(OK, f"{count} processes of workers are there.")


BESIDE = (Probe("model", model), Probe("workers", workers))
