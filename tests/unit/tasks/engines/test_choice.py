"""Who asks for captions gets the best engine that is there, or hears how to get one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tasks.engines import EngineUnavailable, choose


@pytest.fixture
def model(fixtures: Path) -> str:
    return str(fixtures / "micro-whisper" / "micro-en-q8_0.bin")


def test_whisper_is_taken_where_its_model_is(model: str) -> None:
    assert choose("auto", model, None).name == "whisper micro-en-q8_0"


def test_a_loaded_model_stays_warm(model: str) -> None:
    assert choose("auto", model, "en") is choose("whisper", model, None)


def test_a_fetched_model_is_found_by_name(model: str, tmp_path: Path) -> None:
    (tmp_path / "ggml-tiny.bin").symlink_to(model)
    assert choose("auto", "tiny", None, models_dir=tmp_path).name.startswith("whisper")


@pytest.mark.parametrize("language", [None, "en", "en-GB"])
def test_without_a_model_english_is_drafted_by_the_small_engine(
    language: str | None, tmp_path: Path
) -> None:
    assert choose("auto", "base-q5_1", language, models_dir=tmp_path).name == "sphinx en-us"


@pytest.mark.parametrize(
    ("engine", "name", "language", "sentence"),
    [
        ("auto", "base-q5_1", "de", "Get it with 'manage.py model fetch base-q5_1'"),
        ("whisper", "small", "en", "Get it with 'manage.py model fetch small'"),
        ("auto", "smal", "en", "no whisper model called 'smal', and no such file"),
        ("sphinx", None, "fr", "knows English only, not 'fr'"),
        ("kaldi", None, "en", "no engine called 'kaldi'"),
    ],
)
def test_what_is_missing_is_told_with_what_to_do(
    engine: str, name: str | None, language: str, sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(EngineUnavailable, match=sentence):
        choose(engine, name, language, models_dir=tmp_path)


def test_an_english_model_does_not_pretend_to_know_german(model: str) -> None:
    with pytest.raises(EngineUnavailable, match="knows English only"):
        choose("whisper", model, "de")


@pytest.mark.parametrize("kind", ["empty", "text", "cut", "other-numbers"])
def test_a_broken_model_costs_a_sentence_and_not_the_process(
    kind: str, model: str, tmp_path: Path
) -> None:
    whole = Path(model).read_bytes()
    broken = tmp_path / "broken.bin"
    broken.write_bytes(
        {
            "empty": b"",
            "text": b"not a model\n" * 100,
            "cut": whole[: len(whole) // 2],
            "other-numbers": whole[:44] + (99).to_bytes(4, "little") + whole[48:],
        }[kind]
    )
    with pytest.raises(EngineUnavailable, match=r"broken\.bin is not a whole whisper model"):
        choose("whisper", str(broken), None)


def test_the_process_ends_quietly(model: str) -> None:
    code = (
        "import sys, numpy; from tasks.engines import choose;"
        "choose('whisper', sys.argv[1], 'en')"
        ".transcribe(numpy.zeros(16000, 'f4'), language='en', prompt='')"
    )
    done = subprocess.run([sys.executable, "-c", code, model], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


@pytest.mark.parametrize("engine", ["whisper", "sphinx"])
def test_a_breath_of_sound_is_no_error(engine: str, model: str) -> None:
    sound = np.zeros(40, dtype=np.float32)
    chosen = choose(engine, model, "en")
    assert chosen.transcribe(sound, language="en", prompt="").words == []
