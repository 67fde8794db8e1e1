"""A video of four scenes of five seconds, whose sound, cuts and captions are known."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from flask import Flask

from webapp.captions.document import Cue
from webapp.extensions import db
from webapp.media.peaks import peaks
from webapp.models import (
    Job,
    Library,
    Media,
    Rendition,
    Shots,
    SoundPicture,
    Transcript,
    Waveform,
    WaveformPart,
)

LENGTH_MS = 20_000
CUTS = [5000, 10_000, 15_000]
CUES = [
    Cue(400, 2400, "Welcome to the weather station."),
    Cue(2600, 4600, "We measure the wind here."),
    Cue(5200, 7800, "This is the old tower."),
    Cue(8200, 9700, "[wind howls]", label="wind howls"),
    Cue(15_100, 17_000, "Come back tomorrow."),
]


class Scenes(NamedTuple):
    """The video under review."""

    address: str
    """Of the review of its captions."""
    transcript_id: int
    cues: list[int]
    """The ids of its captions, in order."""


def add_scenes(app: Flask, video: Path, title: str) -> Scenes:
    """Add the video to the default library, with its captions."""
    with video.open("rb") as stream:
        name = app.extensions["storage"].save(stream, ".mp4")
    media = Media(
        library=Library.default(), visibility="public", title=title, language="en",
        original_name="scenes.mp4", file=name, bytes=video.stat().st_size, kind="video",
        duration_ms=LENGTH_MS, has_audio=True, width=320, height=180,
    )  # fmt: skip
    media.jobs.append(Job(state="done", step="ready"))
    media.renditions.append(Rendition(file=name, media_type="video/mp4"))
    db.session.add(media)
    db.session.flush()
    _look_at(media)
    transcript = Transcript(
        media_id=media.id, language="en", origin="engine", engine="whisper base", complete=True
    )
    db.session.add(transcript)
    db.session.flush()
    transcript.add_cues(CUES, author="engine")
    db.session.commit()
    ids = [cue.id for cue in transcript.cues()]
    return Scenes(f"/media/{media.slug}/review/{transcript.id}", transcript.id, ids)


def _look_at(media: Media) -> None:
    """Add what the worker finds out: swelling sound, speech with a gap, cuts between scenes."""
    time = np.arange(LENGTH_MS * 16) / 16_000
    sound = np.sin(2 * np.pi * 440 * time) * np.abs(np.sin(2 * np.pi * time / 2)) * 0.6
    waveform = Waveform(media_id=media.id)
    db.session.add(waveform)
    db.session.flush()
    db.session.add(WaveformPart(media_id=media.id, number=0, peaks=peaks(sound.astype(np.float32))))
    db.session.flush()
    waveform.finish()
    kinds = [["speech", 0, 14_000], ["music", 14_000, 17_500], ["silence", 17_500, LENGTH_MS]]
    db.session.add(SoundPicture(media_id=media.id, loudness=bytes([180] * 200), stretches=kinds))
    db.session.add(
        Shots(media_id=media.id, frame_ms=40.0, times=CUTS, seen_ms=LENGTH_MS, complete=True)
    )
