"""Media files: what they are, how browsers can play them, their sound, and where they are kept."""

from .failure import MediaError

__all__ = ["MediaError"]
