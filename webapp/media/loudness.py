"""How loud the sound of a media file is, as EBU R 128 measures it, by ffmpeg's ``ebur128``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import ffmpeg

from .lufs import level
from .pcm import choose_audio, mixed_to_one
from .probe import AudioStream, MediaInfo
from .runner import DEFAULT_MEMORY_BYTES, Output, stream

STEP_MS = 100
"""``ebur128`` gives one value in this time, over the last 400 ms."""
STALL_LIMIT_S = 600
"""It yields to all else on the machine, so it may have to wait for long."""

_KEY = "lavfi.r128.M"
_READ = 4096
_LATE = 1
"""A value's 400 ms end with its step: the middle of the next value is nearer to this step."""


@contextmanager
def momentary(
    path: Path, info: MediaInfo, *, memory_bytes: int = DEFAULT_MEMORY_BYTES
) -> Iterator[Iterator[int]]:
    """Open the loudness of ``path``: for each 100 ms a value as `lufs.level` has it.

    Values come as they are measured, in flat memory, and not beyond ``MediaInfo.limit_ms``.
    MediaError where there is no sound, or it cannot be read.
    """
    audio = choose_audio(info, None)
    args = (
        ffmpeg.input(str(path))
        .output("-", map=f"0:{audio.index}", af=_filters(audio), format="null")
        .compile()
    )
    with stream(
        args,
        inputs=[path],
        stall_limit_s=STALL_LIMIT_S,
        memory_bytes=memory_bytes,
        background=True,
    ) as output:
        yield _values(output, info.limit_ms // STEP_MS)


def _filters(audio: AudioStream) -> str:
    # A value's place is its time in the media, as in `read_pcm`. One channel is heard from both
    # speakers, so it counts as two.
    return (
        f"{mixed_to_one(audio)}aresample=async=1:first_pts=0,ebur128=metadata=1:dualmono=true,"
        f"ametadata=mode=print:key={_KEY}:file=-"
    )


def _values(output: Output, most: int) -> Iterator[int]:
    """The values that ffmpeg prints, as many as there are steps."""
    last = None
    for number, value in enumerate(_printed(output)):
        if number >= most + _LATE:
            return
        last = value
        if number >= _LATE:
            yield value
    if last is not None:
        yield from [last] * _LATE


def _printed(output: Output) -> Iterator[int]:
    rest = b""
    while chunk := output.read(_READ):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            key, _, value = line.partition(b"=")
            if key == _KEY.encode():
                yield level(float(value))
