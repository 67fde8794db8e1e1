"""What the listening engines hear, and when."""

from __future__ import annotations

import struct
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.hostile import boxes
from webapp.media import MediaError
from webapp.media.pcm import SAMPLE_RATE, read_pcm
from webapp.media.probe import probe
from webapp.media.rendition import make_rendition

from .conftest import H264, Clip, picture, tone


def heard(path: Path, **options: int) -> NDArray[np.float32]:
    with read_pcm(path, **options) as blocks:
        parts = list(blocks)
    assert all(part.size == SAMPLE_RATE for part in parts[:-1])
    return np.concatenate(parts)


# A rising tone: each moment sounds like no other, so that a wrong place is found.
RISING = ["-f", "lavfi", "-i", "aevalsrc=0.5*sin(2*PI*(200+60*t)*t):d=12:s=16000"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a.wav", []),
        ("a.flac", []),
        ("a.mp3", ["-q:a", "6"]),
        ("a.mp3", ["-q:a", "6", "-write_xing", "0"]),
        ("a.m4a", []),
        ("a.aac", []),
        ("a.webm", ["-c:a", "libopus"]),
        ("a.ogg", ["-c:a", "libvorbis"]),
        ("a.ts", ["-c:a", "mp2"]),
        ("a.wma", []),
    ],
)
def test_listening_from_the_middle_begins_at_that_moment(
    name: str, words: list[str], clip: Clip
) -> None:
    path = clip(name, *RISING, *words)
    whole = heard(path)
    part = heard(path, start_ms=7250, end_ms=9250)
    assert part.size == 2 * SAMPLE_RATE
    expected = whole[7250 * 16 : 9250 * 16]
    reach = 1600
    shifts = range(-reach, reach + 1, 4)
    middle = expected[reach:-reach]
    likeness = [np.dot(middle, part[reach + s : s - reach or None][: middle.size]) for s in shifts]
    off_ms = shifts[int(np.argmax(likeness))] / 16
    assert abs(off_ms) <= 5


def test_both_speakers_of_a_stereo_recording_are_heard(clip: Clip) -> None:
    path = clip(
        "two.wav", "-f", "lavfi", "-i", "aevalsrc=0.5*sin(2*PI*500*t)|0.5*sin(2*PI*900*t):d=1"
    )
    spectrum = np.abs(np.fft.rfft(heard(path)))
    loudest = sorted(int(hertz) for hertz in np.argsort(spectrum)[-2:])
    assert loudest == [500, 900]


def test_the_middle_of_surround_sound_is_heard(clip: Clip) -> None:
    path = clip(
        "film.mka", "-f", "lavfi", "-i",
        "aevalsrc=0|0|0.5*sin(2*PI*500*t)|0|0|0:c=5.1:d=1", "-c:a", "flac",
    )  # fmt: skip
    assert np.abs(heard(path)).max() > 0.1


def test_many_channels_without_names_are_mixed(clip: Clip) -> None:
    silent = "|".join(["0"] * 15)
    path = clip("stage.wav", "-f", "lavfi", "-i", f"aevalsrc=sin(2*PI*500*t)|{silent}:d=1")
    assert np.abs(heard(path)).max() == pytest.approx(1 / 16, rel=0.3)


def test_a_silent_film_is_told_apart(clip: Clip) -> None:
    path = clip("silent.mp4", *picture(), *H264)
    with pytest.raises(MediaError, match="no sound"), read_pcm(path):
        pass


def test_a_track_that_is_not_there_is_named(clip: Clip) -> None:
    path = clip("a.wav", *RISING)
    with pytest.raises(MediaError, match="number 7"), read_pcm(path, stream_index=7):
        pass


def test_stopping_early_is_no_error(clip: Clip) -> None:
    with read_pcm(clip("a.wav", *RISING)) as blocks:
        assert next(blocks).size == SAMPLE_RATE


def test_real_speech_comes_whole(shared: Path) -> None:
    samples = heard(shared / "media/speech/jfk.wav")
    assert samples.size == 11 * SAMPLE_RATE
    assert samples.dtype == np.float32


def test_time_stamps_that_jump_by_hours_make_no_hours_of_silence(
    clip: Clip, tmp_path: Path
) -> None:
    jump = f"asetpts='if(lt(T,0.5),PTS,PTS+{3 * 3600}/TB)'"
    whole = clip("jump.mkv", *tone(1), "-af", jump, "-c:a", "pcm_s16le")
    lies = tmp_path / "lies.mkv"
    says_a_second = struct.pack(">d", 1000.0)
    lies.write_bytes(boxes.with_field(whole.read_bytes(), b"\x44\x89\x88", 0, says_a_second))
    info = probe(lies)
    assert info.duration_ms == 1000
    with read_pcm(lies) as blocks:
        assert sum(len(block) for block in blocks) == info.limit_ms * 16
    with suppress(MediaError):  # some versions of ffmpeg end by calling it damaged
        made = make_rendition(lies, tmp_path / "made.m4a", info, lambda done: None)
        assert probe(made).duration_ms <= info.limit_ms + 100
