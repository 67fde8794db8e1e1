"""What browsers play: the upload as it is, copied into a fitting container, or encoded anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import ffmpeg

from .containers import doc_type, has_fast_start
from .encoder import NOTHING_PRIVATE, encode
from .failure import MediaError
from .probe import AudioStream, MediaInfo, VideoStream
from .runner import DEFAULT_MEMORY_BYTES, run

Action = Literal["keep", "remux", "encode"]

MAX_SIDE = 1920
"""The longer side of an encoded picture: what phones and small servers still handle."""
START_TOLERANCE_MS = 40
"""One frame: below it nobody sees that a player counts from elsewhere than we do."""
POSTER_WIDTH = 640
POSTER_LIMIT_S = 600

_H264_PROFILES = {"Constrained Baseline", "Baseline", "Main", "High", "Progressive High"}
_8_BIT = {"yuv420p", "yuvj420p"}
_MP4_AUDIO = {"aac", "mp3"}
_WEBM_AUDIO = {"opus", "vorbis"}
_WEBM_VIDEO = {"vp8", "vp9", "av1"}
_WAV_AUDIO = {"pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_f32le"}
_OGG_AUDIO = {"opus", "vorbis", "flac"}
_HDR = {"smpte2084", "arib-std-b67"}
_MEDIA_TYPES = {
    (".mp4", "video"): "video/mp4",
    (".webm", "video"): "video/webm",
    (".m4a", "audio"): "audio/mp4",
    (".webm", "audio"): "audio/webm",
    (".mp3", "audio"): "audio/mpeg",
    (".ogg", "audio"): "audio/ogg",
    (".flac", "audio"): "audio/flac",
    (".wav", "audio"): "audio/wav",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """How the playable form is made. ``reason`` is a sentence for people who look after files."""

    action: Action
    reason: str
    suffix: str
    media_type: str
    copy_video: bool = True
    copy_audio: bool = True


def plan(info: MediaInfo, path: Path, *, silent: bool = False) -> Plan:
    """Choose the least work that makes the file at ``path`` play in every current browser.

    ``silent``: without its sound, as a signed version beside a video that has its own. Such a file
    is never kept as it is.
    """
    if info.video is None:
        return _plan_audio(info, path)
    chosen = _plan_video(replace(info, audio=()) if silent else info, info.video, path)
    if silent and chosen.action == "keep":
        return replace(chosen, action="remux", reason="Only its picture is wanted.")
    return chosen


def _plan_video(info: MediaInfo, video: VideoStream, path: Path) -> Plan:
    audio = info.default_audio
    if _plays_in_webm(video) and (audio is None or audio.codec in _WEBM_AUDIO):
        suffix = ".webm"
        copy_video = copy_audio = True
    else:
        suffix = ".mp4"
        copy_video = _plays_in_mp4(video)
        copy_audio = audio is None or audio.codec in _MP4_AUDIO
    if not (copy_video and copy_audio):
        codecs = [video.codec, video.pixel_format] if not copy_video else []
        codecs += [audio.codec] if audio and not copy_audio else []
        reason = f"Not every browser plays {' '.join(codecs)}."
        return _plan("encode", reason, suffix, "video", copy_video, copy_audio)
    obstacle = _obstacle(info, path, suffix)
    if obstacle:
        return _plan("remux", obstacle, suffix, "video")
    return _plan("keep", "Browsers play it as it is.", suffix, "video")


def _plan_audio(info: MediaInfo, path: Path) -> Plan:
    codec = info.audio[0].codec
    kept = _kept_audio(info.container, codec)
    if kept:
        obstacle = _obstacle(info, path, kept) if kept in {".m4a", ".webm"} else ""
        if not obstacle:
            return _plan("keep", "Browsers play it as it is.", kept, "audio")
        return _plan("remux", obstacle, kept, "audio")
    if codec in _MP4_AUDIO or codec in _WEBM_AUDIO:
        suffix = ".m4a" if codec in _MP4_AUDIO else ".webm"
        return _plan("remux", f"Not every browser opens {info.container}.", suffix, "audio")
    reason = f"Not every browser plays {codec} in {info.container}."
    return _plan("encode", reason, ".m4a", "audio", copy_audio=False)


def _plan(
    action: Action,
    reason: str,
    suffix: str,
    kind: str,
    copy_video: bool = True,
    copy_audio: bool = True,
) -> Plan:
    return Plan(action, reason, suffix, _MEDIA_TYPES[suffix, kind], copy_video, copy_audio)


def _plays_in_mp4(video: VideoStream) -> bool:
    plain = video.pixel_format in _8_BIT and not video.interlaced
    return video.codec == "h264" and video.profile in _H264_PROFILES and plain


def _plays_in_webm(video: VideoStream) -> bool:
    return video.codec in _WEBM_VIDEO and video.pixel_format in _8_BIT


def _kept_audio(container: str, codec: str) -> str:
    """The suffix under which sound is kept in its container, empty where it cannot be."""
    table = {
        "mp3": (".mp3", {"mp3"}),
        "wav": (".wav", _WAV_AUDIO),
        "flac": (".flac", {"flac"}),
        "ogg": (".ogg", _OGG_AUDIO),
        "matroska,webm": (".webm", _WEBM_AUDIO),
        "mov,mp4,m4a,3gp,3g2,mj2": (".m4a", {"aac"}),
    }
    suffix, codecs = table.get(container, ("", set()))
    return suffix if codec in codecs else ""


def _obstacle(info: MediaInfo, path: Path, suffix: str) -> str:
    """Why a file whose streams browsers play cannot be handed out as it is; empty if it can."""
    if suffix == ".webm":
        if info.container != "matroska,webm" or doc_type(path) != "webm":
            return "Browsers open WebM, but not this container."
    elif not info.container.startswith("mov,mp4") or info.brand == "qt":
        return "Browsers open MP4, but not this container."
    elif not has_fast_start(path):
        return "Its index stands at the end, so playing would begin late."
    if not info.duration_declared:
        return "It does not say how long it is, so nobody could seek in it."
    if info.start_ms > START_TOLERANCE_MS:
        return "It does not begin at zero, so captions would come at the wrong time."
    if info.video_streams > 1 or len(info.audio) > 1:
        return "It holds several pictures or sounds, and browsers choose differently."
    return ""


def make_rendition(
    source: Path,
    target: Path,
    info: MediaInfo,
    on_progress: Callable[[float], None],
    *,
    silent: bool = False,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
) -> Path:
    """Make the playable form of ``source`` at ``target`` by `plan`, and return ``target``.

    ``on_progress`` gets what is done, 0..1. Both paths are absolute, and ``target`` lies in a
    folder to write in, as `Storage.publish` gives one. MediaError where it cannot be made.
    """
    chosen = plan(info, source, silent=silent)
    if chosen.action == "keep":
        raise ValueError("a file that is kept needs no rendition")
    opened = ffmpeg.input(str(source))
    sound = None if silent else info.default_audio
    streams = [opened[str(stream.index)] for stream in (info.video, sound) if stream is not None]
    options: dict[str, Any] = {
        **NOTHING_PRIVATE,
        "sn": None,
        "dn": None,
        "t": f"{info.limit_ms / 1000:.3f}",
    }
    if info.video is not None:
        options |= {"c:v": "copy"} if chosen.copy_video else encoding(info.video)
    if sound is not None:
        options |= {"c:a": "copy"} if chosen.copy_audio else aac(sound)
    if chosen.suffix in {".mp4", ".m4a"}:
        options["movflags"] = "+faststart"
    encode(
        ffmpeg.output(*streams, str(target), **options),
        target,
        sources=[source],
        duration_ms=info.duration_ms,
        on_progress=on_progress,
        memory_bytes=memory_bytes,
    )
    return target


def encoding(video: VideoStream, max_side: int = MAX_SIDE) -> dict[str, Any]:
    """H.264 that every browser plays, at the source's frame rate: signing needs each frame."""
    shrink = min(1.0, max_side / max(video.width, video.height))
    width, height = (max(2, round(side * shrink / 2) * 2) for side in (video.width, video.height))
    filters = ["bwdif=mode=send_frame"] if video.interlaced else []
    return h264([*filters, f"scale={width}:{height},setsar=1", *plain_colours(video)])


