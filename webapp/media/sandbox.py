"""The walls around ffmpeg: memory, files, network, priority. Each is used where the machine has it.

A media file can be made to attack the program that reads it, so ffmpeg gets only the files that
it is to work on. Which walls stand is found out once, by a trial run, and told by `walls`.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from .failure import MediaError

SYSTEM_FOLDERS = (
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/alternatives",
)
_TRIAL_S = 20


@cache
def program(name: str) -> str:
    """Where a program is; MediaError where it is not installed."""
    found = shutil.which(name)
    if found is None:
        raise MediaError(f"{name} is not installed on this machine. Install ffmpeg and try again.")
    return found


@cache
def walls() -> tuple[str, ...]:
    """Names of the walls that work here, out of bwrap, setpriv, prlimit and chrt."""
    trials = {
        "bwrap": _bubblewrap([], None),
        "setpriv": ["setpriv", "--no-new-privs", "--pdeathsig", "KILL"],
        "prlimit": _limits(2**32, None),
        "chrt": ["chrt", "-i", "0"],
    }
    return tuple(name for name, prefix in trials.items() if _works(prefix))


def wrap(
    command: Sequence[str],
    *,
    inputs: Sequence[Path],
    output_dir: Path | None,
    memory_bytes: int,
    output_bytes: int | None,
    background: bool,
) -> list[str]:
    """Put the walls before ``command``."""
    standing = walls()
    prefix: list[str] = []
    if background and "chrt" in standing:
        prefix += ["chrt", "-i", "0"]
    if "prlimit" in standing:
        prefix += _limits(memory_bytes, output_bytes)
    if "bwrap" in standing:
        prefix += _bubblewrap(inputs, output_dir)
    elif "setpriv" in standing:
        prefix += ["setpriv", "--no-new-privs", "--pdeathsig", "KILL"]
    return [*prefix, *command]


def _limits(memory_bytes: int, output_bytes: int | None) -> list[str]:
    size = "" if output_bytes is None else str(output_bytes)
    limits = ["prlimit", f"--as={memory_bytes}", "--core=0"]
    return [*limits, f"--fsize={size}"] if size else limits


def _bubblewrap(inputs: Sequence[Path], output_dir: Path | None) -> list[str]:
    """No network, no other process, and no file but the system's, the inputs and the output."""
    command = ["bwrap", "--unshare-all", "--die-with-parent", "--cap-drop", "ALL", "--dev", "/dev"]
    for folder in SYSTEM_FOLDERS:
        command += ["--ro-bind-try", folder, folder]
    if output_dir is not None:
        command += ["--bind", str(output_dir), str(output_dir)]
    # After the output folder: an input that lies in it must stay read-only.
    for path in inputs:
        command += ["--ro-bind", str(path), str(path)]
    return [*command, "--chdir", "/"]


def _works(prefix: Sequence[str]) -> bool:
    if shutil.which(prefix[0]) is None:
        return False
    try:
        trial = subprocess.run(
            [*prefix, program("ffmpeg"), "-version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_TRIAL_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return trial.returncode == 0
