"""What a phone recorded becomes a clip that loads at once, with every frame and no sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.media.conftest import H264, Clip, picture, tone
from webapp.media import MediaError
from webapp.media import clip as clips
from webapp.media.clip import make_clip
from webapp.media.probe import probe


def test_a_clip_is_small_silent_and_keeps_its_frames(clip: Clip, tmp_path: Path) -> None:
    source = clip("a.mov", *picture(1, "960x1280"), *tone(1), *H264, "-metadata", "title=Home")
    target = tmp_path / "made.mp4"
    assert make_clip(source, target, probe(source)) == (480, 640)
    made = probe(target)
    assert made.video is not None
    assert (made.video.width, made.video.height, made.video.frame_rate) == (480, 640, 10)
    assert not made.has_audio
    assert b"Home" not in target.read_bytes()


def test_sound_alone_and_long_videos_are_refused_in_words(
    clip: Clip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = clip("a.wav", *tone(1))
    with pytest.raises(MediaError, match="Choose a video"):
        make_clip(sound, tmp_path / "b.mp4", probe(sound))
    monkeypatch.setattr(clips, "LONGEST_MS", 1500)
    long = clip("a.mp4", *picture(2), *H264)
    with pytest.raises(MediaError, match="Cut it to two minutes"):
        make_clip(long, tmp_path / "b.mp4", probe(long))
    assert not (tmp_path / "b.mp4").exists()
