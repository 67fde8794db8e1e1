"""What a media file is: found by ffprobe in its bytes, never by its name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, NoReturn

import ffmpeg

from .containers import is_cut_off, looks_like_media
from .failure import CUT_OFF, DAMAGED, NOT_MEDIA, TOO_FEW_SAMPLES, MediaError
from .languages import language_tag
from .runner import DEFAULT_MEMORY_BYTES, TEXT_DECODERS, run

PROBE_LIMIT_S = 60
MEASURE_LIMIT_S = 600
MAX_STREAMS = 64
MAX_DURATION_MS = 48 * 3600 * 1000
BEYOND_DURATION_MS = 10 * 60 * 1000
MAX_FRAME_RATE = 300
"""More than any camera of a person gives; above it the file counts in ticks, not frames."""

MIN_SAMPLE_RATE = 2000
"""In Hz; less than any recording of a person has. Below it a small file can last for days."""

# Containers that hold no index: what they say of their duration is guessed from the first second.
_GUESSED_DURATION = {"aac", "mp3", "amr", "ac3", "eac3"}


@dataclass(frozen=True, slots=True)
class VideoStream:
    """The picture. ``width`` and ``height`` are as shown: turned, and with square pixels."""

    index: int
    codec: str
    profile: str
    pixel_format: str
    width: int
    height: int
    rotation: int
    frame_rate: float | None
    interlaced: bool
    transfer: str
    """The transfer function by ffprobe's name; ``smpte2084`` and ``arib-std-b67`` are HDR."""


@dataclass(frozen=True, slots=True)
class AudioStream:
    """One sound track. ``layout`` is ffprobe's name (``stereo``, ``5.1``), empty if unknown."""

    index: int
    codec: str
    channels: int
    layout: str
    sample_rate: int
    language: str | None
    title: str
    default: bool


@dataclass(frozen=True, slots=True)
class SubtitleStream:
    """One caption track inside the file; ``is_text`` is False for pictures of text."""

    index: int
    codec: str
    language: str | None
    title: str

    @property
    def is_text(self) -> bool:
        return self.codec in TEXT_DECODERS


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What `probe` found. ``audio`` holds the default stream first, then the others."""

    kind: Literal["video", "audio"]
    container: str
    duration_ms: int
    duration_declared: bool
    """False where the file does not say its duration, so that a player could not seek in it."""
    start_ms: int
    """The file's own time of its first frame; every time of ours counts from there."""
    video: VideoStream | None
    video_streams: int
    audio: tuple[AudioStream, ...]
    subtitles: tuple[SubtitleStream, ...]
    brand: str = ""

    @property
    def has_audio(self) -> bool:
        return bool(self.audio)

    @property
    def limit_ms(self) -> int:
        """Where reading ends, far beyond the duration: time stamps can jump by hours or years."""
        return min(MAX_DURATION_MS, 2 * self.duration_ms + BEYOND_DURATION_MS)

    @property
    def default_audio(self) -> AudioStream | None:
        return self.audio[0] if self.audio else None


def probe(path: Path, *, memory_bytes: int = DEFAULT_MEMORY_BYTES) -> MediaInfo:
    """Find out what is in the file at the absolute ``path``. MediaError where it is not media."""
    found = _ask(path, memory_bytes)
    streams: list[dict[str, Any]] = found.get("streams", [])[:MAX_STREAMS]
    form: dict[str, Any] = found.get("format", {})
    pictures = [s for s in streams if _is_moving_picture(s)]
    videos = [_video(s) for s in pictures]
    sounds = [s for s in streams if s.get("codec_type") == "audio" and _channels(s)]
    sounds.sort(key=lambda stream: not _is_default(stream))
    audio = tuple(_audio(s) for s in sounds)
    if audio and audio[0].sample_rate < MIN_SAMPLE_RATE:
        raise MediaError(TOO_FEW_SAMPLES)
    if not videos and not audio:
        _refuse(path, memory_bytes)
    container = str(form.get("format_name", ""))
    if container.startswith("mov,mp4") and is_cut_off(path):
        raise MediaError(CUT_OFF)
    declared = _declared(form, pictures[:1] + sounds[:1])
    guessed = declared is None or declared <= 0 or container in _GUESSED_DURATION
    duration = _measured(path, memory_bytes) if guessed else declared
    if not duration or duration > MAX_DURATION_MS:
        raise MediaError(DAMAGED, f"duration {duration} ms")
    return MediaInfo(
        kind="video" if videos else "audio",
        container=container,
        duration_ms=duration,
        duration_declared=bool(declared and declared > 0),
        start_ms=_ms(form.get("start_time")) or 0,
        video=videos[0] if videos else None,
        video_streams=len(videos),
        audio=audio,
        subtitles=tuple(_subtitle(s) for s in streams if s.get("codec_type") == "subtitle"),
        brand=str(_tags(form).get("major_brand", "")).strip(),
    )


