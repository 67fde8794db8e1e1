"""The sound of a media file, as the listening engines want it: mono, 16 kHz, 32-bit float."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import ffmpeg
import numpy as np
from numpy.typing import NDArray

from .failure import MediaError
from .probe import AudioStream, MediaInfo, probe
from .runner import DEFAULT_MEMORY_BYTES, Output, stream

SAMPLE_RATE = 16_000
_SAMPLE_BYTES = 4
# swresample knows how to mix the named layouts up to 7.1; others are averaged.
_MOST_KNOWN_CHANNELS = 8


@contextmanager
def read_pcm(
    path: Path,
    *,
    stream_index: int | None = None,
    start_ms: int = 0,
    end_ms: int | None = None,
    info: MediaInfo | None = None,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
    background: bool = False,
) -> Iterator[Iterator[NDArray[np.float32]]]:
    """Open the sound of ``path`` as blocks of one second (the last may be shorter).

    The first sample is at ``start_ms`` from the start of the media, also where the sound itself
    begins later than the picture: that time is silence. ``stream_index`` is
    ``AudioStream.index``; None takes the default one. ``info`` saves probing again. One block is
    in memory at a time, and no more than ``MediaInfo.limit_ms``. MediaError where there is no
    sound, or it cannot be read.
    """
    info = info or probe(path, memory_bytes=memory_bytes)
    chosen = choose_audio(info, stream_index)
    source = ffmpeg.input(str(path), **({"ss": f"{start_ms / 1000:.3f}"} if start_ms else {}))
    args = source.output(
        "pipe:1",
        map=f"0:{chosen.index}",
        af=_filters(chosen),
        format="f32le",
        acodec="pcm_f32le",
    ).compile()
    with stream(args, inputs=[path], memory_bytes=memory_bytes, background=background) as output:
        end_ms = info.limit_ms if end_ms is None else end_ms
        samples = max(0, end_ms - start_ms) * SAMPLE_RATE // 1000
        yield _blocks(output, samples)


def choose_audio(info: MediaInfo, stream_index: int | None) -> AudioStream:
    """The sound track of that number, or the default one; MediaError where there is none."""
    if info.default_audio is None:
        raise MediaError("This video has no sound, so there is nothing to listen to.")
    if stream_index is None:
        return info.default_audio
    for audio in info.audio:
        if audio.index == stream_index:
            return audio
    raise MediaError(f"This file has no sound track with the number {stream_index}.")


def mixed_to_one(audio: AudioStream) -> str:
    """The filter that averages the channels where ffmpeg cannot know what they are, else ''."""
    if audio.layout and audio.channels <= _MOST_KNOWN_CHANNELS:
        return ""
    share = 1 / audio.channels
    mix = "+".join(f"{share:.6f}*c{channel}" for channel in range(audio.channels))
    return f"pan=mono|c0={mix},"


def _filters(audio: AudioStream) -> str:
    # async fills gaps in the time stamps and first_pts=0 the time before the first sound with
    # silence: a sample's place then is its time in the media.
    resample = f"aresample={SAMPLE_RATE}:async=1:first_pts=0"
    mix = mixed_to_one(audio)
    layout = "" if mix else ":channel_layouts=mono"
    return f"{mix}{resample},aformat=sample_fmts=flt{layout}"


def _blocks(output: Output, samples: int) -> Iterator[NDArray[np.float32]]:
    left = samples
    while left > 0:
        wanted = min(SAMPLE_RATE, left)
        data = output.read(wanted * _SAMPLE_BYTES)
        if len(data) >= _SAMPLE_BYTES:
            yield np.frombuffer(data, dtype="<f4", count=len(data) // _SAMPLE_BYTES)
        if len(data) < wanted * _SAMPLE_BYTES:
            return
        left -= wanted
