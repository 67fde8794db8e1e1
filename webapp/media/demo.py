"""The demo that an empty library is filled with: drawn and spoken here, captioned by hand."""

from __future__ import annotations

import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from webapp.captions.document import Captions, Cue

from .drawing import Heading, bars, draw_talk
from .pcm import SAMPLE_RATE
from .voice import speak

TITLE = "What Sightline is"
LEAD_IN_MS, PAUSE_MS, LEAD_OUT_MS = 800, 1000, 1500
CUE_TAIL_MS = 400
"""How long a caption stays after the voice: long enough to end reading, short of the pause."""
BELL_MS = 2000
SILENT_MS_PER_CHARACTER = 65
_SPEECH_PEAK, _BELL_PEAK = 0.6, 0.3


@dataclass(frozen=True, slots=True)
class Line:
    """One caption: what is said (with its line break), and the heading above it.

    Where ``sound`` is set, nobody speaks and the bell rings.
    """

    text: str
    heading: str
    sound: str | None = None


LINES = (
    Line("Welcome to Sightline.", "Sightline"),
    Line("This is a place to watch videos\nwith captions that you can trust.", "Captions to trust"),
    Line("First a computer listens,\nand writes a draft of the captions.", "First a draft"),
    Line("It is called a draft\nuntil a person has checked it.", "Checked by a person"),
    Line("You can read all the words\nbeside the video.", "All the words"),
    Line("Choose a line,\nand the video goes there.", "All the words"),
    Line("You choose the size, the colours,\nand how much is on each page.", "As you like it"),
    Line("A signed version has its own place,\nas large as you need it.", "A place for signing"),
    Line("Sounds are captioned too,\nlike this one.", "Sounds too"),
    Line("[bell rings]", "Sounds too", sound="bell rings"),
    Line("Now add a video of your own.", "Your turn"),
)


@dataclass(frozen=True, slots=True)
class Demo:
    """A short video with exact captions."""

    video: Path
    captions: Captions
    title: str
    description: str


def make_demo(folder: Path) -> Demo:
    """Make the demo's files in ``folder``. MediaError where ffmpeg cannot.

    Where the machine has no voice the sentences are silent, and the description says so.
    """
    folder = folder.resolve()
    spoken = [None if line.sound else speak(line.text.replace("\n", " ")) for line in LINES]
    has_voice = any(samples is not None for samples in spoken)
    parts: list[NDArray[np.float32]] = [_silence(LEAD_IN_MS)]
    cues: list[Cue] = []
    for line, samples in zip(LINES, spoken, strict=True):
        start_ms = _length_ms(parts)
        parts.append(_sound_of(line, samples))
        end_ms = _length_ms(parts) + CUE_TAIL_MS
        cues.append(Cue(start_ms, end_ms, line.text, label=line.sound))
        parts.append(_silence(PAUSE_MS))
    parts.append(_silence(LEAD_OUT_MS))
    track = np.concatenate(parts)
    sound = folder / "sightline-demo.wav"
    _write_wav(sound, track)
    video = folder / "sightline-demo.mp4"
    draw_talk(video, sound, track.size / SAMPLE_RATE, _headings(cues), _loudness(track))
    voice = "A computer voice tells" if has_voice else "Captions tell, without a voice,"
    return Demo(
        video=video,
        captions=Captions(tuple(cues), language="en"),
        title=TITLE,
        description=f"{voice} what this library can do. The captions were written by hand.",
    )


def _sound_of(line: Line, spoken: NDArray[np.float32] | None) -> NDArray[np.float32]:
    if line.sound:
        return _bell()
    if spoken is None:
        return _silence(len(line.text) * SILENT_MS_PER_CHARACTER)
    # Whole milliseconds, so that a caption's times are exactly those of its sound.
    missing = -spoken.size % (SAMPLE_RATE // 1000)
    loud = spoken * (_SPEECH_PEAK / np.abs(spoken).max())
    return np.pad(loud, (0, missing)).astype(np.float32)


def _bell() -> NDArray[np.float32]:
    """A small bell: partials of a struck bell, the higher ones dying away sooner."""
    t = np.arange(BELL_MS * SAMPLE_RATE // 1000) / SAMPLE_RATE
    partials = ((1.0, 1.0), (2.0, 0.6), (2.4, 0.4), (3.0, 0.25), (4.5, 0.15))
    wave_form = sum(
        level * np.exp(-2.2 * ratio * t) * np.sin(2 * np.pi * 523.25 * ratio * t)
        for ratio, level in partials
    )
    ring = np.asarray(wave_form, dtype=np.float32)
    return ring * np.float32(_BELL_PEAK / np.abs(ring).max())


def _silence(ms: int) -> NDArray[np.float32]:
    return np.zeros(ms * SAMPLE_RATE // 1000, dtype=np.float32)


def _length_ms(parts: list[NDArray[np.float32]]) -> int:
    return sum(part.size for part in parts) * 1000 // SAMPLE_RATE


def _headings(cues: list[Cue]) -> list[Heading]:
    """Each heading from its first caption until the next heading's."""
    starts = [
        (line.heading, cue.start_ms / 1000)
        for before, line, cue in zip((None, *LINES), LINES, cues, strict=False)
        if before is None or before.heading != line.heading
    ]
    ends = [start for _, start in starts[1:]] + [cues[-1].end_ms / 1000 + LEAD_OUT_MS / 1000]
    return [Heading(text, start, end) for (text, start), end in zip(starts, ends, strict=True)]


def _loudness(track: NDArray[np.float32]) -> list[float]:
    """How loud each of the drawing's bars is, 0..1."""
    levels = [float(np.sqrt(np.mean(part**2))) for part in np.array_split(track, bars())]
    return [level / max(levels) for level in levels]


def _write_wav(path: Path, track: NDArray[np.float32]) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes((track * 32767).astype("<i2").tobytes())
