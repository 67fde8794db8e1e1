"""TTML and its IMSC text profile, https://www.w3.org/TR/ttml-imsc1.1/."""

from webapp.captions.formats.ttml.reading import read
from webapp.captions.formats.ttml.writing import write

__all__ = ["read", "write"]
