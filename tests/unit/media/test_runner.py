"""A hostile file costs one sentence, and reads nothing that is not its own."""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path

import pytest

from webapp.media import MediaError, runner, sandbox
from webapp.media.failure import explain
from webapp.media.probe import probe

from .conftest import PLAYABLE, Clip, picture, tone


@pytest.fixture
def secret(clip: Clip) -> Path:
    """A file of somebody else's."""
    return clip("secret.mp4", *picture(1), *tone(1), *PLAYABLE)


def playlist(secret: Path) -> str:
    return f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{secret}\n#EXT-X-ENDLIST\n"


def test_an_uploaded_playlist_cannot_bring_out_somebody_elses_file(
    secret: Path, tmp_path: Path
) -> None:
    attack = tmp_path / "holiday.mp4"
    attack.write_text(playlist(secret))
    unguarded = subprocess.run(
        ["ffprobe", "-v", "error", "-show_streams", "-allowed_extensions", "ALL", str(attack)],
        check=False,
        capture_output=True,
    )
    assert b"codec_name=h264" in unguarded.stdout, "the attack works where nobody guards"
    with pytest.raises(MediaError, match="not a video or audio file") as refused:
        probe(attack)
    assert "hls" in refused.value.details
    out = tmp_path / "out.mp4"
    with pytest.raises(MediaError, match="not a video or audio file"):
        runner.run(
            ["ffmpeg", "-i", str(attack), "-c", "copy", str(out)],
            inputs=[attack],
            output_dir=tmp_path,
            time_limit_s=30,
        )
    assert not out.exists()


def test_where_the_walls_stand_a_playlist_could_not_even_see_the_file(
    secret: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "bwrap" not in sandbox.walls():
        pytest.skip("bubblewrap does not work on this machine")
    attack = tmp_path / "holiday.mp4"
    attack.write_text(playlist(secret))
    monkeypatch.setattr(runner, "_GUARD", ("-allowed_extensions", "ALL"))
    look = ["ffprobe", "-show_streams", "-i", str(attack)]
    let_in = runner.run(look, inputs=[attack, secret], time_limit_s=30)
    assert b"codec_name=h264" in let_in, "the attack works where the wall has a door"
    with pytest.raises(MediaError):
        runner.run(look, inputs=[attack], time_limit_s=30)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty"),
        (b"<html><body>A web page</body></html>", "not a video or audio file"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "not a video or audio"),
        (b"ffconcat version 1.0\nfile secret.mp4\n", "not a video or audio file"),
        (b"\0" * 50_000, "not a video or audio file"),
        (bytes(range(256)) * 300, "not a video or audio file"),
    ],
)
def test_what_is_not_media_is_called_so(content: bytes, sentence: str, tmp_path: Path) -> None:
    for name in ("upload.mp4", "upload.mp3", "upload"):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(MediaError, match=sentence):
            probe(path)


@pytest.mark.parametrize("codec", [["mjpeg", "bomb.avi"], ["png", "bomb.mov"]])
def test_a_picture_that_would_fill_the_memory_is_refused(codec: list[str], clip: Clip) -> None:
    bomb = clip(
        codec[1], "-f", "lavfi", "-i", "color=s=6400x6400", "-frames:v", "1", "-c:v", codec[0]
    )
    with pytest.raises(MediaError, match="picture in this file is larger"):
        probe(bomb)


def test_a_coding_that_we_do_not_open_is_named(clip: Clip) -> None:
    path = clip("old.avi", *picture(1), "-c:v", "cinepak")
    with pytest.raises(MediaError, match=r"cannot read \(cinepak\)"):
        probe(path)


def test_a_coding_without_a_name_is_damage() -> None:
    said = "Decoder (codec none) not found for input stream #0:0"
    assert str(explain(said)).startswith("This file is damaged")


def test_an_upload_that_broke_off_is_called_cut_off(clip: Clip, tmp_path: Path) -> None:
    whole = clip("whole.mp4", *picture(), *tone(), *PLAYABLE, "-movflags", "+faststart")
    half = tmp_path / "half.mp4"
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(MediaError, match="cut off"):
        probe(half)


def test_work_without_end_is_stopped(tmp_path: Path) -> None:
    endless = ["ffmpeg", "-f", "lavfi", "-i", "color=s=64x48", "-f", "null", "-"]
    with pytest.raises(MediaError, match="longer than 1 seconds") as stopped:
        runner.run(endless, inputs=[], time_limit_s=1)
    assert "Traceback" not in str(stopped.value)
    assert threading.active_count() < 10


def test_work_that_needs_too_much_memory_is_stopped(clip: Clip) -> None:
    path = clip("talk.mp4", *picture(1), *PLAYABLE[:-2])
    with pytest.raises(MediaError, match="more memory"):
        runner.run(
            ["ffmpeg", "-i", str(path), "-vf", "scale=7000:4000,loop=100:100", "-f", "null", "-"],
            inputs=[path],
            time_limit_s=60,
            memory_bytes=300 * runner.MIB,
        )


def test_an_output_that_grows_without_end_is_stopped(tmp_path: Path) -> None:
    out = tmp_path / "big.wav"
    with pytest.raises(MediaError, match="grew far larger"):
        runner.run(
            ["ffmpeg", "-f", "lavfi", "-i", "sine", str(out)],
            inputs=[],
            output_dir=tmp_path,
            time_limit_s=60,
            output_bytes=200_000,
        )
    assert out.stat().st_size <= 200_000


@pytest.mark.parametrize("name", ["-version", "talk.mp4", "http://example.org/talk.mp4"])
def test_only_absolute_paths_are_opened(name: str) -> None:
    with pytest.raises(ValueError, match="not an absolute path"):
        runner.run(["ffprobe", "-i", str(Path(name))], inputs=[Path(name)], time_limit_s=5)


def test_an_input_that_nobody_named_is_a_mistake_of_ours(secret: Path) -> None:
    with pytest.raises(ValueError, match="was not named"):
        runner.run(["ffprobe", "-i", str(secret)], inputs=[], time_limit_s=5)


def test_leaving_a_stream_early_ends_the_program() -> None:
    endless = ["ffmpeg", "-f", "lavfi", "-i", "sine", "-f", "f32le", "pipe:1"]
    with runner.stream(endless, inputs=[]) as output:
        assert len(output.read(1000)) == 1000
        process = output._process
    assert process.returncode is not None
