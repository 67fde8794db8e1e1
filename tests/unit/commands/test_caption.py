"""Somebody has a video and a terminal, and wants captions."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from tests.unit.tasks.engines.speech_server import KEY, speech_server
from tests.unit.tasks.sounds import say, silence, write_wav
from webapp.captions.formats import read
from webapp.commands.caption import caption


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SIGHTLINE_MODELS_DIR", str(tmp_path / "models"))
    monkeypatch.delenv("SIGHTLINE_VAD_MODEL", raising=False)


@pytest.fixture
def model(fixtures: Path) -> str:
    return str(fixtures / "micro-whisper" / "micro-en-q8_0.bin")


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    sound = np.concatenate([silence(1), say("The train leaves from platform seven."), silence(1)])
    return write_wav(tmp_path / "talk.wav", sound)


def _caption(*args: object) -> Result:
    return CliRunner().invoke(caption, [str(arg) for arg in args])


def test_captions_lie_beside_the_file(talk: Path, model: str) -> None:
    result = _caption(talk, "--model", model)
    assert result.exit_code == 0, result.output
    captions = read(talk.with_suffix(".vtt").read_bytes(), "talk.vtt")
    assert [cue.text.replace("\n", " ") for cue in captions.cues] == [
        "The train leaves from platform seven."
    ]
    assert abs(captions.cues[0].start_ms - 1000) <= 100
    assert "Automatic captions, not reviewed" in captions.notes[0].text


@pytest.mark.parametrize("name", ["vtt", "srt", "ttml", "scc", "json", "txt"])
def test_each_format_goes_to_standard_output(talk: Path, model: str, name: str) -> None:
    result = _caption(talk, "--model", model, "--format", name, "-o", "-")
    assert result.exit_code == 0, result.output
    assert result.stdout_bytes
    if name == "json":
        cue = json.loads(result.stdout)["cues"][0]
        assert [word["text"] for word in cue["words"]][-1] == "seven."
        assert 0 < cue["words"][0]["probability"] <= 1
    elif name not in {"scc"}:
        assert "platform" in result.stdout


def test_the_format_goes_by_the_name_that_is_asked_for(talk: Path, model: str) -> None:
    target = talk.with_name("out.srt")
    assert _caption(talk, "--model", model, "-o", target).exit_code == 0
    assert target.read_text().startswith("1\n00:00:0")


def test_a_file_that_is_there_is_kept_until_forced(talk: Path, model: str) -> None:
    target = talk.with_suffix(".vtt")
    target.write_text("corrected by hand")
    result = _caption(talk, "--model", model)
    assert result.exit_code == 2
    assert "Add --force to replace it" in result.output
    assert target.read_text() == "corrected by hand"
    assert _caption(talk, "--model", model, "--force").exit_code == 0
    assert target.read_text().startswith("WEBVTT")


def test_where_nobody_speaks_it_says_so(tmp_path: Path, model: str) -> None:
    file = write_wav(tmp_path / "quiet.wav", silence(3))
    result = _caption(file, "--model", model, "-o", "-")
    assert result.exit_code == 0
    assert "Nobody was heard speaking in quiet.wav." in result.stderr
    assert "-->" not in result.stdout


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["missing.mp4"], "There is no file missing.mp4."),
        ([__file__], "not a video or audio file"),
        (["TALK", "--model", "no-such-model"], "no whisper model called 'no-such-model'"),
        (["TALK", "--model", "tiny"], "manage.py model fetch tiny"),
        (["TALK", "--engine", "sphinx", "--language", "de"], "knows English only"),
        (["TALK", "--language", "de"], "manage.py model fetch"),
        (["TALK", "--engine", "remote"], "can set SIGHTLINE_REMOTE_ENGINE_URL"),
        (["TALK", "-o", "out.stl"], "cannot be written as stl"),
        (["TALK", "-o", "nowhere/out.vtt"], "There is no folder nowhere"),
    ],
)
def test_each_problem_is_one_sentence(talk: Path, args: list[str], sentence: str) -> None:
    result = _caption(*(str(talk) if arg == "TALK" else arg for arg in args))
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert "Traceback" not in result.output


class TestTheSpeechServer:
    def test_it_hears_where_it_is_asked_for(
        self, talk: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with speech_server() as server:
            server.key = KEY
            monkeypatch.setenv("SIGHTLINE_REMOTE_ENGINE_URL", server.url)
            monkeypatch.setenv("SIGHTLINE_REMOTE_ENGINE_KEY", KEY)
            result = _caption(talk, "--engine", "remote", "--model", "large-v3", "-o", "-")
            assert result.exit_code == 0, result.output
            assert "Made by remote large-v3." in result.stdout
            assert "The train leaves from" in result.stdout
            assert server.asked[0].fields["model"] == ["large-v3"]

    def test_nothing_else_hears_in_its_place(
        self, talk: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with speech_server() as server:
            server.key = KEY
            monkeypatch.setenv("SIGHTLINE_REMOTE_ENGINE_URL", server.url)
            monkeypatch.setenv("SIGHTLINE_REMOTE_ENGINE_KEY", "a wrong one")
            result = _caption(talk, "--engine", "remote", "-o", "-")
        assert result.exit_code == 2
        assert "The speech server does not let us in." in result.stderr
        assert "a wrong one" not in result.output
