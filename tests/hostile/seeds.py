"""Small valid files of each kind, made on the spot."""

from __future__ import annotations

import subprocess
import tempfile
from functools import cache
from pathlib import Path

from tests.unit.captions.formats import ebu
from webapp.captions.document import Captions, Cue, Note, Region, VttSettings, Word
from webapp.captions.formats import WRITABLE, write

PICTURE = ("-f", "lavfi", "-i", "testsrc=s=64x48:r=10:d=1")
TONE = ("-f", "lavfi", "-i", "sine=f=440:d=1:r=16000")
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")

MEDIA = {
    "mp4": (*PICTURE, *TONE, *H264, "-profile:v", "main", "-c:a", "aac", "-movflags", "+faststart"),
    "mov": (*PICTURE, *TONE, *H264, "-c:a", "aac"),
    "webm": (*PICTURE, *TONE, "-c:v", "libvpx", "-c:a", "libopus"),
    "mkv": (*PICTURE, *TONE, "-i", "{captions}", *H264, "-c:a", "ac3", "-c:s", "srt"),
    "avi": (*PICTURE, *TONE, "-c:v", "mpeg4", "-c:a", "mp3"),
    "ts": (*PICTURE, *TONE, *H264, "-c:a", "aac"),
    "mp3": (*TONE, "-metadata", "title=A tone"),
    "ogg": (*TONE, "-c:a", "libvorbis"),
    "opus": (*TONE, "-c:a", "libopus"),
    "wav": TONE,
    "flac": TONE,
    "m4a": (*TONE, "-c:a", "aac"),
    "wma": TONE,
}
"""ffmpeg's words for one second of each kind; ``{captions}`` is a caption file."""

CAPTIONS = Captions(
    cues=[
        Cue(0, 1500, "Good morning.", speaker="Ana", id="first"),
        Cue(1500, 2800, "[door slams]", label="door slams"),
        Cue(
            3000,
            4800,
            "This is said\nin two lines.",
            markup="This is <i>said</i>\nin <c.yellow>two</c> lines.",
            settings=VttSettings(line=10, position=20, size=60, align="start", region="top"),
            words=(Word("This", 3000, 3300, 0.9), Word("is", 3300, 3500, None)),
        ),
        Cue(5000, 6000, "¿Y qué? नमस्ते 👋🏽"),
    ],
    language="en",
    regions=[Region(id="top", lines=2)],
    notes=[Note("Made for a test", before=1)],
    styles=["::cue { color: yellow }"],
)


@cache
def media(kind: str) -> bytes:
    """A valid file of a kind in ``MEDIA``."""
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder, "seed.srt")
        lines.write_bytes(write(CAPTIONS, "srt").data)
        path = Path(folder, f"seed.{kind}")
        words = [word.format(captions=lines) for word in MEDIA[kind]]
        subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", *words, str(path)], check=True)
        return path.read_bytes()


def captions(name: str) -> bytes:
    """A valid caption file in a format that can be read, by our own writer where there is one."""
    return write(CAPTIONS, name).data if name in WRITABLE else _READ_ONLY[name]


_READ_ONLY = {
    "ass": (
        b"[Script Info]\nScriptType: v4.00+\nPlayResX: 640\nPlayResY: 480\n\n"
        b"[V4+ Styles]\nFormat: Name, Fontname, Fontsize, PrimaryColour, Alignment\n"
        b"Style: Default,Arial,20,&H00FFFFFF,2\n\n"
        b"[Events]\n"
        b"Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        b"Dialogue: 0,0:00:00.00,0:00:01.50,Default,Ana,0,0,0,,Good {\\i1}morning{\\i0}.\n"
        b"Dialogue: 0,0:00:03.00,0:00:04.80,Default,,0,0,0,,{\\an8}Two\\Nlines.\n"
    ),
    "stl": ebu.file(
        ebu.block(0, (0, 0, 0, 0), (0, 0, 1, 12), b"Good \x80morning\x81.")
        + ebu.block(1, (0, 0, 3, 0), (0, 0, 4, 20), b"Two\x8a\x8alines.")
    ),
}
"""Of formats that we do not write."""
