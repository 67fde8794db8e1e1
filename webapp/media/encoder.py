"""The run of ffmpeg that makes what people watch, with limits that grow with what it is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from .runner import DEFAULT_MEMORY_BYTES, run

MIN_TIME_LIMIT_S = 600
TIME_LIMIT_PER_SECOND = 10
"""Seconds of work allowed for each second of media; a slow core encodes 1080p at about 1."""
MIN_OUTPUT_BYTES = 1024**3
OUTPUT_BYTES_PER_BYTE = 8

NOTHING_PRIVATE: dict[str, Any] = {"map_metadata": -1, "map_chapters": -1}
"""Output options: chapters and the uploader's private tags (place, device) stay in the upload."""


def encode(
    output: Any,
    target: Path,
    *,
    sources: Sequence[Path],
    duration_ms: int,
    on_progress: Callable[[float], None],
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
) -> None:
    """Make ``output``, ffmpeg-python's description of ``target``, from files.

    ``on_progress`` gets the share of ``duration_ms`` that is done, 0..1. All paths are absolute,
    and ``target`` lies in a folder to write in, as `Storage.publish` gives one. MediaError where
    it cannot be made.
    """
    run(
        output.compile(),
        inputs=sources,
        output_dir=target.parent,
        time_limit_s=max(MIN_TIME_LIMIT_S, duration_ms / 1000 * TIME_LIMIT_PER_SECOND),
        memory_bytes=memory_bytes,
        output_bytes=max(
            MIN_OUTPUT_BYTES,
            OUTPUT_BYTES_PER_BYTE * sum(source.stat().st_size for source in sources),
        ),
        on_progress=lambda reached_ms: on_progress(min(1.0, reached_ms / duration_ms)),
        background=True,
    )
