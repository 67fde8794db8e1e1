"""A viewer's caption style as a style sheet: for the captions that we draw, and for the browser's.

The sheet sets custom properties, which static/css/player/captions.css uses, and ``::cue``, by which
a browser draws captions without scripts and on a telephone's own full screen.
"""

from __future__ import annotations

import hashlib

from webapp.watching import Watching
from webapp.watching_choices import CHOICES, EDGE

READABLE = 4.5
"""Contrast that text needs at least (WCAG 2.2, 1.4.3)."""
BLACK, WHITE = "#000000", "#ffffff"
VOICES = ("#ffffff", "#ffff00", "#00ffff", "#00ff00")
"""Of speakers, in the order in which they come in (BBC Subtitle Guidelines)."""


def sheet(watching: Watching) -> str:
    """Return the style sheet."""
    properties = _properties(watching)
    own = "".join(f" --caption-{name}: {value};" for name, value in properties.items())
    size = watching.caption_size / 100
    cue = {
        "color": properties["color"],
        "background": properties["background"],
        "font-family": properties["font"],
        "font-variant-caps": properties["caps"],
        "text-shadow": properties["edge"].replace(EDGE, properties["edge-color"]),
    }
    rules = "".join(f" {name}: {value};" for name, value in cue.items())
    return (
        f":root {{{own} }}\n"
        f"::cue {{{rules} font-size: {watching.caption_size}%; }}\n"
        # A twentieth of the picture's height is too small to read on a telephone.
        f"@media (width < 40rem) {{ ::cue {{ font-size: {size:g}rem; }} }}\n"
    )


def fingerprint(watching: Watching) -> str:
    """Return what the sheet's address holds: another for another style."""
    return hashlib.sha256(sheet(watching).encode()).hexdigest()[:16]


def contrast(watching: Watching, colour: str = "") -> float:
    """Return the contrast of words to what is behind them, 1 to 21, where it is worst.

    ``colour`` is that of the words, where it is not the viewer's own. Over the picture anything can
    be behind the window: black and white are tried. Elsewhere the band's own ground is, in the
    colour of the background.
    """
    over = watching.caption_place == "over"
    grounds = (BLACK, WHITE) if over else (_css("caption_background", watching),)
    colour = colour or _css("caption_color", watching)
    return min(_contrast_over(ground, colour, watching) for ground in grounds)


def _contrast_over(ground: str, colour: str, watching: Watching) -> float:
    below = _rgb(ground)
    for part in ("caption_window", "caption_background"):
        opacity = getattr(watching, f"{part}_opacity")
        below = _blend(_rgb(_css(part, watching)), opacity, below)
    words = _blend(_rgb(colour), watching.caption_opacity, below)
    light, dark = sorted((_luminance(words), _luminance(below)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _properties(watching: Watching) -> dict[str, str]:
    color = _css("caption_color", watching)
    return {
        "size": f"{watching.caption_size / 100:g}",
        "font": _css("caption_font", watching),
        "caps": "small-caps" if watching.caption_font == "small-caps" else "normal",
        "color": color + _alpha(watching.caption_opacity),
        "edge": _css("caption_edge", watching),
        "edge-color": BLACK if _luminance(_rgb(color)) > 0.18 else WHITE,
        "ground": _css("caption_background", watching),
        "background": _css("caption_background", watching)
        + _alpha(watching.caption_background_opacity),
        "window": _css("caption_window", watching) + _alpha(watching.caption_window_opacity),
        **{f"voice-{n}": _voice(colour, watching) for n, colour in enumerate(VOICES)},
    }


def _voice(colour: str, watching: Watching) -> str:
    """Return a speaker's colour, or the viewer's own where that one could not be read."""
    is_used = watching.speaker_colours and contrast(watching, colour) >= READABLE
    return colour + _alpha(watching.caption_opacity) if is_used else "currentcolor"


def _css(setting: str, watching: Watching) -> str:
    chosen = getattr(watching, setting)
    return next(choice.about for choice in CHOICES[setting] if choice.value == chosen)


def _alpha(percent: int) -> str:
    """Return an opacity as the last two digits of a colour."""
    return f"{(percent * 255 + 50) // 100:02x}"


def _rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[n : n + 2], 16) for n in (1, 3, 5))


def _blend(above: tuple[float, ...], percent: int, below: tuple[float, ...]) -> tuple[float, ...]:
    share = percent / 100
    return tuple(a * share + b * (1 - share) for a, b in zip(above, below, strict=True))


def _luminance(rgb: tuple[float, ...]) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
              for c in (part / 255 for part in rgb)]  # fmt: skip
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
