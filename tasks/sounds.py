"""The sound picture: what a deaf viewer sees of the sound of a media.

It is a job of its own, so that captions never wait for it and nothing else fails with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from flask import current_app

from tasks import listening
from tasks.engines import EngineUnavailable
from tasks.failures import StepFailed
from tasks.kept import kept_files
from tasks.pipeline import Work
from tasks.silero import Silero
from tasks.sound_kinds import sound_kinds
from webapp.extensions import db
from webapp.media import MediaError, loudness
from webapp.media.pcm import read_pcm
from webapp.media.probe import MediaInfo, probe
from webapp.models import Media, SoundPicture
from webapp.models.lease import Lease
from webapp.models.sound_picture import SOUND
from webapp.sound_reading import KINDS

_REPORT_EVERY = 600
"""Values of loudness between two reports: a minute of sound."""


def look_at(lease: Lease) -> None:
    """Store the sound picture of a media; one that is there already stays."""
    media = db.session.get_one(Media, lease.media_id)
    if not media.has_audio or SoundPicture.is_there(media.id):
        return
    file, duration_ms = media.file, media.duration_ms
    db.session.commit()  # nobody waits for the database while the sound is heard
    try:
        with kept_files().local(file) as path:
            info = probe(path)
            steps = -(-duration_ms // loudness.STEP_MS)
            levels = _levels(path, info, steps, lease.report)
            stretches = _stretches(path, info, levels)
    except (MediaError, EngineUnavailable) as error:
        raise StepFailed(str(error)) from error
    db.session.add(
        SoundPicture(
            media_id=lease.media_id,
            step_ms=loudness.STEP_MS,
            loudness=levels,
            stretches=[list(stretch) for stretch in _until(duration_ms, stretches)],
        )
    )


def _levels(path: Path, info: MediaInfo, steps: int, report: Callable[[float], None]) -> bytes:
    """A byte for each step of the media's time; where its sound has ended, silence."""
    levels = bytearray()
    with loudness.momentary(path, info) as values:
        for value in values:
            levels.append(value)
            if len(levels) == steps:
                break
            if len(levels) % _REPORT_EVERY == 0:
                report(len(levels) / steps / 2)
    return bytes(levels).ljust(steps, b"\0")


def _stretches(path: Path, info: MediaInfo, levels: bytes) -> list[tuple[str, int, int]]:
    heard_by = Silero(listening.vad_model(current_app.extensions["settings"]))
    with read_pcm(
        path, info=info, end_ms=len(levels) * loudness.STEP_MS, background=True
    ) as blocks:
        return sound_kinds(blocks, levels, heard_by, KINDS)


def _until(end_ms: int, stretches: list[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    """Stretches that end with the media, not with a whole step."""
    for kind, start, end in stretches:
        yield kind, start, min(end, end_ms)


work = Work(SOUND, {"heard": look_at}, sweep=SoundPicture.ask_for_next)
