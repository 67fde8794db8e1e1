"""What browsers play of a signed version: every frame of it, upright, in two sizes.

Cut resolution before frame rate (ITU-T H-series Supplement 1): the small size keeps the pace.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import ffmpeg

from .encoder import NOTHING_PRIVATE, encode
from .failure import N_, MediaError
from .frame_rate import best_rate
from .probe import MediaInfo, VideoStream
from .rendition import h264, plain_colours
from .runner import DEFAULT_MEMORY_BYTES, run

NO_PICTURE = N_("Nobody can be seen signing here: it has sound only. Choose a video.")
LONGEST_SIDE = 1280
SMALL_SIDE = 360
"""Of the shorter side of the small size."""
KEY_FRAMES_EVERY_S = 0.5
"""Whoever looks for a sign, or repeats one, gets there at once."""
MEDIA_TYPE = "video/mp4"
STILL_SIDE = 640
STILL_LIMIT_S = 600
STRIP_SIDE = 320
"""Of the longer side of each frame of a strip."""

_LEAST_SIDE = 16


class Size(NamedTuple):
    """Of a picture, in square pixels; both even."""

    width: int
    height: int


def full_size(video: VideoStream, crop: Sequence[float] | None = None) -> Size:
    """How large the full rendition is: as the source or its part ``crop``, never larger.

    ``crop`` is left, top, width and height as shares of the picture as shown.
    """
    _, _, width, height = crop or (0, 0, 1, 1)
    return _fitted(video.width * width, video.height * height, longer=LONGEST_SIDE)


def small_size(full: Size) -> Size | None:
    """How large the small one is; None where the full one is small enough for everybody."""
    if min(full) <= SMALL_SIDE:
        return None
    return _fitted(*full, shorter=SMALL_SIDE)


def make_full(
    source: Path,
    target: Path,
    info: MediaInfo,
    *,
    crop: Sequence[float] | None = None,
    on_progress: Callable[[float], None] = lambda done: None,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
) -> Size:
    """Make the full rendition of ``source`` at ``target`` and return its size.

    Upright, square pixels, a steady pace that loses no frame (`best_rate`), its time as the
    source's, no sound, H.264 in 4:2:0. ``target`` lies in a folder to write in, as
    `Storage.publish` gives one. MediaError where it cannot be made.
    """
    if info.video is None:
        raise MediaError(NO_PICTURE)
    rate = best_rate(source, info, memory_bytes=memory_bytes)
    size = full_size(info.video, crop)
    filters = ["bwdif=mode=send_field"] if info.video.interlaced else []
    if crop is not None:
        left, top, width, height = crop
        filters.append(f"crop=iw*{width:.6f}:ih*{height:.6f}:iw*{left:.6f}:ih*{top:.6f}")
    filters += [
        f"scale={size.width}:{size.height},setsar=1",
        *plain_colours(info.video),
        f"fps=fps={rate}:start_time=0",
    ]
    _encode(source, target, info, filters, on_progress, memory_bytes)
    return size


def make_small(
    full: Path,
    target: Path,
    info: MediaInfo,
    size: Size,
    *,
    on_progress: Callable[[float], None] = lambda done: None,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
) -> None:
    """Make the small rendition from the full one (``info`` is of that), frame by frame the same."""
    filters = [f"scale={size.width}:{size.height},setsar=1"]
    _encode(full, target, info, filters, on_progress, memory_bytes)


def make_still(
    path: Path,
    target: Path,
    info: MediaInfo,
    ms: int,
    *,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
) -> bool:
    """Write the frame at ``ms`` of a video as a JPEG; False where there is none at that time."""
    if info.video is None:
        raise MediaError(NO_PICTURE)
    size = _fitted(info.video.width, info.video.height, longer=STILL_SIDE)
    still = ffmpeg.input(str(path), ss=f"{ms / 1000:.3f}").output(
        str(target),
        map=f"0:{info.video.index}",
        vf=f"scale={size.width}:{size.height},setsar=1,format=yuvj420p",
        update=1,
        format="image2",
        vcodec="mjpeg",
        **{"frames:v": 1, "q:v": 3},
    )
    _draw(still.compile(), path, target, memory_bytes)
    if target.is_file() and target.stat().st_size:
        return True
    target.unlink(missing_ok=True)
    return False


def make_strip(
    path: Path,
    target: Path,
    info: MediaInfo,
    at_ms: Sequence[int],
    *,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
) -> list[int]:
    """Write frames of a rendition beside each other as one JPEG, and return their exact times.

    ``at_ms`` are the times wanted; the frames are those that are shown then. MediaError where no
    frame can be read.
    """
    if info.video is None or not info.video.frame_rate:
        raise MediaError(NO_PICTURE)
    rate = info.video.frame_rate
    last = max(0, round(info.duration_ms * rate / 1000) - 1)
    numbers = sorted({min(last, int(ms * rate / 1000 + 1e-6)) for ms in at_ms})
    size = _fitted(info.video.width, info.video.height, longer=STRIP_SIDE)
    chosen = "+".join(f"eq(n,{number})" for number in numbers)
    strip = ffmpeg.input(str(path)).output(
        str(target),
        map=f"0:{info.video.index}",
        vf=f"select='{chosen}',scale={size.width}:{size.height},setsar=1,format=yuvj420p,"
        f"tile={len(numbers)}x1",
        update=1,
        format="image2",
        vcodec="mjpeg",
        **{"frames:v": 1, "q:v": 4},
    )
    _draw(strip.compile(), path, target, memory_bytes)
    if not target.is_file():
        raise MediaError("No picture of this video could be read. It may be damaged.")
    return [round(number * 1000 / rate) for number in numbers]


def _fitted(
    width: float, height: float, *, longer: int | None = None, shorter: int | None = None
) -> Size:
    """Even sides, not larger than given; a side that is cut off by a pixel is no loss."""
    shrink = 1.0
    if longer is not None:
        shrink = min(shrink, longer / max(width, height))
    if shorter is not None:
        shrink = min(shrink, shorter / min(width, height))
    return Size(*(max(_LEAST_SIDE, int(side * shrink + 0.01) // 2 * 2) for side in (width, height)))


def _encode(
    source: Path,
    target: Path,
    info: MediaInfo,
    filters: Sequence[str],
    on_progress: Callable[[float], None],
    memory_bytes: int,
) -> None:
    assert info.video is not None  # noqa: S101 - callers have refused what has none
    options = {
        **NOTHING_PRIVATE,
        "an": None,
        "sn": None,
        "dn": None,
        "t": f"{info.limit_ms / 1000:.3f}",
        "movflags": "+faststart",
        **h264(filters, key_frames_every_s=KEY_FRAMES_EVERY_S),
    }
    encode(
        ffmpeg.input(str(source))[str(info.video.index)].output(str(target), **options),
        target,
        sources=[source],
        duration_ms=info.duration_ms,
        on_progress=on_progress,
        memory_bytes=memory_bytes,
    )


def _draw(args: list[str], path: Path, target: Path, memory_bytes: int) -> None:
    run(
        args,
        inputs=[path],
        output_dir=target.parent,
        time_limit_s=STILL_LIMIT_S,
        memory_bytes=memory_bytes,
        background=True,
    )
