"""Who hears the words of a library's videos: this machine, the speech server, or either."""

from __future__ import annotations

from flask import current_app

from tasks import engines
from tasks.engines import Engine
from tasks.engines.either import Either
from tasks.engines.remote import Remote
from webapp import breakers
from webapp.models import Library
from webapp.models.recaption import SMALL_ENGINE, SPEECH_SERVER


def engine_for(library: Library, language: str | None, model: str = "") -> Engine:
    """The engine that a library lets hear its videos, ready to be asked.

    ``model`` is one that somebody named for this time (`webapp.models.Recaption`); the sound still
    goes nowhere that the library does not allow. Raises EngineUnavailable.
    """
    settings = current_app.extensions["settings"]

    def here() -> Engine:
        is_small = model == SMALL_ENGINE
        return engines.choose(
            "sphinx" if is_small else settings.engine,
            None if is_small else model.removeprefix(SPEECH_SERVER) or settings.model,
            language,
            models_dir=settings.models_dir,
        )

    on_server = model == SPEECH_SERVER or (not model and library.heard_by == "server")
    if library.heard_by == "here" or (model and not on_server):
        return here()
    if on_server or settings.remote_engine_url:
        remote = Remote(settings, breakers.of("speech"))
        return remote if on_server else Either(remote, here)
    return here()
