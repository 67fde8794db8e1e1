"""Media and signer in one picture, for who can play only one video at a time.

The lowest fifth of the picture is where captions come; in a corner, the signer stands above it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

import ffmpeg

from .encoder import NOTHING_PRIVATE, encode
from .failure import MediaError
from .frame_rate import MAX_RATE, USUAL_RATE
from .probe import MediaInfo, VideoStream
from .rendition import aac, h264
from .runner import DEFAULT_MEMORY_BYTES
from .sign_rendition import NO_PICTURE

Layout = Literal["corner", "side"]
"""The signer in a corner of the media, or beside it."""

LEAST_SHARE, MOST_SHARE = 17, 50
"""Of the picture's width, in percent: less than a sixth is too small to read (Ofcom)."""
WIDTH, HEIGHT = 1280, 720
CAPTIONS_SHARE = 0.2
MEDIA_TYPE = "video/mp4"

_GROUND = "0x101418"
_LAST_MS = 100  # of the signer's video are there in any case, to stand
_EDGE = 12  # pixels between the signer and the picture's right edge


class Box(NamedTuple):
    """A place in the picture, in pixels; all even."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Placing:
    """Where media and signer stand in a picture of ``width`` by ``height`` pixels."""

    width: int
    height: int
    media: Box | None
    """None where the media is sound only."""
    signer: Box


def place(media: VideoStream | None, signer: VideoStream, layout: Layout, share: int) -> Placing:
    """Decide where both stand. ``share``: the signer's, in percent of the width."""
    if not LEAST_SHARE <= share <= MOST_SHARE:
        raise ValueError(f"the signer's share is {LEAST_SHARE} to {MOST_SHARE} percent: {share}")
    if media is None:
        whole = _fitted(signer, WIDTH, HEIGHT * (1 - CAPTIONS_SHARE))
        left = _even((WIDTH - whole[0]) / 2)
        return Placing(WIDTH, HEIGHT, None, Box(left, 0, *whole))
    if layout == "corner":
        return _in_corner(media, signer, share)
    return _side_by_side(media, signer, share)


def _in_corner(media: VideoStream, signer: VideoStream, share: int) -> Placing:
    width, height = _fitted(media, WIDTH, HEIGHT)
    above = _even(height * (1 - CAPTIONS_SHARE))
    size = _fitted(signer, width * share / 100, above, enlarge=True)
    edge = min(_EDGE, width - size[0])
    left, top = _even(width - size[0] - edge), _even(above - size[1])
    return Placing(width, height, Box(0, 0, width, height), Box(left, top, *size))


def _side_by_side(media: VideoStream, signer: VideoStream, share: int) -> Placing:
    signer_width = _even(WIDTH * share / 100)
    beside = _fitted(media, WIDTH - signer_width, HEIGHT, enlarge=True)
    size = _fitted(signer, signer_width, HEIGHT, enlarge=True)
    height = max(beside[1], size[1])
    return Placing(
        beside[0] + signer_width,
        height,
        Box(0, _even((height - beside[1]) / 2), *beside),
        Box(
            beside[0] + _even((signer_width - size[0]) / 2),
            _even((height - size[1]) / 2),
            *size,
        ),
    )


def _fitted(
    video: VideoStream, width: float, height: float, *, enlarge: bool = False
) -> tuple[int, int]:
    scale = min(width / video.width, height / video.height)
    scale = scale if enlarge else min(scale, 1.0)
    return max(2, _even(video.width * scale)), max(2, _even(video.height * scale))


def _even(side: float) -> int:
    return int(side + 0.01) // 2 * 2


def compose(
    media: Path,
    media_info: MediaInfo,
    signer: Path,
    signer_info: MediaInfo,
    target: Path,
    *,
    layout: Layout,
    share: int,
    offset_ms: int = 0,
    rate: float = 1.0,
    on_progress: Callable[[float], None] = lambda done: None,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
) -> Placing:
    """Put both into one H.264 video at ``target``, as long as the media and with its sound.

    At ``t`` ms of the media the signer is at ``(t - offset_ms) * rate``; before and after her
    video, its first and last frame stand. As many frames a second as the quicker of both has.
    ``target`` lies in a folder to write in, as `Storage.publish` gives one. MediaError where it
    cannot be made.
    """
    if signer_info.video is None:
        raise MediaError(NO_PICTURE)
    placing = place(media_info.video, signer_info.video, layout, share)
    seconds = media_info.duration_ms / 1000
    pace = _pace(media_info.video, signer_info.video)
    ground = _ground(media, media_info, placing, pace, seconds)
    over = _in_time(signer, signer_info, pace, offset_ms, rate)
    over = over.filter("scale", placing.signer.width, placing.signer.height).filter("setsar", "1")
    picture = ground.overlay(
        over, x=placing.signer.left, y=placing.signer.top, eof_action="repeat"
    ).filter("format", "yuv420p")
    options: dict[str, Any] = {
        **NOTHING_PRIVATE,
        "movflags": "+faststart",
        "t": f"{seconds:.3f}",
        **{name: value for name, value in h264(()).items() if name != "vf"},
    }
    streams = [picture]
    if media_info.default_audio is not None:
        streams.append(ffmpeg.input(str(media))[str(media_info.default_audio.index)])
        options |= aac(media_info.default_audio)
    encode(
        ffmpeg.output(*streams, str(target), **options),
        target,
        sources=[media, signer],
        duration_ms=media_info.duration_ms,
        on_progress=on_progress,
        memory_bytes=memory_bytes,
    )
    return placing


def _pace(media: VideoStream | None, signer: VideoStream) -> str:
    rates = [video.frame_rate for video in (media, signer) if video and video.frame_rate]
    return f"{min(max(rates, default=float(USUAL_RATE)), float(MAX_RATE)):.6f}"


def _ground(media: Path, info: MediaInfo, placing: Placing, pace: str, seconds: float) -> Any:
    """What the signer is laid over: the media on its ground, or the ground alone."""
    if info.video is None or placing.media is None:
        size = f"{placing.width}x{placing.height}"
        drawn = f"color=c={_GROUND}:s={size}:r={pace}:d={seconds:.3f}"
        return ffmpeg.input(drawn, format="lavfi")
    box = placing.media
    return (
        ffmpeg.input(str(media))[str(info.video.index)]
        .filter("fps", fps=pace, start_time=0)
        .filter("scale", box.width, box.height)
        .filter("setsar", "1")
        .filter("pad", placing.width, placing.height, box.left, box.top, color=_GROUND)
        .filter("tpad", stop=-1, stop_mode="clone")  # its sound may be longer than its picture
    )


def _in_time(signer: Path, info: MediaInfo, pace: str, offset_ms: int, rate: float) -> Any:
    """The signer's frames at the media's times, from the first moment on."""
    frames = ffmpeg.input(str(signer))[str(info.video.index if info.video else 0)]
    missed_s = min(-offset_ms * rate, info.duration_ms - _LAST_MS) / 1000
    if missed_s > 0:
        frames = frames.filter("trim", start=f"{missed_s:.6f}")
    moved = f"(PTS-{max(0.0, missed_s):.6f}/TB)/{rate:.9f}+{max(0, offset_ms) / 1000:.6f}/TB"
    return frames.filter("setpts", moved).filter("fps", fps=pace, start_time=0)
