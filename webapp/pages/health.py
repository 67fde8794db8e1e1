"""Whether this process answers, and whether requests should be sent to it.

What is asked for every few seconds says no more than which part is well: the sentences that say
what to do are those of ``manage.py doctor``.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, Flask, Response, current_app, jsonify
from flask.blueprints import BlueprintSetupState

from webapp import access, breakers, probes
from webapp.config import Settings
from webapp.probes import READY, Reading
from webapp.probes.beside import BESIDE

blueprint = Blueprint("health", __name__)

KEPT_S = 2.0
"""So long an answer is given again: whoever asks often costs no more than who asks now and then."""


@dataclass(slots=True)
class Readiness:
    """How the parts are, looked at by one request at a time."""

    settings: Settings
    _readings: Mapping[str, Reading] = field(default_factory=dict)
    _looked_at: float = float("-inf")
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def readings(self) -> Mapping[str, Reading]:
        """What each part was found to be, at most ``KEPT_S`` seconds ago."""
        with self._guard:
            if time.monotonic() - self._looked_at > KEPT_S:
                self._readings = probes.look((*READY, *BESIDE), self.settings)
                self._looked_at = time.monotonic()
            return self._readings


@blueprint.record_once
def _keep_readiness(state: BlueprintSetupState) -> None:
    app: Flask = state.app  # type: ignore[assignment]
    app.extensions["readiness"] = Readiness(app.extensions["settings"])


@blueprint.get("/health/live")
@access.anyone
def live() -> Response:
    """Say that this process answers; nothing else is looked at."""
    return _uncached(jsonify(state="ok"))


@blueprint.get("/health/ready")
@access.anyone
def ready() -> Response:
    """Say how each part is: 503, with their names, where one failed that requests need."""
    readings = current_app.extensions["readiness"].readings()
    failed = [probe.name for probe in READY if readings[probe.name].state == probes.FAILED]
    response = jsonify(
        state="failed" if failed else "ok",
        failed=failed,
        parts={name: reading.state for name, reading in readings.items()},
        breakers={name: state.position for name, state in breakers.states().items()},
    )
    response.status_code = 503 if failed else 200
    return _uncached(response)


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
