"""Somebody sets up the models, with and without a network."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tasks.engines import catalogue
from tests.unit.tasks.engines.model_server import ModelServer, serving
from webapp.commands.model import model

CONTENT = b"weights" * 1000


@pytest.fixture(autouse=True)
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[ModelServer]:
    pinned = catalogue.Pinned("little", len(CONTENT), hashlib.sha256(CONTENT).hexdigest(), "r", "1")
    monkeypatch.setitem(catalogue.MODELS, "little", pinned)
    monkeypatch.setenv("SIGHTLINE_MODELS_DIR", str(tmp_path / "models"))
    with serving(CONTENT) as running:
        monkeypatch.setenv("SIGHTLINE_MODEL_BASE_URL", running.address)
        yield running


def _model(*args: object) -> Result:
    return CliRunner().invoke(model, [str(arg) for arg in args])


def test_every_model_is_listed_with_its_size_and_whether_it_is_here() -> None:
    before = _model("list")
    assert before.exit_code == 0
    assert all(name in before.output for name in catalogue.MODELS)
    assert "59.7 MB" in before.output
    assert " here" not in before.output
    _model("fetch", "little")
    assert " here" in _model("list").output


def test_a_fetched_model_is_verified(tmp_path: Path) -> None:
    fetched = _model("fetch", "little")
    assert fetched.exit_code == 0, fetched.output
    file = tmp_path / "models" / "ggml-little.bin"
    assert fetched.stdout.strip() == str(file)
    verified = _model("verify", file)
    assert (verified.exit_code, verified.output) == (
        0,
        "ggml-little.bin is the model 'little', whole and unchanged.\n",
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(CONTENT[:-1] + b"?", "its content differs"), (CONTENT[:50], "it has 50 bytes instead of")],
)
def test_a_damaged_model_is_found_out(tmp_path: Path, content: bytes, sentence: str) -> None:
    file = tmp_path / "ggml-little.bin"
    file.write_bytes(content)
    result = _model("verify", file)
    assert result.exit_code == 2
    assert sentence in result.output
    assert "manage.py model fetch little" in result.output


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["fetch", "huge"], "There is no model called 'huge'"),
        (["verify", "missing.bin"], "missing.bin cannot be read"),
        (["verify", __file__], "none of the models in the catalogue"),
    ],
)
def test_each_problem_is_one_sentence(args: list[str], sentence: str) -> None:
    result = _model(*args)
    assert result.exit_code == 2
    assert sentence in result.output


def test_without_the_official_place_it_says_what_to_do(server: ModelServer) -> None:
    server.status = 503
    result = _model("fetch", "little")
    assert result.exit_code == 2
    assert "answered 503" in result.output
