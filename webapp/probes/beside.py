"""What is shown beside the parts that requests need: a page is answered without it, too."""

from __future__ import annotations

from tasks.engines import catalogue
from webapp.config import Settings
from webapp.probes import queue
from webapp.probes.reading import OK, WARNING, Probe, Reading


def model(settings: Settings) -> Reading:
    """Whether the speech model is there; `speech.model` also reads all of it."""
    if settings.engine == "sphinx" or catalogue.locate(settings.model, settings.models_dir):
        return Reading(OK, "The speech model is there.")
    return Reading(WARNING, f"The speech model {settings.model} is not here.")


BESIDE = (Probe("model", model), Probe("workers", queue.taken_up))