def _ask(path: Path, memory_bytes: int) -> dict[str, Any]:
    args = ["ffprobe", "-show_format", "-show_streams", "-of", "json", "-i", str(path)]
    try:
        answer = run(args, inputs=[path], time_limit_s=PROBE_LIMIT_S, memory_bytes=memory_bytes)
    except MediaError as error:
        # ffprobe believes a name's ending: a web page called .mp4 is a damaged MP4 to it.
        if str(error) == DAMAGED and not looks_like_media(path):
            raise MediaError(NOT_MEDIA, error.details) from error
        raise
    found: dict[str, Any] = json.loads(answer)
    return found


def _refuse(path: Path, memory_bytes: int) -> NoReturn:
    """Raise what is wrong with a file in which ffprobe found no usable stream."""
    if not looks_like_media(path):
        raise MediaError(NOT_MEDIA)
    args = ffmpeg.input(str(path), t=1).output("-", format="null").compile()
    run(args, inputs=[path], time_limit_s=PROBE_LIMIT_S, memory_bytes=memory_bytes)
    raise MediaError(DAMAGED)


def _measured(path: Path, memory_bytes: int) -> int:
    """The duration in ms by going through all packets, without decoding them."""
    reached = [0]
    args = ffmpeg.input(str(path)).output("-", format="null", c="copy").compile()
    run(
        args,
        inputs=[path],
        time_limit_s=MEASURE_LIMIT_S,
        memory_bytes=memory_bytes,
        on_progress=reached.append,
    )
    return max(reached)


def _is_moving_picture(stream: dict[str, Any]) -> bool:
    cover = stream.get("disposition", {}).get("attached_pic") == 1
    sized = stream.get("width", 0) > 0 and stream.get("height", 0) > 0
    return stream.get("codec_type") == "video" and not cover and sized


def _video(stream: dict[str, Any]) -> VideoStream:
    width, height = int(stream["width"]), int(stream["height"])
    pixel = _fraction(stream.get("sample_aspect_ratio", "").replace(":", "/"))
    if pixel is not None:
        width = round(width * pixel)
    rotation = _rotation(stream)
    if rotation % 180:
        width, height = height, width
    rate = _fraction(stream.get("avg_frame_rate"))
    return VideoStream(
        index=int(stream["index"]),
        codec=str(stream.get("codec_name", "unknown")),
        profile=str(stream.get("profile", "")),
        pixel_format=str(stream.get("pix_fmt", "")),
        width=max(width, 1),
        height=max(height, 1),
        rotation=rotation,
        frame_rate=float(rate) if rate is not None and rate <= MAX_FRAME_RATE else None,
        interlaced=stream.get("field_order") in {"tt", "bb", "tb", "bt"},
        transfer=str(stream.get("color_transfer", "")),
    )


def _rotation(stream: dict[str, Any]) -> int:
    """Degrees clockwise to turn the picture by, in quarter turns."""
    turns = [d["rotation"] for d in stream.get("side_data_list", []) if "rotation" in d]
    # ffprobe gives the display matrix counter-clockwise.
    return round(-float(turns[0]) / 90) * 90 % 360 if turns else 0


def _declared(form: dict[str, Any], played: list[dict[str, Any]]) -> int | None:
    """The duration in ms that the file states for the streams that are played.

    A container is as long as its longest stream, and that may be one that nobody is shown.
    """
    whole = _ms(form.get("duration"))
    begin = _ms(form.get("start_time")) or 0
    ends = [(_ms(s.get("start_time")) or 0, _ms(s.get("duration"))) for s in played]
    spans = [start - begin + length for start, length in ends if length]
    if whole is None or len(spans) < len(ends):
        return whole
    return min(whole, max(spans))


def _is_default(stream: dict[str, Any]) -> bool:
    return bool(stream.get("disposition", {}).get("default") == 1)


def _channels(stream: dict[str, Any]) -> int:
    return int(stream.get("channels", 0))


def _audio(stream: dict[str, Any]) -> AudioStream:
    tags = _tags(stream)
    return AudioStream(
        index=int(stream["index"]),
        codec=str(stream.get("codec_name", "unknown")),
        channels=_channels(stream),
        layout=str(stream.get("channel_layout", "")),
        sample_rate=int(stream.get("sample_rate", 0)),
        language=language_tag(tags.get("language", "")),
        title=_title(tags),
        default=_is_default(stream),
    )


def _subtitle(stream: dict[str, Any]) -> SubtitleStream:
    tags = _tags(stream)
    return SubtitleStream(
        index=int(stream["index"]),
        codec=str(stream.get("codec_name", "unknown")),
        language=language_tag(tags.get("language", "")),
        title=_title(tags),
    )


def _tags(part: dict[str, Any]) -> dict[str, str]:
    return {str(key).lower(): str(value) for key, value in part.get("tags", {}).items()}


def _title(tags: dict[str, str]) -> str:
    handler = tags.get("handler_name", "")
    # Programs write their own names into the handler; only a person's name for a track helps.
    named = tags.get("title") or ("" if "handler" in handler.lower() else handler)
    return "".join(c for c in named if c.isprintable()).strip()[:120]


def _ms(seconds: object) -> int | None:
    fraction = _fraction(seconds)
    return None if fraction is None else round(fraction * 1000)


def _fraction(value: object) -> Fraction | None:
    """A number as ffprobe writes it; None for ``N/A``, ``0/0`` and what is not there."""
    try:
        return Fraction(str(value)) or None
    except (ValueError, ZeroDivisionError):
        return None
