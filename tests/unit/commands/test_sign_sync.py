"""Whoever runs the installation fits a signer's video by the sound that it shares with a media."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from tests.speechlike import speech
from webapp.commands.sign import sign
from webapp.extensions import db
from webapp.models import Library, Media, SignTrack

RATE = 16_000


def sound(path: Path, seed: int, seconds: float, *, skip_s: float = 0) -> Path:
    samples = speech(seed, seconds)[round(skip_s * RATE) :]
    command = f"ffmpeg -v error -y -f f32le -ar {RATE} -ac 1 -i pipe:0"
    subprocess.run([*command.split(), str(path)], input=samples.tobytes(), check=True)
    return path


@pytest.fixture
def app(installation: Flask) -> Flask:
    """One media with sound, and a signed version of it whose camera began 2.5 s late."""
    with installation.app_context():
        storage = installation.extensions["storage"]
        file, source = storage.new_name(".wav"), storage.new_name(".wav")
        for name, skip_s in ((file, 0.0), (source, 2.5)):
            with storage.publish(name) as path:
                sound(path, 1, 14, skip_s=skip_s)
        media = Media(
            slug="lighthouse",
            library=Library.default(),
            title="The lighthouse",
            original_name="l.wav",
            file=file,
            bytes=1,
            has_audio=True,
        )
        db.session.add(media)
        db.session.flush()
        db.session.add(SignTrack(media_id=media.id, language="bfi", source=source))
        db.session.add(SignTrack(media_id=media.id, language="ase"))
        db.session.commit()
    return installation


def run(*words: str) -> Result:
    return CliRunner().invoke(sign, ["sync", *words])


def tracks() -> list[tuple[int, float, str]]:
    kept = Media.by_slug("lighthouse").sign_tracks
    return [(track.offset_ms, track.rate, track.fitted) for track in kept]


def test_what_was_found_is_printed_and_kept_where_asked_for(app: Flask, tmp_path: Path) -> None:
    late = sound(tmp_path / "dora.wav", 1, 14, skip_s=4)
    shown = run("/media/lighthouse", str(late))
    assert shown.exit_code == 0, shown.output
    assert re.search(r"Offset: (4000|399\d|400\d) ms", shown.output)
    assert "Drift: +0.0000 %" in shown.output
    with app.app_context():
        assert tracks() == [(0, 1.0, ""), (0, 1.0, "")]
    kept = run("lighthouse", "1", "--version", "1")
    assert kept.exit_code == 0, kept.output
    assert "Kept with signed version 1." in kept.output
    with app.app_context():
        (offset_ms, rate, how), other = tracks()
        assert abs(offset_ms - 2500) <= 10
        assert (rate, how) == (1.0, "sound")
        assert other == (0, 1.0, "")
        first = Media.by_slug("lighthouse").sign_tracks[0]
        assert first.confidence is not None
        assert first.confidence >= 0.5


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("lighthouse", "other.wav", "--version", "1"), "do not sound alike"),
        (("lighthouse", "silent.mp4"), "The signer's video has no sound"),
        (("lighthouse", "gone.mp4"), "There is no file gone.mp4."),
        (("lighthouse", "2"), "is not kept. Name its file."),
        (("lighthouse", "7"), "There is no signed version 7."),
        (("lighthouse", "1", "--version", "7"), "There is no signed version 7."),
        (("elsewhere", "1"), "There is no media elsewhere."),
    ],
)
def test_what_cannot_be_fitted_is_refused_in_a_sentence_and_changes_nothing(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    if "other.wav" in words:
        sound(Path("other.wav"), 2, 14)
    if "silent.mp4" in words:
        made = "ffmpeg -v error -f lavfi -i testsrc2=size=64x48:rate=10:duration=1 silent.mp4"
        subprocess.run(made.split(), check=True)
    refused = run(*words)
    assert refused.exit_code == 2
    assert sentence in re.sub(r"\s+", " ", refused.output)
    with app.app_context():
        assert tracks() == [(0, 1.0, ""), (0, 1.0, "")]
