"""What is told of a file is what is in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile import boxes
from webapp.media import MediaError
from webapp.media.probe import probe

from .conftest import H264, PLAYABLE, Clip, picture, tone


def test_a_name_does_not_matter(clip: Clip) -> None:
    path = clip("talk.mp4", *picture(), *tone(), *PLAYABLE)
    liar = path.rename(path.with_suffix(".mp3"))
    info = probe(liar)
    assert (info.kind, info.video and info.video.codec) == ("video", "h264")
    assert info.duration_ms == pytest.approx(2000, abs=50)
    assert info.has_audio


def test_a_phone_held_upright_is_seen_as_upright(clip: Clip) -> None:
    flat = clip("flat.mp4", *picture(size="64x48"), *H264)
    path = clip("upright.mp4", "-i", str(flat), "-c", "copy", "-metadata:s:v", "rotate=90")
    video = probe(path).video
    assert video is not None
    assert (video.width, video.height) == (48, 64)
    assert video.rotation in {90, 270}


def test_wide_pixels_are_shown_square(clip: Clip) -> None:
    video = probe(clip("dvd.mp4", *picture(), *H264, "-aspect", "16:9")).video
    assert video is not None
    assert (video.width, video.height) == (85, 48)


def test_the_default_sound_comes_first_and_the_others_are_named(clip: Clip) -> None:
    path = clip(
        "two.mkv", *tone(), *tone(hertz=880), "-map", "0", "-map", "1", "-c:a", "flac",
        "-metadata:s:a:0", "language=fre", "-metadata:s:a:1", "language=eng",
        "-metadata:s:a:1", "title=Director", "-disposition:a:0", "0",
        "-disposition:a:1", "default",
    )  # fmt: skip
    info = probe(path)
    assert [(a.language, a.title) for a in info.audio] == [("en", "Director"), ("fr", "")]
    assert info.default_audio is not None
    assert info.default_audio.index == 1


def test_a_recording_of_the_browser_gets_its_duration_measured(clip: Clip, tmp_path: Path) -> None:
    # MediaRecorder writes a WebM that does not say how long it is, as ffmpeg does into a pipe.
    path = clip("live.webm", *tone(3), "-c:a", "libopus", "-live", "1")
    info = probe(path)
    assert not info.duration_declared
    assert info.duration_ms == pytest.approx(3000, abs=60)


def test_the_cover_of_a_song_is_not_a_video(clip: Clip) -> None:
    cover = clip("cover.png", *picture(), "-frames:v", "1")
    path = clip(
        "song.mp3", *tone(), "-i", str(cover), "-map", "0", "-map", "1",
        "-c:v", "png", "-disposition:v", "attached_pic",
    )  # fmt: skip
    info = probe(path)
    assert (info.kind, info.video) == ("audio", None)


def test_a_small_file_cannot_last_for_days(tmp_path: Path) -> None:
    path = tmp_path / "slow.wav"
    path.write_bytes(boxes.wav(bytes(200_000), rate=1))
    with pytest.raises(MediaError, match="too few samples a second"):
        probe(path)
    path.write_bytes(boxes.wav(bytes(8000), rate=4000))
    assert probe(path).duration_ms == 1000


def test_real_films_are_understood(shared: Path) -> None:
    nasa = probe(shared / "media/video/nasa-webb-embedded-captions.mp4")
    assert nasa.duration_ms == pytest.approx(13_056, abs=50)
    assert (len(nasa.audio), nasa.video_streams) == (2, 2)
    assert [track.codec for track in nasa.subtitles] == ["mov_text", "mov_text"]
    hand = probe(shared / "media/sign/asl-fingerspelling-hand.mp4")
    assert hand.video is not None
    assert (hand.video.width, hand.video.height, hand.has_audio) == (620, 1080, False)
