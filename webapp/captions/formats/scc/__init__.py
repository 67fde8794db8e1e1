"""Scenarist SCC: CEA-608 line 21 data as hexadecimal text."""

from webapp.captions.formats.scc.reading import read
from webapp.captions.formats.scc.writing import write

__all__ = ["read", "write"]
