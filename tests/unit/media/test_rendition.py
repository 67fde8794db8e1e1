"""Whatever somebody uploads, a browser plays it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from webapp.media.containers import has_fast_start
from webapp.media.pcm import read_pcm
from webapp.media.probe import probe
from webapp.media.rendition import make_poster, make_rendition, plan

from .conftest import H264, PLAYABLE, Clip, picture, tone

FAST = ["-movflags", "+faststart"]


@pytest.mark.parametrize(
    ("name", "words", "action", "media_type"),
    [
        ("a.mp4", [*picture(), *tone(), *PLAYABLE, *FAST], "keep", "video/mp4"),
        ("a.mp4", [*picture(), *tone(), *PLAYABLE], "remux", "video/mp4"),
        ("a.mp4", [*picture(), *PLAYABLE[:-2], *FAST], "keep", "video/mp4"),
        ("a.mov", [*picture(), *tone(), *PLAYABLE, *FAST], "remux", "video/mp4"),
        ("a.mkv", [*picture(), *tone(), *PLAYABLE], "remux", "video/mp4"),
        ("a.ts", [*picture(), *tone(), *PLAYABLE], "remux", "video/mp4"),
        ("a.mkv", [*picture(), *tone(), *H264, "-c:a", "ac3"], "encode", "video/mp4"),
        ("a.mp4", [*picture(), "-c:v", "libx264", "-pix_fmt", "yuv444p"], "encode", "video/mp4"),
        ("a.wmv", [*picture(), *tone(), "-c:v", "wmv2", "-c:a", "wmav2"], "encode", "video/mp4"),
        ("a.mpg", [*picture(), *tone(), "-r", "25"], "encode", "video/mp4"),
        ("a.avi", [*picture(size="65x49"), "-c:v", "mpeg4"], "encode", "video/mp4"),
        ("a.webm", [*picture(1), *tone(1), "-c:v", "libvpx"], "keep", "video/webm"),
        (
            "a.mkv",
            [*picture(1), *tone(1), "-c:v", "libvpx", "-c:a", "libopus"],
            "remux",
            "video/webm",
        ),
        ("a.mp3", tone(), "keep", "audio/mpeg"),
        ("a.wav", tone(), "keep", "audio/wav"),
        ("a.flac", tone(), "keep", "audio/flac"),
        ("a.ogg", [*tone(), "-c:a", "libopus"], "keep", "audio/ogg"),
        ("a.webm", [*tone(), "-c:a", "libopus", "-live", "1"], "remux", "audio/webm"),
        ("a.m4a", [*tone(), *FAST], "keep", "audio/mp4"),
        ("a.m4a", [*tone(), "-c:a", "alac"], "encode", "audio/mp4"),
        ("a.aac", tone(), "remux", "audio/mp4"),
        ("a.wma", tone(), "encode", "audio/mp4"),
    ],
)
def test_the_least_work_that_plays(
    name: str, words: list[str], action: str, media_type: str, clip: Clip, tmp_path: Path
) -> None:
    source = clip(name, *words)
    info = probe(source)
    chosen = plan(info, source)
    assert (chosen.action, chosen.media_type) == (action, media_type), chosen.reason
    if action == "keep":
        return
    done: list[float] = []
    target = make_rendition(source, tmp_path / f"made{chosen.suffix}", info, done.append)
    made = probe(target)
    assert plan(made, target).action == "keep", plan(made, target).reason
    assert made.duration_ms == pytest.approx(info.duration_ms, abs=120)
    assert made.has_audio == info.has_audio
    assert done == sorted(done)
    assert all(0 <= part <= 1 for part in done)
    assert [path.name for path in tmp_path.glob("*.part*")] == []


def test_real_hands_in_a_format_that_few_browsers_play(shared: Path, tmp_path: Path) -> None:
    source = shared / "media/sign/asl-fingerspelling-hand.mp4"
    info = probe(source)
    target = make_rendition(source, tmp_path / "hand.mp4", info, lambda done: None)
    video = probe(target).video
    assert video is not None
    assert (video.pixel_format, video.width, video.height) == ("yuv420p", 620, 1080)
    assert video.frame_rate == info.video.frame_rate if info.video else False
    assert has_fast_start(target)


def test_a_turned_odd_sized_film_comes_out_upright(clip: Clip, tmp_path: Path) -> None:
    flat = clip("flat.mp4", *picture(size="65x49"), "-c:v", "libx264", "-pix_fmt", "yuv444p")
    source = clip("turned.mp4", "-i", str(flat), "-c", "copy", "-metadata:s:v", "rotate=90")
    target = make_rendition(source, tmp_path / "made.mp4", probe(source), lambda done: None)
    video = probe(target).video
    assert video is not None
    assert (video.width, video.height, video.rotation) == (48, 64, 0)


def test_a_film_in_high_dynamic_range_becomes_plain(clip: Clip, tmp_path: Path) -> None:
    source = clip(
        "phone.mp4", *picture(1), "-c:v", "libx265", "-pix_fmt", "yuv420p10le",
        "-x265-params", "log-level=none", "-color_primaries", "bt2020",
        "-color_trc", "arib-std-b67", "-colorspace", "bt2020nc",
    )  # fmt: skip
    info = probe(source)
    assert info.video is not None
    assert info.video.transfer == "arib-std-b67"
    video = probe(make_rendition(source, tmp_path / "made.mp4", info, lambda done: None)).video
    assert video is not None
    assert (video.transfer, video.pixel_format) == ("bt709", "yuv420p")


def test_sound_that_begins_late_stays_late(clip: Clip, tmp_path: Path) -> None:
    source = clip(
        "late.mkv", *picture(3), "-itsoffset", "1", *tone(2), *H264, "-c:a", "ac3"
    )  # fmt: skip
    target = make_rendition(source, tmp_path / "made.mp4", probe(source), lambda done: None)
    for path in (source, target):
        with read_pcm(path) as blocks:
            samples = np.concatenate(list(blocks))
        begin = np.flatnonzero(np.abs(samples) > 0.02)[0] / 16
        assert begin == pytest.approx(1000, abs=40)


def test_a_poster_is_not_black_where_the_film_begins_black(clip: Clip, tmp_path: Path) -> None:
    source = clip(
        "dark.mp4", "-f", "lavfi", "-i", "color=black:s=64x48:r=10:d=3", *picture(3),
        "-filter_complex", "[0][1]concat=n=2", *H264,
    )  # fmt: skip
    poster = tmp_path / "poster.jpg"
    assert make_poster(source, poster, probe(source))
    assert poster.read_bytes()[:2] == b"\xff\xd8"
    black = clip("black.jpg", "-f", "lavfi", "-i", "color=black:s=64x48", "-frames:v", "1")
    assert poster.stat().st_size > 2 * black.stat().st_size


def test_a_black_film_and_a_single_frame_still_get_a_poster(clip: Clip, tmp_path: Path) -> None:
    black = clip("black.mp4", "-f", "lavfi", "-i", "color=black:s=64x48:r=10:d=1", *H264)
    frame = clip("frame.mp4", *picture(), "-frames:v", "1", *H264)
    for source in (black, frame):
        assert make_poster(source, tmp_path / "poster.jpg", probe(source))


def test_sound_alone_has_no_poster(clip: Clip, tmp_path: Path) -> None:
    source = clip("a.wav", *tone())
    assert not make_poster(source, tmp_path / "poster.jpg", probe(source))
    assert not (tmp_path / "poster.jpg").exists()
