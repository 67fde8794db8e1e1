"""What can be chosen for watching, with the words that people see and what each means in CSS.

The caption choices are those of 47 CFR 79.103(c): size, font, colour and opacity of text,
background and window, and edges.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from webapp.look import Choice

EDGE = "var(--caption-edge-color)"


def _around(width: str) -> str:
    """Shadows to all sides that together are a line around letters."""
    steps = (width, "0", f"-{width}")
    return ", ".join(f"{x} {y} {EDGE}" for x in steps for y in steps if (x, y) != ("0", "0"))


COLOURS = (
    Choice("white", _("White"), "#ffffff"),
    Choice("yellow", _("Yellow"), "#ffff00"),
    Choice("cyan", _("Cyan"), "#00ffff"),
    Choice("lime", _("Lime"), "#00ff00"),
    Choice("magenta", _("Magenta"), "#ff00ff"),
    Choice("red", _("Red"), "#ff0000"),
    Choice("blue", _("Blue"), "#0000ff"),
    Choice("black", _("Black"), "#000000"),
)
"""The eight colours of 47 CFR 79.103(c)(4); ``about`` is the colour itself."""
FONTS = (
    Choice("atkinson", _("Atkinson Hyperlegible"), '"Atkinson Hyperlegible Next", sans-serif'),
    Choice("sans", _("Plain"), "Arial, Helvetica, sans-serif"),
    Choice("serif", _("Serif"), 'Georgia, "Times New Roman", serif'),
    Choice("mono", _("Typewriter"), '"Courier Prime", "Courier New", monospace'),
    Choice("mono-sans", _("Even widths"), "Consolas, Menlo, monospace"),
    Choice("casual", _("Casual"), '"Comic Neue", "Comic Sans MS", sans-serif'),
    Choice("cursive", _("Handwriting"), '"Dancing Script", "Segoe Script", cursive'),
    Choice("small-caps", _("Small capitals"), '"Atkinson Hyperlegible Next", sans-serif'),
)
"""The eight of CEA-708, which 47 CFR 79.103(c)(5) asks for; ``about`` is the CSS family list."""
EDGES = (
    Choice("none", _("None"), "none"),
    Choice("outline", _("Outline"), f"0 0 0.1em {EDGE}, {_around('0.06em')}"),
    Choice("shadow", _("Shadow"), f"0.07em 0.07em 0.1em {EDGE}"),
    Choice("raised", _("Raised"), f"0.03em 0.03em {EDGE}, 0.06em 0.06em {EDGE}"),
    Choice("sunken", _("Sunken"), f"-0.03em -0.03em {EDGE}, -0.06em -0.06em {EDGE}"),
)
"""``about`` is the CSS text shadow."""
CAPTION_PLACES = (
    Choice("below", _("Below the picture")),
    Choice("above", _("Above the picture")),
    Choice("over", _("Over the picture")),
    Choice("signer", _("Beside the signer")),
)
SIGNER_VIEWS = (
    Choice("side", _("Side by side")),
    Choice("corner", _("In a corner")),
    Choice("main", _("Signer large")),
    Choice("off", _("No signer")),
)
PACES = (
    Choice("level", _("As my reading level needs it")),
    Choice("off", _("As it is spoken")),
    Choice("slow", _("Slower where I need it")),
    Choice("pause", _("Stop until I have read")),
)
WORDINGS = (
    Choice("level", _("As my reading level has it")),
    Choice("verbatim", _("Word for word")),
    Choice("easy", _("The easy edition")),
)
TRANSCRIPT_PLACES = (
    Choice("auto", _("As much as on other pages")),
    Choice("beside", _("Beside the video")),
    Choice("below", _("Below the video")),
    Choice("alone", _("Alone")),
    Choice("closed", _("Closed")),
)

CHOICES: Mapping[str, tuple[Choice, ...]] = {
    "caption_font": FONTS,
    "caption_color": COLOURS,
    "caption_background": COLOURS,
    "caption_window": COLOURS,
    "caption_edge": EDGES,
    "caption_place": CAPTION_PLACES,
    "signer": SIGNER_VIEWS,
    "captions_wording": WORDINGS,
    "pace": PACES,
    "transcript": TRANSCRIPT_PLACES,
}
RANGES: Mapping[str, range] = {
    "caption_size": range(50, 201),
    "caption_opacity": range(25, 101),
    "caption_background_opacity": range(101),
    "caption_window_opacity": range(101),
    "caption_shift": range(-100, 101),
    "signer_size": range(17, 101),
    "signer_main_size": range(50, 101),
    "signer_x": range(101),
    "signer_y": range(101),
    "speed": range(50, 201),
}
"""Percentages, both ends included."""

LABELS: Mapping[str, str] = {
    "caption_size": _("Size"),
    "caption_font": _("Letters"),
    "caption_color": _("Colour of the words"),
    "caption_opacity": _("How solid the words are"),
    "caption_edge": _("Edge of the letters"),
    "caption_background": _("Colour behind the words"),
    "caption_background_opacity": _("How solid it is behind the words"),
    "caption_window": _("Colour of the box around"),
    "caption_window_opacity": _("How solid the box is"),
    "caption_place": _("Place"),
    "caption_shift": _("How far down over the picture"),
    "speaker_colours": _("A colour for each speaker"),
    "pulse": _("A frame around the picture when there is a sound"),
    "vibrate": _("My device vibrates when there is a sound"),
}
"""The caption settings, by the words of their form."""
