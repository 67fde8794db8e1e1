"""The pictures of the demo, drawn by ffmpeg: calm, without flashes, readable from far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg

from .runner import run

WIDTH, HEIGHT, FRAME_RATE = 1280, 720, 25
DRAW_LIMIT_S = 600
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts")
FONTS = ("DejaVuSans-Bold.ttf", "LiberationSans-Bold.ttf", "NotoSans-Bold.ttf", "Arial Bold.ttf")

_GROUND = "gradients=s=320x180:r={rate}:d={seconds}:n=3:c0=0x12384f:c1=0x1d6f72:c2=0x3a5a8c:{place}"
# Fixed ends and a slow turn: the same picture every time, and nothing that moves fast.
_PLACE = "x0=40:y0=10:x1=280:y1=170:seed=7:speed=0.003"
_PANEL = "0x0b1f2d@0.55"
_AHEAD, _PLAYED = "0x7fa6b8@0.55", "0xf2c879"
_BAR_WIDTH, _BAR_STEP, _BARS_LEFT, _BARS_MIDDLE, _BARS_HEIGHT = 8, 12, 144, 340, 200


@dataclass(frozen=True, slots=True)
class Heading:
    """A few words that are shown from ``start_s`` to ``end_s``."""

    text: str
    start_s: float
    end_s: float


def draw_talk(
    target: Path,
    sound: Path,
    seconds: float,
    headings: Sequence[Heading],
    loudness: Sequence[float],
) -> None:
    """Draw the demo's video around ``sound`` (a WAV): a heading, and the sound as bars.

    ``loudness`` (0..1) is spread over the whole length; bars that were heard are lit, so that the
    sound can be seen. The lower third stays free for captions.
    """
    picture = _ground(seconds).filter(
        "drawbox", x=112, y=216, w=WIDTH - 224, h=248, color=_PANEL, t="fill"
    )
    for number, loud in enumerate(loudness):
        height = max(6, round(loud * _BARS_HEIGHT / 2) * 2)
        place = {
            "x": _BARS_LEFT + number * _BAR_STEP,
            "y": _BARS_MIDDLE - height // 2,
            "w": _BAR_WIDTH,
            "h": height,
            "t": "fill",
        }
        heard = f"gte(t,{number * seconds / len(loudness):.3f})"
        picture = picture.filter("drawbox", color=_AHEAD, **place)
        picture = picture.filter("drawbox", color=_PLAYED, enable=heard, **place)
    font = _font()
    for heading in headings if font else ():
        picture = picture.drawtext(
            heading.text,
            fontfile=font,
            fontsize=60,
            fontcolor="white",
            x="(w-tw)/2",
            y=104,
            alpha=f"min(1,(t-{heading.start_s:.3f})/0.5)",
            enable=f"between(t,{heading.start_s:.3f},{heading.end_s:.3f})",
        )
    _write(picture, target, seconds, sound)


def bars() -> int:
    """How many bars `draw_talk` has room for."""
    return (WIDTH - 2 * _BARS_LEFT) // _BAR_STEP


def _ground(seconds: float) -> Any:
    # Drawn small and enlarged: four times the width costs a sixteenth of the time, and is softer.
    source = _GROUND.format(rate=FRAME_RATE, seconds=f"{seconds:.3f}", place=_PLACE)
    return ffmpeg.input(source, f="lavfi").filter("scale", WIDTH, HEIGHT, flags="bicubic")


def _write(picture: Any, target: Path, seconds: float, sound: Path) -> None:
    options = {
        "c:v": "libx264",
        "preset": "veryfast",
        "crf": 23,
        "pix_fmt": "yuv420p",
        "c:a": "aac",
        "b:a": "96k",
        "metadata:s:a:0": "language=eng",
        "movflags": "+faststart",
        "t": f"{seconds:.3f}",
    }
    output = ffmpeg.output(picture, ffmpeg.input(str(sound)).audio, str(target), **options)
    run(
        output.compile(),
        inputs=[sound],
        output_dir=target.parent,
        time_limit_s=DRAW_LIMIT_S,
    )


def _font() -> str:
    """The path of a bold font of this machine, empty where none of the usual ones is there."""
    for folder in FONT_FOLDERS:
        for name in FONTS:
            for path in Path(folder).rglob(name):
                return str(path)
    return ""
