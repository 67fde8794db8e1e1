"""A computer's voice for the demo: what the machine has, or none."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import ffmpeg
import numpy as np
from numpy.typing import NDArray

from .failure import MediaError
from .pcm import SAMPLE_RATE, read_pcm
from .runner import run

SPEAK_LIMIT_S = 30
SLOWER = 0.78
"""flite's pace by this factor: about 160 words a minute, as captions are read with ease (BBC)."""
_QUIET = 0.01
"""Share of full scale below which a voice's lead-in and tail are cut off."""


def speak(sentence: str) -> NDArray[np.float32] | None:
    """The sentence, spoken: mono at `SAMPLE_RATE`, without silence around it.

    By flite inside ffmpeg (Debian builds it in), else by espeak-ng; None where neither is there.
    ``sentence`` is text of our own: letters, commas and full stops.
    """
    samples = _by_flite(sentence)
    if samples is None:
        samples = _by_espeak(sentence)
    if samples is None:
        return None
    loud = np.flatnonzero(np.abs(samples) > _QUIET)
    return samples[loud[0] : loud[-1] + 1] if loud.size else None


def _by_flite(sentence: str) -> NDArray[np.float32] | None:
    source = ffmpeg.input(f"flite=voice=slt:text='{sentence}'", f="lavfi")
    args = source.output(
        "pipe:1", format="f32le", ar=SAMPLE_RATE, ac=1, af=f"atempo={SLOWER}"
    ).compile()
    try:
        return np.frombuffer(run(args, inputs=[], time_limit_s=SPEAK_LIMIT_S), dtype="<f4")
    except MediaError:
        return None  # an ffmpeg without flite


def _by_espeak(sentence: str) -> NDArray[np.float32] | None:
    program = shutil.which("espeak-ng")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        spoken = Path(folder).resolve() / "spoken.wav"
        command = [program, "-v", "en-us", "-s", "140", "-w", str(spoken), sentence]
        done = subprocess.run(command, timeout=SPEAK_LIMIT_S, capture_output=True, check=False)
        if done.returncode or not spoken.is_file():
            return None
        with read_pcm(spoken) as blocks:
            return np.concatenate(list(blocks))
