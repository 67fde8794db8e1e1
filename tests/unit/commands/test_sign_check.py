"""Dora checks her video at the command line before she gives it to the library."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from webapp.commands.sign import sign


@pytest.fixture(scope="module")
def dora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small, in six pictures a second."""
    path = tmp_path_factory.mktemp("dora") / "dora.mp4"
    made = ["-f", "lavfi", "-i", "testsrc2=size=160x120:rate=6:duration=3", "-pix_fmt", "yuv420p"]
    subprocess.run(["ffmpeg", "-v", "error", *made, str(path)], check=True)
    return path


def run(*words: str) -> Result:
    return CliRunner().invoke(sign, ["check", *words])


def test_she_reads_what_is_wrong_and_how_to_film_again(dora: Path) -> None:
    result = run(str(dora))
    assert result.exit_code == 0
    assert result.stdout.startswith("dora.mp4: cannot be published as it is (1 must")
    assert "Only 6 different pictures a second" in result.stdout
    assert "Set the camera to 25, 30 or more" in result.stdout
    assert "one side has 120 points" in result.stdout


def test_a_program_reads_the_same_as_json(dora: Path) -> None:
    result = run(str(dora), "--video", str(dora), "--json")
    found = json.loads(result.stdout)
    checks = {check["name"]: check for check in found["checks"]}
    assert found["publishable"] is False
    assert checks["frame_rate"]["level"] == "must"
    assert checks["frame_rate"]["value"] == pytest.approx(6)
    assert checks["length"]["ok"] is True
    assert checks["hands"]["ok"] is None
    assert checks["size"]["message"].startswith("The picture is small")


def test_what_is_no_video_is_refused_in_a_sentence(tmp_path: Path, dora: Path) -> None:
    text = tmp_path / "notes.mp4"
    text.write_text("Film again on Monday.")
    for words in ([str(text)], [str(tmp_path / "none.mp4")], [str(dora), "--video", "none.mp4"]):
        result = run(*words)
        assert result.exit_code == 2
        assert result.stderr.splitlines()[-1].startswith("Error: ")
