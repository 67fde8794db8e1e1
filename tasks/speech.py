"""Where somebody speaks: voice activity, so that silence, noise and music are not captioned.

The thresholds are low and the edges padded: a whisper must survive, and an engine that hears a
little too much sound is better than a deaf viewer who misses a sentence.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tasks.engines import EngineUnavailable
from tasks.loudness import SAMPLE_RATE, Audio, Levels, levels
from webapp.captions.document import Stretch

FRAME = 512
"""Samples for which there is one answer: 32 ms."""
FRAME_MS = FRAME * 1000 // SAMPLE_RATE

_BEGINS, _GOES_ON = 0.30, 0.15
_AT_ONCE = 30 * SAMPLE_RATE
_SHORTEST_FRAMES, _BRIDGED_FRAMES, _PAD_FRAMES = 4, 10, 5

Chances = NDArray[np.float32]
Flags = NDArray[np.bool_]


class Detector(Protocol):
    """Hears sound in order and says how likely each frame holds speech."""

    name: str

    def reset(self) -> None:
        """Forget what was heard: what follows is another place."""

    def chances(self, audio: Audio) -> Chances:
        """One chance (0..1) a frame of `FRAME` samples; the last one may be cut short."""


class Silero:
    """Silero's voice activity model, run by whisper.cpp: it knows music and noise from speech."""

    name = "silero"

    def __init__(self, model: Path) -> None:
        """Load the model; EngineUnavailable where the file is none."""
        from tasks.engines.whisper_cpp import library

        # The binding's own class for it cannot be made in pywhispercpp 1.5.1.
        self._library = library
        library.whisper_vad_init_from_file_with_params.restype = ctypes.c_void_p
        library.whisper_vad_init_from_file_with_params.argtypes = [ctypes.c_char_p, _SileroOptions]
        library.whisper_vad_probs.restype = ctypes.POINTER(ctypes.c_float)
        for function in ("free", "reset_state", "n_probs", "probs"):
            getattr(library, f"whisper_vad_{function}").argtypes = [ctypes.c_void_p]
        self._detect = library.whisper_vad_detect_speech_no_reset
        self._detect.restype = ctypes.c_bool
        self._detect.argtypes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_float), ctypes.c_int]
        readable = model.is_file() and _begins_like_silero(model)
        options = _SileroOptions(n_threads=1, use_gpu=False, gpu_device=0)
        self._context = readable and library.whisper_vad_init_from_file_with_params(
            str(model).encode(), options
        )
        if not self._context:
            raise EngineUnavailable(
                f"{model.name} is not a voice activity model for whisper.cpp. "
                "Fetch one with 'manage.py model fetch silero-v6.2.0'."
            )

    def reset(self) -> None:
        self._library.whisper_vad_reset_state(self._context)

    def chances(self, audio: Audio) -> Chances:
        samples = np.ascontiguousarray(audio, dtype=np.float32)
        pointer = samples.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
        if not len(samples) or not self._detect(self._context, pointer, len(samples)):
            return np.zeros(0, dtype=np.float32)
        count = self._library.whisper_vad_n_probs(self._context)
        answer = np.ctypeslib.as_array(self._library.whisper_vad_probs(self._context), (count,))
        return np.asarray(answer.copy(), dtype=np.float32)

    def __del__(self) -> None:
        if getattr(self, "_context", None):
            self._library.whisper_vad_free(self._context)


class _SileroOptions(ctypes.Structure):
    _fields_ = (
        ("n_threads", ctypes.c_int),
        ("use_gpu", ctypes.c_bool),
        ("gpu_device", ctypes.c_int),
    )


def _begins_like_silero(model: Path) -> bool:
    # whisper.cpp ends the process over a file that is something else. Four bytes of magic, then
    # the length of the name and the name: "silero-16k".
    with model.open("rb") as file:
        return b"silero" in file.read(32)


