"""In which form a page is looked at: somebody's look, window, text spacing and JavaScript."""

from __future__ import annotations

from dataclasses import dataclass

VIEWPORTS = {"phone": (320, 640), "tablet": (768, 1024), "desktop": (1280, 800)}
"""Width and height in CSS pixels. 320 is 1280 at 400 % (WCAG 1.4.10)."""

TEXT_SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }"""
"""As far apart as WCAG 1.4.12 asks a page to bear."""

STRONG_CONTRASTS = ("high-light", "high-dark", "yellow-black")


@dataclass(frozen=True, slots=True)
class Variant:
    """One form of a page. What a foreign site has no setting for only its browser is told of."""

    density: int = 3
    contrast: str = "normal"
    sign_language: str = ""
    motion: str = "system"
    viewport: str = "desktop"
    text_spacing: bool = False
    """Letters, words, lines and paragraphs as far apart as WCAG 1.4.12 asks for."""
    javascript: bool = True

    @property
    def name(self) -> str:
        """How reports and links call it, such as ``3 normal desktop``."""
        parts = [str(self.density), self.contrast, self.viewport]
        parts += [self.sign_language] if self.sign_language else []
        parts += [f"motion-{self.motion}"] if self.motion != "system" else []
        parts += ["spaced"] if self.text_spacing else []
        parts += [] if self.javascript else ["no-javascript"]
        return " ".join(parts)

    @property
    def strong_contrast(self) -> bool:
        """Whether the theme promises 7:1 (WCAG 1.4.6)."""
        return self.contrast in STRONG_CONTRASTS
