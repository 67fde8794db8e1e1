"""Hear the words of a media file, however long, in flat memory and one stretch after another.

Sound is streamed; what is not speech is passed over; speech goes to the engine in stretches that
are cut at pauses. Nothing is carried from one stretch to the next: listening again from the end of
any stretch hears the same words as without the break.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from contextvars import copy_context
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tasks.engines import Engine, EngineUnavailable, catalogue
from tasks.loudness import SAMPLE_RATE, Audio, levels
from tasks.silero import FRAME, Silero
from tasks.speech import FRAME_MS, Flags, runs, speech_flags
from webapp.captions.document import Word
from webapp.media.pcm import read_pcm
from webapp.processes import yield_to_others

if TYPE_CHECKING:
    from webapp.config import Settings
    from webapp.media.probe import MediaInfo

Words = list[Word]


@dataclass(frozen=True, slots=True)
class Sound:
    """A stretch that begins and ends with speech, at most 30 s long."""

    audio: Audio
    speech: Flags


Part = tuple[int, Sound | None, int]
"""Where the sound of a stretch begins, the sound (None: nobody speaks), where the stretch ends."""

_FRAMES_A_SECOND = SAMPLE_RATE / FRAME
_WINDOW = int(30 * _FRAMES_A_SECOND)  # what whisper hears at once
_EARLIEST_CUT, _LATEST_CUT = int(15 * _FRAMES_A_SECOND), int(29.5 * _FRAMES_A_SECOND)
_FORCED_CUT = int(22 * _FRAMES_A_SECOND)
_BREAK, _BREAK_AFTER = int(3 * _FRAMES_A_SECOND), int(8 * _FRAMES_A_SECOND)
_LONG_BREAK = int(6 * _FRAMES_A_SECOND)
_LATE_IS_BETTER = 0.05  # frames of pause that a frame of more speech is worth
_PASSED_OVER = int(3 * _FRAMES_A_SECOND)  # leading silence that makes room for more speech
_KEPT_AT_SILENT_END = int(1 * _FRAMES_A_SECOND)
_SURE_LANGUAGE_WORDS = 3
_TOGETHER_MS = 300


def listen(
    path: Path,
    engine: Engine,
    *,
    language: str | None,
    vad_model: Path,
    prompt: str = "",
    from_ms: int = 0,
    stream_index: int | None = None,
    info: MediaInfo | None = None,
    on_progress: Callable[[int], None] = lambda _: None,
    on_language: Callable[[str], None] = lambda _: None,
    on_engine: Callable[[str], None] = lambda _: None,
    background: bool = False,
) -> Iterator[tuple[int, Words]]:
    """Yield ``(end_ms, words)`` for each stretch of the file, silent ones with no words.

    To go on after a break, pass the last ``end_ms`` as ``from_ms``. ``language`` None: the first
    stretch with some words decides, and ``on_language`` is told. ``on_progress`` gets the time that
    is reached, in ms, and ``on_engine`` before each stretch with speech is yielded which engine
    heard it. ``vad_model`` is a Silero file. ``info`` saves probing the file again. ``background``
    work yields to everything else on the machine.
    MediaError where the file has no sound or cannot be read, EngineUnavailable from the engine or
    where ``vad_model`` is none.
    """
    with (
        read_pcm(
            path, stream_index=stream_index, start_ms=from_ms, info=info, background=background
        ) as blocks,
        closing(_ahead(stretches(blocks, Silero(vad_model), from_ms), background)) as parts,
        _thread(background) as hearing,
    ):
        for start_ms, sound, end_ms in parts:
            words: Words = []
            if sound is not None:
                transcribe = partial(engine.transcribe, language=language, prompt=prompt)
                heard = hearing.submit(copy_context().run, transcribe, sound.audio).result()
                on_engine(heard.by or engine.name)
                words = _in_speech(heard.words, sound.speech, start_ms, end_ms)
                if not language and heard.language and len(words) >= _SURE_LANGUAGE_WORDS:
                    language = heard.language
                    on_language(language)
            yield end_ms, words
            on_progress(end_ms)


def _thread(background: bool) -> ThreadPoolExecutor:
    """A thread to compute in, so that what else this process does is not held up."""
    return ThreadPoolExecutor(1, initializer=yield_to_others if background else None)


def _ahead(found: Iterator[Part], background: bool) -> Generator[Part]:
    """Look for the next stretch while the engine, which rarely fills all cores, hears this one."""
    with _thread(background) as ahead:
        coming = ahead.submit(next, found, None)
        while (part := coming.result()) is not None:
            coming = ahead.submit(next, found, None)
            yield part


def vad_model(settings: Settings) -> Path:
    """The Silero file that the settings name, or ours; EngineUnavailable where there is none."""
    given = settings.vad_model
    if given and given.name:  # a variable that is set to nothing is a path without a name
        return given
    file = catalogue.locate(catalogue.VOICE_MODEL, settings.models_dir)
    file = file or catalogue.packaged_voice_model()
    if file is None:
        raise EngineUnavailable(
            "The model that tells speech from other sound is missing. "
            f"Get it with 'manage.py model fetch {catalogue.VOICE_MODEL}'."
        )
    return file


def stretches(blocks: Iterable[Audio], heard_by: Silero, from_ms: int = 0) -> Iterator[Part]:
    """Cut sound into stretches that follow each other without gap or overlap."""
    buffer = _Buffer(blocks, from_ms)
    while len(buffer.fill()):
        heard_by.reset()
        speech = speech_flags(heard_by.chances(buffer.audio))
        found = list(runs(speech))
        if not found:
            keep = 0 if buffer.ended else _KEPT_AT_SILENT_END
            buffer.drop(len(speech) - keep)
            yield buffer.start_ms, None, buffer.start_ms
            continue
        first = found[0][0]
        if first > _PASSED_OVER and not buffer.ended:
            buffer.drop(first)
            continue
        cut = _cut(found, len(speech), buffer.audio, ended=buffer.ended)
        last = max(min(end, cut) for start, end in found if start < cut)
        sound = Sound(buffer.audio[first * FRAME : last * FRAME], speech[first:last])
        start_ms = buffer.start_ms + first * FRAME_MS
        buffer.drop(cut)
        yield start_ms, sound, buffer.start_ms


class _Buffer:
    """The next half minute of a stream of sound."""

    def __init__(self, blocks: Iterable[Audio], start_ms: int) -> None:
        self._blocks = iter(blocks)
        self.audio: Audio = np.zeros(0, dtype=np.float32)
        self.start_ms = start_ms
        self.ended = False

    def fill(self) -> Audio:
        parts = [self.audio]
        missing = _WINDOW * FRAME - len(self.audio)
        while missing > 0 and not self.ended:
            block = next(self._blocks, None)
            if block is None:
                self.ended = True
            else:
                parts.append(block)
                missing -= len(block)
        self.audio = np.concatenate(parts)
        return self.audio

    def drop(self, frames: int) -> None:
        samples = min(frames * FRAME, len(self.audio))
        self.audio = self.audio[samples:]
        self.start_ms += samples * 1000 // SAMPLE_RATE


def _cut(found: list[tuple[int, int]], frames: int, audio: Audio, *, ended: bool) -> int:
    """The frame at which this stretch of speech ends; a pause wherever there is one."""
    first = found[0][0]
    edges = [*found, (frames, frames)] if found[-1][1] < frames else found
    pauses = [(end, start) for (_, end), (start, _) in pairwise(edges)]
    for begin, end in pauses:
        needed = _BREAK if begin - first >= _BREAK_AFTER else _LONG_BREAK
        if end - begin >= needed and begin - first <= _LATEST_CUT:
            return (begin + end) // 2
    if ended and frames - first <= _WINDOW:
        return frames
    good = [p for p in pauses if _EARLIEST_CUT <= p[0] - first <= _LATEST_CUT and p[1] < frames]
    if good:
        begin, end = max(good, key=lambda p: p[1] - p[0] + _LATE_IS_BETTER * p[0])
        return (begin + end) // 2
    return _quietest(audio, min(first + _FORCED_CUT, frames - 4), min(first + _LATEST_CUT, frames))


def _quietest(audio: Audio, start: int, end: int) -> int:
    """Where a cut in the middle of speech does the least harm."""
    level = levels(audio[start * FRAME : end * FRAME], FRAME)
    around = np.convolve(level, np.ones(3) / 3, "same")
    return start + int(around[1:-1].argmin()) + 1 if len(level) > 2 else end


def _in_speech(words: Words, speech: Flags, start_ms: int, end_ms: int) -> Words:
    """Words at their time in the media, without what was heard where nobody speaks."""
    kept: Words = []
    for group in _groups(words):
        begin, end = group[0].start_ms // FRAME_MS, group[-1].end_ms // FRAME_MS + 1
        if speech[begin:end].any():
            kept += group
    return [_at(word, start_ms, end_ms) for word in kept]


def _at(word: Word, start_ms: int, end_ms: int) -> Word:
    begin = min(word.start_ms + start_ms, end_ms)
    return replace(word, start_ms=begin, end_ms=max(begin, min(word.end_ms + start_ms, end_ms)))


def _groups(words: Words) -> Iterator[Words]:
    """Words that follow each other without a pause."""
    group: Words = []
    for word in words:
        if group and word.start_ms - group[-1].end_ms > _TOGETHER_MS:
            yield group
            group = []
        group.append(word)
    if group:
        yield group
