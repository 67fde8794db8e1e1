"""Dora before a still wall, drawn small: she signs when a test says so, and rests else."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT, RATE = 160, 120, 25
Picture = NDArray[np.float64]
Fault = Callable[[Picture, float], Picture]


def draw(
    path: Path,
    seconds: float,
    signing: Sequence[tuple[float, float]],
    *,
    middle: tuple[float, float] = (0.5, 0.5),
    scale: float = 1.0,
    noise: float = 2.0,
    crf: int = 23,
    fault: Fault = lambda picture, time: picture,
) -> Path:
    """``middle`` is where she stands (shares), ``scale`` her size; ``fault`` spoils a picture."""
    chance = np.random.default_rng(20)
    command = (
        f"ffmpeg -v error -y -f rawvideo -pix_fmt gray -s {WIDTH}x{HEIGHT} -r {RATE} -i pipe:0"
        f" -c:v libx264 -preset ultrafast -crf {crf} -g 25 -pix_fmt yuv420p"
    )
    with subprocess.Popen([*command.split(), str(path)], stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for number in range(round(seconds * RATE)):
            time = number / RATE
            signs = any(start <= time < end for start, end in signing)
            picture = fault(_dora(time, signs, middle, scale), time)
            picture = picture + chance.normal(0, noise, (HEIGHT, WIDTH))
            process.stdin.write(picture.clip(0, 255).astype(np.uint8).tobytes())
    assert process.returncode == 0
    return path


def _dora(time: float, signs: bool, middle: tuple[float, float], scale: float) -> Picture:
    down, across = np.mgrid[:HEIGHT, :WIDTH].astype(np.float64)
    picture = np.where(across % 40 < 2, 90.0, 120.0)  # a panelled wall
    sway = 0.2 * np.sin(1.5 * time)  # of a pixel, as whoever breathes does

    def disc(x: float, y: float, rx: float, ry: float, level: float) -> None:
        left, top = middle[0] * WIDTH + scale * x + sway, middle[1] * HEIGHT + scale * y
        away = np.hypot((across - left) / rx, (down - top) / ry) / scale
        edge = np.clip((1 - away) * scale * min(rx, ry) + 0.5, 0, 1)  # smooth, as lenses are
        picture[:] = (1 - edge) * picture + edge * level

    disc(0, 55, 34, 50, 60)
    disc(0, -22, 13, 18, 175)
    disc(-14, 35, 6, 8, 190) if not signs else disc(*_hand(-22, 6, time, 7), 6, 8, 190)
    disc(14, 35, 6, 8, 190) if not signs else disc(*_hand(22, 2, time, 9), 6, 8, 190)
    return picture


def _hand(x: float, y: float, time: float, speed: float) -> Any:
    return x + 13 * np.sin(speed * time), y + 18 * np.cos((speed - 2) * time)


def flicker(picture: Picture, time: float) -> Picture:
    """A lamp on mains of 50 Hz before a camera of 25: the light swings, and bands wander."""
    bands = 3 * np.sin(2 * np.pi * (np.arange(HEIGHT)[:, None] / 50 + 1.3 * time))
    return picture * (1 + 0.06 * np.sin(9.7 * time)) + bands
