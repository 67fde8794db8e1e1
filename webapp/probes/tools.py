"""The programs that Sightline runs: which are there, and whether they can do what is asked."""

from __future__ import annotations

import re
import shutil
import subprocess

from webapp.audit.browser import NAMES as BROWSERS
from webapp.config import Settings
from webapp.media import MediaError, sandbox
from webapp.probes.reading import FAILED, OK, WARNING, Reading

LIMIT_S = 8
OLDEST_FFMPEG = (4, 4)
"""The oldest that the tests run with has most of a year on this one."""
NEEDED = {
    "encoders": frozenset({"libx264", "aac", "mjpeg"}),
    "decoders": frozenset({"h264", "hevc", "aac", "mp3float", "opus", "vorbis", "vp9"}),
    "filters": frozenset(
        {"scale", "fps", "format", "pad", "tpad", "trim", "setpts", "setsar", "overlay", "drawbox"}
    ),
}
"""What is used of ffmpeg, in the words of its own lists."""
INSTALL_FFMPEG = "Install ffmpeg: apt-get install ffmpeg"
WALLS = {
    "bwrap": "A hostile file could read other files: bubblewrap does not work here.",
    "prlimit": "A hostile file could take all memory: prlimit does not work here.",
}


def ffmpeg(_settings: Settings) -> Reading:
    """Whether ffmpeg and ffprobe are there and have the codecs and filters that are used."""
    missing = [name for name in ("ffmpeg", "ffprobe") if shutil.which(name) is None]
    if missing:
        return Reading(
            FAILED,
            f"{' and '.join(missing)} cannot be found, so no upload can be prepared.",
            INSTALL_FFMPEG,
        )
    try:
        said = _said("ffmpeg", "-version")
        lacks = [name for kind, names in NEEDED.items() for name in sorted(names - _offered(kind))]
        _said("ffprobe", "-version")
    except (OSError, subprocess.SubprocessError) as error:
        return Reading(FAILED, f"ffmpeg does not start: {type(error).__name__}.", INSTALL_FFMPEG)
    version = re.match(r"ffmpeg version n?((\d+)\.(\d+)\S*)", said)
    if lacks:
        return Reading(
            FAILED,
            f"This ffmpeg lacks what is used here: {', '.join(lacks)}.",
            "Install the full ffmpeg of Debian, or one that is built with these.",
        )
    if version and (int(version[2]), int(version[3])) < OLDEST_FFMPEG:
        return Reading(WARNING, f"ffmpeg {version[1]} is old.", "Install a newer one.")
    return Reading(OK, f"ffmpeg {version[1] if version else ''} can do what is needed.")


def walls(_settings: Settings) -> Reading:
    """Whether ffmpeg, which reads what strangers send, works behind all its walls."""
    try:
        standing = sandbox.walls()
    except MediaError:
        return Reading(WARNING, "The walls around ffmpeg are not known, as it is not installed.")
    open_to = [sentence for name, sentence in WALLS.items() if name not in standing]
    if open_to:
        return Reading(
            WARNING,
            " ".join(open_to),
            "Run: apt-get install bubblewrap util-linux. In a container, allow user namespaces.",
        )
    return Reading(OK, "ffmpeg works behind its walls: files, network, memory.")


def browser(_settings: Settings) -> Reading:
    """Whether pages can be audited."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    install = "If somebody is to audit pages: apt-get install chromium-headless-shell"
    if found is None:
        return Reading(WARNING, "There is no Chromium, so that pages cannot be audited.", install)
    try:
        version = _said(found, "--version").strip()
    except (OSError, subprocess.SubprocessError):
        return Reading(WARNING, f"{found} does not start.", install)
    return Reading(OK, f"Pages can be audited with {version or found}.")


def voice(_settings: Settings) -> Reading:
    """Whether the demo can speak; nothing else needs it."""
    if shutil.which("espeak-ng") is None:
        return Reading(
            OK, "espeak-ng is not installed. Only the demo speaks with it; it is not needed."
        )
    return Reading(OK, "The demo can speak (espeak-ng).")


def _offered(kind: str) -> frozenset[str]:
    """The names in one of ffmpeg's lists, whose lines are flags, name, description."""
    lines = (line.split() for line in _said("ffmpeg", "-hide_banner", f"-{kind}").splitlines())
    return frozenset(words[1] for words in lines if len(words) > 1)


def _said(*command: str) -> str:
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=LIMIT_S,
        check=True,
        text=True,
        errors="replace",
    )
    return done.stdout
