"""A model arrives whole or not at all, over a connection that breaks."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina

from tasks.engines.catalogue import MODELS, VOICE_MODEL, Pinned, locate
from tasks.engines.fetch import FetchError, fetch
from tests.unit.tasks.engines.model_server import ModelServer, serving

CONTENT = bytes(range(256)) * 12_000
PINNED = Pinned(
    "little", len(CONTENT), hashlib.sha256(CONTENT).hexdigest(), "someone/models", "a1b2c3"
)


@pytest.fixture(autouse=True)
def _no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3):
        yield


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with serving(CONTENT) as running:
        yield running


def test_a_model_comes_by_its_pinned_revision(server: ModelServer, tmp_path: Path) -> None:
    seen: list[int] = []
    file = fetch(PINNED, tmp_path / "models", f"{server.address}/", on_progress=seen.append)
    assert file.read_bytes() == CONTENT
    assert file.name == "ggml-little.bin"
    assert server.asked == [("/someone/models/resolve/a1b2c3/ggml-little.bin", None)]
    assert seen == sorted(seen)
    assert seen[-1] == len(CONTENT)


def test_a_model_that_is_there_is_not_fetched_again(server: ModelServer, tmp_path: Path) -> None:
    for _ in range(2):
        fetch(PINNED, tmp_path, server.address)
    assert len(server.asked) == 1


def test_after_a_broken_connection_it_goes_on_where_it_was(
    server: ModelServer, tmp_path: Path
) -> None:
    server.stops_after = 1_500_000
    assert fetch(PINNED, tmp_path, server.address).read_bytes() == CONTENT
    assert server.asked[0][1] is None
    assert str(server.asked[1][1]).startswith("bytes=1")


def test_a_connection_that_breaks_too_often_is_taken_up_by_the_next_call(
    server: ModelServer, tmp_path: Path
) -> None:
    server.stops_after = 1_500_000
    with (
        stamina.set_testing(True, attempts=1),
        pytest.raises(FetchError, match=r"kept|goes on from there"),
    ):
        fetch(PINNED, tmp_path, server.address)
    assert locate("little", tmp_path) is None
    had = (tmp_path / "ggml-little.bin.part").stat().st_size
    assert had > 0
    assert fetch(PINNED, tmp_path, server.address).read_bytes() == CONTENT
    assert server.asked[1][1] == f"bytes={had}-"


def test_a_server_without_ranges_begins_anew(server: ModelServer, tmp_path: Path) -> None:
    (tmp_path / "ggml-little.bin.part").write_bytes(b"x" * 1000)
    server.knows_ranges = False
    assert fetch(PINNED, tmp_path, server.address).read_bytes() == CONTENT


@pytest.mark.parametrize(
    "wrong", [CONTENT[:-1] + b"?", CONTENT + b"more", b""], ids=["other", "longer", "nothing"]
)
def test_what_is_not_the_model_never_gets_its_name(
    server: ModelServer, tmp_path: Path, wrong: bytes
) -> None:
    server.content = wrong
    with pytest.raises(FetchError):
        fetch(PINNED, tmp_path, server.address)
    assert not (tmp_path / PINNED.filename).exists()
    server.content = CONTENT
    assert fetch(PINNED, tmp_path, server.address).read_bytes() == CONTENT


def test_a_spoilt_beginning_is_thrown_away(server: ModelServer, tmp_path: Path) -> None:
    (tmp_path / "ggml-little.bin.part").write_bytes(b"x" * 1000)
    with pytest.raises(FetchError, match="is not the model 'little'"):
        fetch(PINNED, tmp_path, server.address)
    assert fetch(PINNED, tmp_path, server.address).read_bytes() == CONTENT


def test_a_missing_model_is_told_with_the_setting_to_look_at(
    server: ModelServer, tmp_path: Path
) -> None:
    server.status = 404
    with pytest.raises(FetchError, match=r"answered 404 .* SIGHTLINE_MODEL_BASE_URL"):
        fetch(PINNED, tmp_path, server.address)


def test_without_network_a_person_hears_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(FetchError, match=r"no connection .* give its path as the model"):
            fetch(PINNED, tmp_path, address)


def test_a_folder_that_cannot_be_made_is_named(server: ModelServer, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(FetchError, match="cannot be written"):
        fetch(PINNED, tmp_path / "file" / "models", server.address)


def test_every_model_is_pinned_to_the_byte() -> None:
    assert {"tiny", "base-q5_1", "small-q5_1", VOICE_MODEL} <= set(MODELS)
    for name, model in MODELS.items():
        assert len(bytes.fromhex(model.sha256)) == 32, name
        assert model.size > 500_000, name
    assert len({model.sha256 for model in MODELS.values()}) == len(MODELS)
