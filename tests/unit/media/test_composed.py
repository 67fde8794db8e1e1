"""Ben's phone plays one video at a time: media and signer come to him in one."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from webapp.media.composed import Box, Layout, compose, place
from webapp.media.containers import has_fast_start
from webapp.media.probe import VideoStream, probe

from .conftest import H264, Clip, picture, tone


@pytest.fixture
def media(clip: Clip) -> Path:
    """Two seconds of plain blue with a tone."""
    blue = "color=blue:s=160x90:r=10:d=2"
    return clip("media.mp4", "-f", "lavfi", "-i", blue, *tone(2), *H264, "-c:a", "aac")


@pytest.fixture
def counting(clip: Clip) -> Path:
    """Two seconds at 20 frames a second that grow from black to white evenly."""
    brighter = "color=black:s=80x60:r=20:d=2,format=gray,geq=lum='T*100'"
    return clip("signer.mp4", "-f", "lavfi", "-i", brighter, *H264)


def video_of(path: Path) -> VideoStream:
    video = probe(path).video
    assert video is not None
    return video


def frames(path: Path) -> NDArray[np.uint8]:
    """All frames in gray: number, row, column."""
    video = video_of(path)
    raw = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", str(path), "-f", "rawvideo", "-pix_fmt", "gray", "-"],
        check=True, capture_output=True,
    ).stdout  # fmt: skip
    return np.frombuffer(raw, np.uint8).reshape(-1, video.height, video.width)


Made = Callable[..., tuple[Path, Box]]


@pytest.fixture
def composed(media: Path, counting: Path, tmp_path: Path) -> Made:
    def make(
        layout: Layout = "corner", share: int = 34, *, of: Path = media, **time: float
    ) -> tuple[Path, Box]:
        target = tmp_path / f"made-{layout}.mp4"
        put = partial(compose, of, probe(of), counting, probe(counting), target)
        return target, put(layout=layout, share=share, **time).signer  # type: ignore[arg-type]

    return make


def test_both_are_in_it_with_the_sound_and_every_frame_of_the_signer(composed: Made) -> None:
    path, _ = composed()
    info = probe(path)
    assert info.video is not None
    assert (info.video.width, info.video.height, info.video.frame_rate) == (160, 90, 20)
    assert (info.video.codec, info.video.pixel_format) == ("h264", "yuv420p")
    assert info.default_audio is not None
    assert info.default_audio.codec == "aac"
    assert info.duration_ms == pytest.approx(2000, abs=60)
    assert has_fast_start(path)


@pytest.mark.parametrize("layout", ["corner", "side"])
@pytest.mark.parametrize(
    ("offset_ms", "rate", "at_half", "at_end"),
    [
        (0, 1.0, 0.5, 1.9),
        (1000, 1.0, 0.0, 0.9),
        (-500, 1.0, 1.0, 1.95),
        (500, 2.0, 0.0, 1.95),
        (0, 0.5, 0.25, 0.95),
    ],
)
def test_the_signer_follows_the_medias_time(
    composed: Made, layout: Layout, offset_ms: int, rate: float, at_half: float, at_end: float
) -> None:
    path, box = composed(layout, offset_ms=offset_ms, rate=rate)
    seen = frames(path)[
        :, box.top + 2 : box.top + box.height - 2, box.left + 2 : box.left + box.width - 2
    ]
    own_time = seen.mean(axis=(1, 2)) / 100  # s
    assert own_time[10] == pytest.approx(at_half, abs=0.07)
    assert own_time[38] == pytest.approx(at_end, abs=0.07)


@pytest.mark.parametrize("share", [17, 34, 50])
@pytest.mark.parametrize("size", ["80x60", "60x80", "160x90"])
def test_in_a_corner_she_leaves_the_captions_their_place(
    media: Path, clip: Clip, share: int, size: str
) -> None:
    signer = video_of(clip("any.mp4", *picture(0.2, size), *H264))
    placing = place(video_of(media), signer, "corner", share)
    box = placing.signer
    assert box.top >= 0
    assert box.top + box.height <= placing.height * 0.8
    assert box.left + box.width <= placing.width
    assert box.width <= placing.width * share / 100
    assert box.width / box.height == pytest.approx(signer.width / signer.height, rel=0.15)


@pytest.mark.parametrize("share", [17, 50])
def test_side_by_side_neither_covers_the_other(media: Path, counting: Path, share: int) -> None:
    placing = place(video_of(media), video_of(counting), "side", share)
    assert placing.media is not None
    assert placing.media.left + placing.media.width <= placing.signer.left
    assert placing.signer.left + placing.signer.width <= placing.width <= 1280
    assert placing.height <= 720
    assert placing.signer.width == pytest.approx(1280 * share / 100, abs=2)


def test_beside_sound_alone_she_has_the_picture(composed: Made, clip: Clip) -> None:
    radio = clip("radio.m4a", *tone(1))
    path, box = composed(of=radio)
    info = probe(path)
    assert info.has_audio
    assert info.duration_ms == pytest.approx(1000, abs=60)
    assert box.top + box.height <= 720 * 0.8


def test_a_share_at_which_nobody_could_read_her_is_refused(media: Path, counting: Path) -> None:
    with pytest.raises(ValueError, match="17 to 50"):
        place(video_of(media), video_of(counting), "corner", 10)
