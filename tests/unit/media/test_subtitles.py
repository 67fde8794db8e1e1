"""Captions that come inside a film are not lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from webapp.media.probe import probe
from webapp.media.subtitles import extract

from .conftest import H264, Clip, picture

SRT = "1\n00:00:00,500 --> 00:00:01,500\nThe bell rings.\n\n"


@pytest.mark.parametrize(
    ("name", "codec"),
    [("a.mp4", "mov_text"), ("a.mkv", "subrip"), ("a.mkv", "ass"), ("a.webm", "webvtt")],
)
def test_captions_inside_come_out_with_their_language(
    name: str, codec: str, clip: Clip, tmp_path: Path
) -> None:
    text = tmp_path / "captions.srt"
    text.write_text(SRT)
    video = ["-c:v", "libvpx"] if name.endswith("webm") else H264
    path = clip(
        name, *picture(), "-i", str(text), *video, "-c:s", codec,
        "-metadata:s:s:0", "language=eng",
    )  # fmt: skip
    ((language, _, data),) = extract(path, probe(path))
    assert language == "en"
    assert data.startswith(b"WEBVTT")
    assert b"00:00.500 --> 00:01.500\nThe bell rings." in data


def test_a_film_without_captions_gives_none(clip: Clip) -> None:
    path = clip("a.mp4", *picture(), *H264)
    assert extract(path, probe(path)) == []


def test_both_real_caption_tracks_are_found(shared: Path) -> None:
    path = shared / "media/video/nasa-webb-embedded-captions.mp4"
    tracks = extract(path, probe(path))
    assert len(tracks) == 2
    assert all(b"optical and science segment" in data for _, _, data in tracks)
