"""Cuts are found where a made video has them, and nowhere else."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from webapp.media import MediaError
from webapp.media.probe import probe
from webapp.media.shots import frames

SCENES = ("color=navy", "testsrc2", "color=white", "mandelbrot")


def made_video(path: Path, *, seconds: float = 2, rate: str = "25") -> Path:
    """A video of four scenes that last equally long, with a quiet tone."""
    scenes = [f"{scene}{':' if '=' in scene else '='}s=320x180:r={rate}" for scene in SCENES]
    inputs = [part for scene in scenes for part in ("-f", "lavfi", "-t", str(seconds), "-i", scene)]
    inputs += ["-f", "lavfi", "-t", str(seconds * len(scenes)), "-i", "sine=frequency=300"]
    join = "".join(f"[{n}:v]" for n in range(len(scenes))) + f"concat=n={len(scenes)}[v]"
    coding = "-map [v] -map 4:a -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac"
    command = ["ffmpeg", "-v", "error", "-y", *inputs, "-filter_complex", join]
    subprocess.run([*command, *coding.split(), str(path)], check=True)
    return path


@pytest.mark.parametrize("rate", ["25", "30000/1001"])
def test_cuts_are_found_at_their_frame(tmp_path: Path, rate: str) -> None:
    video = made_video(tmp_path / "scenes.mp4", rate=rate)
    with frames(video, probe(video)) as seen:
        found = list(seen)
    assert [frame.ms for frame in found if frame.is_cut] == pytest.approx(
        [2000, 4000, 6000], abs=40
    )
    assert len(found) == pytest.approx(8 * eval_rate(rate), abs=4)


def eval_rate(rate: str) -> float:
    number, _, part = rate.partition("/")
    return int(number) / int(part or 1)


def test_whoever_begins_in_the_middle_finds_the_same_times(tmp_path: Path) -> None:
    video = made_video(tmp_path / "scenes.mp4")
    with frames(video, probe(video), start_ms=3000) as seen:
        found = list(seen)
    assert found[0].ms == 3000
    assert [frame.ms for frame in found if frame.is_cut] == [4000, 6000]


def test_sound_has_no_cuts(tmp_path: Path) -> None:
    sound = tmp_path / "tone.wav"
    made = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=duration=1", str(sound)]
    subprocess.run(made, check=True)
    with pytest.raises(MediaError, match="no picture"), frames(sound, probe(sound)) as seen:
        list(seen)


def test_a_file_that_is_cut_off_says_so(tmp_path: Path) -> None:
    video = made_video(tmp_path / "scenes.mp4")
    info = probe(video)
    whole = video.read_bytes()
    video.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(MediaError), frames(video, info) as seen:
        list(seen)
