"""The waveform of a media: what reviewers see of its sound while they set times.

It is a job of its own, so that captions never wait for it and nothing else fails with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tasks.failures import StepFailed
from tasks.kept import kept_files
from tasks.pipeline import Work
from webapp.extensions import db
from webapp.media import MediaError
from webapp.media.pcm import read_pcm
from webapp.media.peaks import BYTES, STEP_MS, peaks
from webapp.media.probe import probe
from webapp.models import Media, Waveform, WaveformPart
from webapp.models.lease import Lease
from webapp.models.waveform import PART_STEPS, WAVEFORM

PART_MS = PART_STEPS * STEP_MS


def draw(lease: Lease) -> None:
    """Store the waveform of a media, going on where a worker was stopped."""
    media = db.session.get_one(Media, lease.media_id)
    if not media.has_audio or Waveform.of(media.id):
        return
    file, length_ms = media.file, media.duration_ms
    db.session.merge(Waveform(media_id=media.id))
    done = WaveformPart.count(media.id)
    db.session.commit()  # nobody waits for the database while the sound is heard
    try:
        with kept_files().local(file) as path:
            for number, part in enumerate(_parts(path, done * PART_MS, length_ms), done):
                db.session.add(WaveformPart(media_id=lease.media_id, number=number, peaks=part))
                lease.report(min((number + 1) * PART_MS / length_ms, 1.0))
    except MediaError as error:
        raise StepFailed(str(error)) from error
    db.session.get_one(Waveform, lease.media_id).finish()


def _parts(path: Path, start_ms: int, length_ms: int) -> Iterator[bytes]:
    """The peaks of a sound in parts of one size, the last one shorter."""
    if start_ms >= length_ms:
        return
    made = bytearray()
    size = PART_STEPS * BYTES
    info = probe(path)
    with read_pcm(path, info=info, start_ms=start_ms, end_ms=length_ms, background=True) as blocks:
        for block in blocks:
            made += peaks(block)
            if len(made) >= size:
                yield bytes(made[:size])
                del made[:size]
    if made:
        yield bytes(made)


work = Work(WAVEFORM, {"drawn": draw}, sweep=Waveform.ask_for_next)
