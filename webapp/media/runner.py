"""The one place that starts ffmpeg and ffprobe, with every limit that an unknown file needs.

Seen in a run without them: an HLS playlist uploaded as ``.mp4`` made ffmpeg read another local
file. So a file is opened by a list of containers and decoders, through the ``file`` protocol
alone, within limits of picture size, memory and time, behind the walls of `sandbox`.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import IO

from webapp import tracing

from . import sandbox
from .failure import MediaError, explain, too_slow

__all__ = ["MediaError", "Output", "run", "stream"]

MIB = 1024 * 1024
DEFAULT_MEMORY_BYTES = 3 * 1024 * MIB
MAX_PIXELS = 8192 * 4352
"""The largest picture that is decoded: 8K (7680 by 4320) and a little."""

FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "mp3", "wav", "w64", "flac", "ogg", "aac", "asf",
    "avi", "mpegts", "mpeg", "flv", "aiff", "amr", "ac3", "eac3", "caf", "mxf",
)  # fmt: skip
VIDEO_DECODERS = (
    "h264", "hevc", "libdav1d", "libaom-av1", "av1", "vp8", "vp9", "libvpx", "libvpx-vp9",
    "mpeg1video", "mpeg2video", "mpegvideo", "mpeg4", "msmpeg4v1", "msmpeg4v2", "msmpeg4", "h263",
    "h263p", "wmv1", "wmv2", "wmv3", "vc1", "theora", "vp6", "vp6f", "flv", "mjpeg", "png",
    "prores", "dnxhd", "dvvideo", "rawvideo", "ffv1",
)  # fmt: skip
AUDIO_DECODERS = (
    "aac", "aac_latm", "mp3float", "mp3", "mp2float", "mp2", "mp1float", "mp1", "flac", "vorbis",
    "libvorbis", "opus", "libopus", "alac", "wmav1", "wmav2", "wmapro", "wmavoice", "wmalossless",
    "ac3", "eac3", "dca", "amrnb", "amrwb", "speex", "libspeex", "gsm_ms", "adpcm_ms",
    "adpcm_ima_wav", "adpcm_ima_qt", "pcm_u8", "pcm_s8", "pcm_s16le", "pcm_s16be", "pcm_s24le",
    "pcm_s24be", "pcm_s32le", "pcm_s32be", "pcm_f32le", "pcm_f32be", "pcm_f64le", "pcm_f64be",
    "pcm_alaw", "pcm_mulaw", "pcm_bluray", "pcm_dvd",
)  # fmt: skip
TEXT_DECODERS = ("mov_text", "subrip", "srt", "webvtt", "ass", "ssa", "text")

_GUARD = (
    "-protocol_whitelist", "file",
    "-format_whitelist", ",".join(FORMATS),
    "-codec_whitelist", ",".join((*VIDEO_DECODERS, *AUDIO_DECODERS, *TEXT_DECODERS)),
    "-max_pixels", str(MAX_PIXELS),
)  # fmt: skip
_DRAWN = ("-f", "lavfi")
_DETAILS_BYTES = 16 * 1024
_CHUNK = 64 * 1024


class Output:
    """What a running program writes, read as it comes. Made by `stream`."""

    def __init__(self, process: subprocess.Popen[bytes], stall_limit_s: float) -> None:
        assert process.stdout is not None  # noqa: S101 - _start always makes the pipe
        self._process = process
        self._pipe = process.stdout.fileno()
        self._stall_limit_s = stall_limit_s
        self._details = bytearray()
        self._listener = Thread(target=self._keep_details, args=(process.stderr,), daemon=True)
        self._listener.start()
        self.ended = False

    @property
    def details(self) -> str:
        """The end of what the program said about its work."""
        return self._details.decode("utf-8", "replace")

    def read(self, size: int) -> bytes:
        """Exactly ``size`` bytes, fewer only at the end. MediaError when nothing comes in time."""
        parts = bytearray()
        while len(parts) < size:
            chunk = self.read_some(size - len(parts), time.monotonic() + self._stall_limit_s)
            if not chunk:
                break
            parts += chunk
        return bytes(parts)

    def read_some(self, size: int, deadline: float) -> bytes:
        """What is there, at most ``size`` bytes; empty at the end."""
        poll = select.poll()
        poll.register(self._pipe, select.POLLIN | select.POLLHUP)
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise too_slow(self._stall_limit_s, self.details)
        chunk = os.read(self._pipe, min(size, _CHUNK))
        self.ended = self.ended or not chunk
        return chunk

    def finish(self, deadline: float) -> None:
        """Wait for the end, and raise MediaError where the program failed."""
        try:
            code = self._process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired as error:
            raise too_slow(self._stall_limit_s, self.details) from error
        self._listener.join()
        if code:
            raise explain(self._with_signal(code))

    def stop(self) -> None:
        """Kill the program and all that it started; close the pipes."""
        if self._process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._listener.join()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()

    def _with_signal(self, code: int) -> str:
        # bubblewrap hands on a signal as 128 + its number.
        killed = {-signal.SIGXFSZ: "File too large", -signal.SIGKILL: "Out of memory"}
        return f"{self.details}\n{killed.get(code, killed.get(128 - code, ''))}"

    def _keep_details(self, pipe: IO[bytes]) -> None:
        # A hostile file can make ffmpeg complain without end: only the last lines are kept.
        while chunk := os.read(pipe.fileno(), _CHUNK):
            self._details += chunk
            del self._details[:-_DETAILS_BYTES]


def run(
    args: Sequence[str],
    *,
    inputs: Sequence[Path],
    time_limit_s: float,
    output_dir: Path | None = None,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
    output_bytes: int | None = None,
    on_progress: Callable[[int], None] | None = None,
    background: bool = False,
    max_answer_bytes: int = 16 * MIB,
) -> bytes:
    """Run ffmpeg or ffprobe to its end and return what it wrote to standard output.

    ``args`` begins with the program's name, as ffmpeg-python compiles it. ``inputs`` are absolute
    paths made by the server; every ``-i`` names one of them. ``output_dir`` is the one folder that
    can be written to and ``output_bytes`` the largest file in it. ``on_progress`` gets the time in
    the output that is reached, in ms; standard output then holds no answer. ``background`` work
    yields to everything else on the machine. MediaError with a sentence where anything fails.
    """
    command = _guarded(args, inputs, progress=on_progress is not None)
    deadline = time.monotonic() + time_limit_s
    answer = bytearray()
    with _started(
        command, inputs, output_dir, memory_bytes, output_bytes, background, time_limit_s
    ) as output:
        while chunk := output.read_some(_CHUNK, deadline):
            answer += chunk
            if on_progress is not None:
                _tell(answer, on_progress)
            elif len(answer) > max_answer_bytes:
                raise MediaError(
                    "This file says more about itself than any real media file does, "
                    "so it was refused.",
                    output.details,
                )
        output.finish(deadline)
    return bytes(answer)


@contextmanager
def stream(
    args: Sequence[str],
    *,
    inputs: Sequence[Path],
    stall_limit_s: float = 60,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
    background: bool = False,
) -> Iterator[Output]:
    """Run ffmpeg while its standard output is read, in flat memory.

    The reader sets the pace, so there is no limit on the whole time, but one on the wait for each
    part. Leaving the block stops the program. Where everything was read and the program failed,
    MediaError is raised on leaving.
    """
    command = _guarded(args, inputs, progress=False)
    with _started(command, inputs, None, memory_bytes, None, background, stall_limit_s) as output:
        yield output
        if output.ended:
            output.finish(time.monotonic() + stall_limit_s)


@contextmanager
def _started(
    command: Sequence[str],
    inputs: Sequence[Path],
    output_dir: Path | None,
    memory_bytes: int,
    output_bytes: int | None,
    background: bool,
    limit_s: float,
) -> Iterator[Output]:
    for path in inputs:
        _check_input(path)
    wrapped = sandbox.wrap(
        command,
        inputs=inputs,
        output_dir=output_dir,
        memory_bytes=memory_bytes,
        output_bytes=output_bytes,
        background=background,
    )
    process = subprocess.Popen(
        wrapped,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # Of the environment only what the programs need: nothing of ours is theirs to read.
        # Few malloc arenas, or each thread reserves 64 MiB of the memory that is counted.
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "MALLOC_ARENA_MAX": "2"},
    )
    output = Output(process, limit_s)
    try:
        with tracing.span(f"run {command[0].rpartition('/')[2]}"):
            yield output
    finally:
        output.stop()


def _check_input(path: Path) -> None:
    if not path.is_absolute():
        raise ValueError(f"not an absolute path: {path}")
    if not path.is_file():
        raise MediaError("The file is no longer there. Upload it again.", str(path))
    if path.stat().st_size == 0:
        raise MediaError("This file is empty. Choose another one, or export it again.")


def _guarded(args: Sequence[str], inputs: Sequence[Path], *, progress: bool) -> list[str]:
    """Put the limits before each input, so that no caller can forget them."""
    name, *rest = args
    if name not in {"ffmpeg", "ffprobe"}:
        raise ValueError(f"not a program that is run here: {name}")
    command = [sandbox.program(name), "-hide_banner", "-v", "error"]
    if name == "ffmpeg":
        command += ["-nostdin", "-y"]
        command += ["-progress", "pipe:1", "-nostats"] if progress else []
    known = {str(path) for path in inputs}
    for position, arg in enumerate(rest):
        if arg == "-i" and tuple(rest[position - 2 : position]) != _DRAWN:
            if rest[position + 1] not in known:
                raise ValueError(f"an input that was not named: {rest[position + 1]}")
            command += _GUARD
        command.append(arg)
    return command


def _tell(lines: bytearray, on_progress: Callable[[int], None]) -> None:
    """Read ffmpeg's whole progress lines off the front and report the last time in them."""
    *whole, rest = lines.split(b"\n")
    lines[:] = rest
    for line in reversed(whole):
        key, _, value = line.partition(b"=")
        if key == b"out_time_us" and value.strip().lstrip(b"-").isdigit():
            on_progress(max(0, int(value) // 1000))
            return
