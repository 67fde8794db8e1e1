"""Models from the official place or a mirror: resumed, checked to the byte, then named."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import httpx
import stamina

from tasks.engines.catalogue import Pinned

CONNECT_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 30.0
ATTEMPTS = 5
"""So often is a connection that broke off taken up again, with growing and uneven pauses."""
_CHUNK = 1024 * 1024


class FetchError(Exception):
    """The model did not arrive whole. ``str()`` is a sentence that says what to do."""


class _BrokeOff(FetchError):
    """The connection ended before the model did."""


BROKEN_OFF = (_BrokeOff, httpx.ReadError, httpx.ReadTimeout, httpx.RemoteProtocolError)


def fetch(
    model: Pinned,
    models_dir: Path,
    base_url: str,
    *,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Path:
    """Fetch a model and return its file; at once where the whole of it is there already.

    What has arrived is kept as ``*.part`` and continued by a range request, at once where the
    connection broke off, and by the next call. The file gets its
    name only when size and SHA-256 are those of the catalogue. ``on_progress`` gets the number of
    bytes that are there. FetchError in every other case.
    """
    target = models_dir / model.filename
    if target.is_file() and target.stat().st_size == model.size:
        on_progress(model.size)
        return target
    part = target.with_name(f"{target.name}.part")
    try:
        models_dir.mkdir(parents=True, exist_ok=True)
        if _size(part) > model.size:
            part.unlink()
        for attempt in stamina.retry_context(on=BROKEN_OFF, attempts=ATTEMPTS, timeout=None):
            with attempt:
                if _size(part) < model.size:
                    _download(f"{base_url.rstrip('/')}/{model.path}", part, model, on_progress)
        _check(part, model)
        part.replace(target)
    except httpx.HTTPError as error:
        raise FetchError(_unreachable(base_url, model, part)) from error
    except OSError as error:
        raise FetchError(
            f"The model cannot be written to {models_dir}: {error.strerror or error}."
        ) from error
    return target


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file as hexadecimal digits."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _download(url: str, part: Path, model: Pinned, on_progress: Callable[[int], None]) -> None:
    have = _size(part)
    # Compressed on the way, the byte count of a range would be another.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    timeout = httpx.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)
    with (
        httpx.Client(timeout=timeout, follow_redirects=True) as client,
        client.stream("GET", url, headers=headers) as answer,
    ):
        if answer.status_code not in {200, 206}:
            raise FetchError(
                f"The server answered {answer.status_code} for the model '{model.name}'. "
                "Check the address in SIGHTLINE_MODEL_BASE_URL."
            )
        if answer.status_code == 200 or not _continues(answer, have):
            have = 0
        with part.open("ab" if have else "wb") as file:
            for chunk in answer.iter_bytes(_CHUNK):
                have += len(chunk)
                if have > model.size:
                    break
                file.write(chunk)
                on_progress(have)
            file.flush()
            os.fsync(file.fileno())
    if have < model.size:
        raise _BrokeOff(
            f"The connection ended at {have:,} of {model.size:,} bytes of '{model.name}'. "
            "Run the same command again: it goes on from there."
        )
    if have > model.size:
        part.unlink()
        raise FetchError(_not_ours(model))


def _continues(answer: httpx.Response, have: int) -> bool:
    return str(answer.headers.get("content-range", "")).startswith(f"bytes {have}-")


def _check(part: Path, model: Pinned) -> None:
    if sha256_of(part) != model.sha256:
        part.unlink()
        raise FetchError(_not_ours(model))


def _not_ours(model: Pinned) -> str:
    return (
        f"What arrived is not the model '{model.name}' (size or SHA-256 differ), so it was "
        "thrown away. Try again, or set SIGHTLINE_MODEL_BASE_URL to another mirror."
    )


def _unreachable(base_url: str, model: Pinned, part: Path) -> str:
    kept = " What has arrived is kept for the next try." if _size(part) else ""
    return (
        f"The model '{model.name}' cannot be fetched: no connection to {base_url}.{kept} "
        "Without network, copy the file here and give its path as the model."
    )


def _size(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0
