"""The speech model: whether it is there, and the right one to the byte."""

from __future__ import annotations

from tasks.engines import catalogue
from tasks.engines.fetch import sha256_of
from webapp.config import Settings
from webapp.probes.reading import FAILED, OK, WARNING, Reading


def model(settings: Settings) -> Reading:
    """Whether captions are drafted with the model that the settings name."""
    if settings.engine == "sphinx":
        return Reading(OK, "Captions are drafted by the small engine, which needs no model.")
    fetch = f"Run: manage.py model fetch {settings.model}"
    pinned = catalogue.MODELS.get(settings.model)
    file = catalogue.locate(settings.model, settings.models_dir)
    if file is None:
        if settings.engine == "auto":
            return Reading(
                WARNING,
                f"The speech model {settings.model} is not here, so that captions are rough drafts "
                "in English by a small engine.",
                fetch if pinned else "See manage.py model list, and set SIGHTLINE_MODEL.",
            )
        return Reading(
            FAILED,
            f"The speech model {settings.model} is not here, so that no captions are drafted.",
            fetch if pinned else "See manage.py model list, and set SIGHTLINE_MODEL.",
        )
    if pinned is None:
        return Reading(OK, f"Captions are drafted with a model of your own, {file.name}.")
    if file.stat().st_size != pinned.size or sha256_of(file) != pinned.sha256:
        return Reading(
            FAILED,
            f"The file {file} is damaged: it is not the model {pinned.name}.",
            f"Remove it. {fetch}",
        )
    return Reading(OK, f"The speech model {pinned.name} is whole.")


def voice_model(settings: Settings) -> Reading:
    """Whether speech is told from music and silence."""
    own = settings.vad_model
    if own is not None and not own.is_file():
        return Reading(
            FAILED,
            f"SIGHTLINE_VAD_MODEL names {own}, which is not there.",
            "Set it to a Silero file, or to nothing for the one that is built in.",
        )
    if (
        own
        or catalogue.locate(catalogue.VOICE_MODEL, settings.models_dir)
        or catalogue.packaged_voice_model()
    ):
        return Reading(OK, "Speech is told from music and silence by a model.")
    return Reading(
        WARNING,
        "The model that tells speech from music and silence is missing.",
        f"Run: manage.py model fetch {catalogue.VOICE_MODEL}",
    )
