"""Where a signer's hands, face and shoulders are, where mediapipe is installed (an extra).

Nothing here recognises signs. mediapipe runs in a process of its own with a limit of memory (seen:
1.1 GiB reserved, 0.35 GiB used) and gets bare pictures; ffmpeg reads the file, as everywhere.
"""

from __future__ import annotations

import json
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import ffmpeg

from .failure import MediaError
from .probe import MediaInfo, VideoStream
from .runner import DEFAULT_MEMORY_BYTES, stream
from .sightings import STEP_MS, Place, Sighting
from .sign_pictures import STALL_LIMIT_S, picture_of

MEMORY_BYTES = 3 * 1024**3
ANSWER_LIMIT_S = 120
"""For one picture: the first waits for the models, and all yields to everything else."""

_WIDTH = 480


def installed() -> bool:
    """Whether landmarks can be looked for here: ``pip install .[landmarks]``."""
    return find_spec("mediapipe") is not None


def sightings(
    path: Path,
    info: MediaInfo,
    *,
    on_progress: Callable[[float], None] = lambda done: None,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
    background: bool = True,
) -> list[Sighting]:
    """Look at two pictures of each second of the video at the absolute ``path``.

    MediaError where there is no picture, it cannot be read, or the finder fails.
    """
    video = picture_of(info)
    width, height = _size(video)
    seen: list[Sighting] = []
    args = (
        ffmpeg.input(str(path))
        .output(
            "pipe:1",
            map=f"0:{video.index}",
            vf=f"fps=1000/{STEP_MS}:start_time=0,scale={width}:{height}:flags=area",
            format="rawvideo",
            pix_fmt="rgb24",
        )
        .compile()
    )
    with (
        stream(
            args,
            inputs=[path],
            stall_limit_s=STALL_LIMIT_S,
            memory_bytes=memory_bytes,
            background=background,
        ) as output,
        _finder(width, height, background) as finder,
    ):
        picture = width * height * 3
        while len(seen) * STEP_MS <= info.limit_ms:
            data = output.read(picture)
            if len(data) < picture:
                break
            seen.append(_sighting(len(seen) * STEP_MS, _asked(finder, data)))
            on_progress(min(1.0, len(seen) * STEP_MS / info.duration_ms))
    return seen


@contextmanager
def _finder(width: int, height: int, background: bool) -> Iterator[subprocess.Popen[bytes]]:
    limits = [f"--as={MEMORY_BYTES}"]
    walls = [found, *limits] if (found := shutil.which("prlimit")) else []
    yields = ["nice", "-n", "19"] if background else []
    script = Path(__file__).with_name("landmarks_worker.py")
    process = subprocess.Popen(
        [*yields, *walls, sys.executable, "-P", str(script), str(width), str(height)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def _asked(finder: subprocess.Popen[bytes], picture: bytes) -> dict[str, Any]:
    assert finder.stdin is not None  # noqa: S101 - _finder always makes both pipes
    assert finder.stdout is not None  # noqa: S101
    try:
        finder.stdin.write(picture)
        finder.stdin.flush()
    except BrokenPipeError as error:
        raise MediaError("What finds hands has stopped. Try again later.") from error
    line, deadline = b"", time.monotonic() + ANSWER_LIMIT_S
    while not line.endswith(b"\n"):
        left = max(0.0, deadline - time.monotonic())
        if not select.select([finder.stdout], [], [], left)[0]:
            raise MediaError("What finds hands takes too long. Try again later.")
        part = finder.stdout.readline()
        if not part:
            raise MediaError("What finds hands has stopped. Try again later.")
        line += part
    answer: dict[str, Any] = json.loads(line)
    return answer


def _sighting(ms: int, answer: dict[str, Any]) -> Sighting:
    def places(name: str) -> tuple[Place, ...]:
        return tuple((x, y) for x, y in answer[name])

    face = answer["face"]
    return Sighting(
        ms,
        hands=places("hands"),
        wrists=places("wrists"),
        sure=tuple(answer["sure"]),
        face=tuple(face) if face else None,
    )


def _size(video: VideoStream) -> tuple[int, int]:
    width = min(video.width, _WIDTH)
    return max(2, width // 2 * 2), max(2, round(video.height * width / video.width / 2) * 2)