class Energy:
    """Voices by loudness alone, for where there is no model: what rises above the background.

    The background is the quiet tenth of the last seconds. Rumble weighs little, and sound that
    keeps one level for a second, as speech never does, is left out: noise, hum, a held tone.
    Music, barks and slamming doors it takes for speech: only a model can tell them apart.
    """

    name = "energy"

    _MEMORY_FRAMES = 10 * SAMPLE_RATE // FRAME
    _ABOVE_DB, _SURE_DB, _AUDIBLE_DB = 4.0, 13.0, -80.0
    _STEADY_DB, _STEADY_FRAMES = 4.0, SAMPLE_RATE // FRAME

    def __init__(self) -> None:
        self._past = np.zeros(0)

    def reset(self) -> None:
        self._past = np.zeros(0)

    def chances(self, audio: Audio) -> Chances:
        if not len(audio):
            return np.zeros(0, dtype=np.float32)
        whole = np.pad(audio, (0, -len(audio) % FRAME))
        # Differences are loud where speech is clear, above the rumble of rooms and engines.
        level = levels(np.diff(whole, prepend=whole[:1]), FRAME)
        self._past = np.concatenate([self._past, level])[-self._MEMORY_FRAMES - len(level) :]
        floor = max(np.percentile(self._past, 10), self._AUDIBLE_DB)
        above = (level - floor - self._ABOVE_DB) / (self._SURE_DB - self._ABOVE_DB)
        heard = (above > -0.2) & ~self._steady(level)
        return np.asarray(np.clip(0.3 + 0.7 * above, 0, 1) * heard, dtype=np.float32)

    def _steady(self, level: Levels) -> Flags:
        """Which frames lie within a second of one level."""
        steady = np.zeros(len(level), dtype=np.bool_)
        count = self._STEADY_FRAMES
        if len(level) >= count:
            seconds = np.lib.stride_tricks.sliding_window_view(level, count)
            for start in np.flatnonzero(np.ptp(seconds, axis=1) < self._STEADY_DB):
                steady[start : start + count] = True
        return steady


def detector(model: Path | None) -> Detector:
    """Silero where its file is given, else the detector that needs none."""
    return Silero(model) if model else Energy()


def speech_flags(chances: Chances) -> Flags:
    """Which frames belong to speech: begun by a likely one, bridged, padded, clicks left out."""
    flags = _hold(chances)
    for start, end in runs(~flags):
        if start and end < len(flags) and end - start < _BRIDGED_FRAMES:
            flags[start:end] = True
    padded = np.zeros_like(flags)
    for start, end in runs(flags):
        if end - start >= _SHORTEST_FRAMES:
            padded[max(0, start - _PAD_FRAMES) : end + _PAD_FRAMES] = True
    return padded


def _hold(chances: Chances) -> Flags:
    """Speech goes on at a lower chance than it takes to begin."""
    flags = np.asarray(chances >= _GOES_ON)
    for start, end in runs(flags):
        if chances[start:end].max() < _BEGINS:
            flags[start:end] = False
    return flags


def runs(flags: Flags) -> Iterator[tuple[int, int]]:
    """Start and end of each run of true flags."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        yield int(start), int(end)


def find_speech(blocks: Iterable[Audio], heard_by: Detector) -> list[Stretch]:
    """All stretches of speech in sound that comes block by block; memory for the answers only.

    The detector gets half a minute at a time: going by loudness needs surroundings.
    """
    heard_by.reset()
    parts: list[Chances] = []
    waiting: list[Audio] = []
    for block in blocks:
        waiting.append(block)
        if sum(map(len, waiting)) >= _AT_ONCE:
            sound = np.concatenate(waiting)
            whole = len(sound) // FRAME * FRAME
            parts.append(heard_by.chances(sound[:whole]))
            waiting = [sound[whole:]]
    if waiting:
        parts.append(heard_by.chances(np.concatenate(waiting)))
    if not parts:
        return []
    flags = speech_flags(np.concatenate(parts))
    return [Stretch(start * FRAME_MS, end * FRAME_MS) for start, end in runs(flags)]