def plain_colours(video: VideoStream) -> list[str]:
    """The filters without which a phone's HDR picture comes out grey and flat."""
    if video.transfer not in _HDR:
        return []
    return [
        "zscale=transfer=linear:npl=203,format=gbrpf32le,zscale=primaries=bt709",
        "tonemap=hable:desat=0,zscale=transfer=bt709:matrix=bt709:range=tv",
    ]


def h264(filters: Sequence[str], *, key_frames_every_s: float = 2) -> dict[str, Any]:
    """Output options for a picture that every browser plays, after ``filters``.

    A key frame every two seconds lets a line of the transcript seek at once.
    """
    return {
        "c:v": "libx264",
        "preset": "veryfast",
        "crf": 21,
        "profile:v": "high",
        "vf": ",".join([*filters, "format=yuv420p"]),
        "force_key_frames": f"expr:gte(t,n_forced*{key_frames_every_s:g})",
    }


def aac(audio: AudioStream) -> dict[str, Any]:
    """Output options for a sound that every browser plays, from the first moment on."""
    channels = min(2, audio.channels)
    return {
        "c:a": "aac",
        "b:a": f"{64 * channels}k",
        "ac": channels,
        "af": "aresample=async=1:first_pts=0",
    }


def make_poster(
    source: Path, target: Path, info: MediaInfo, *, memory_bytes: int = DEFAULT_MEMORY_BYTES
) -> bool:
    """Write a JPEG still of ``source`` to ``target``; False where there is no picture.

    It is a frame that looks like its neighbours, from near the beginning, and not a black one
    where there is another. MediaError where no frame can be read.
    """
    if info.video is None:
        return False
    seconds = info.duration_ms / 1000
    not_black = (
        "fps=2,blackframe=amount=0,"
        "metadata=select:key=lavfi.blackframe.pblack:value=90:function=less,"
    )
    attempts = [(min(seconds * 0.1, 60), not_black), (seconds * 0.5, not_black), (0, "")]
    width = min(POSTER_WIDTH, info.video.width)
    height = max(1, round(info.video.height * width / info.video.width))
    for start_s, chosen in attempts:
        still = ffmpeg.input(str(source), ss=f"{start_s:.3f}", t=30).output(
            str(target),
            map=f"0:{info.video.index}",
            vf=f"{chosen}scale={width}:{height},setsar=1,thumbnail=30,format=yuvj420p",
            update=1,
            format="image2",
            vcodec="mjpeg",
            **{"frames:v": 1, "q:v": 4},
        )
        run(
            still.compile(),
            inputs=[source],
            output_dir=target.parent,
            time_limit_s=POSTER_LIMIT_S,
            memory_bytes=memory_bytes,
            background=True,
        )
        if target.is_file() and target.stat().st_size:
            return True
    raise MediaError("No picture of this video could be read. It may be damaged.")
