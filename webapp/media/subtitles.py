"""Captions that are inside a media file, brought out as WebVTT."""

from __future__ import annotations

from pathlib import Path

import ffmpeg

from .probe import MediaInfo
from .runner import DEFAULT_MEMORY_BYTES, run

EXTRACT_LIMIT_S = 600
MAX_CAPTION_BYTES = 20 * 1024 * 1024


def extract(
    path: Path, info: MediaInfo, *, memory_bytes: int = DEFAULT_MEMORY_BYTES
) -> list[tuple[str | None, str, bytes]]:
    """The language, title and WebVTT bytes of each caption track that is text.

    Tracks made of pictures (DVD, Blu-ray) have no text and are left out. Times count from the
    start of the media. MediaError where a track cannot be read.
    """
    found = []
    for track in info.subtitles:
        if not track.is_text:
            continue
        args = ffmpeg.input(str(path)).output("pipe:1", map=f"0:{track.index}", format="webvtt")
        data = run(
            args.compile(),
            inputs=[path],
            time_limit_s=EXTRACT_LIMIT_S,
            memory_bytes=memory_bytes,
            max_answer_bytes=MAX_CAPTION_BYTES,
            background=True,
        )
        found.append((track.language, track.title, data))
    return found
