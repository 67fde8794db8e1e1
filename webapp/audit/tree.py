"""What a screen reader gets of a page: its accessibility tree, as text that can be compared."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the web compares trees, and has no use for a browser
    from webapp.audit.opened import Opened

LINES = 4_000
"""Of a longer tree the beginning is kept."""
_REFERENCE = re.compile(r"^\s*- /url:")
_NUMBER = re.compile(r"\d+(?![^\[\]]*\])")  # not those of states: [level=2]


def snapshot(opened: Opened) -> str:
    """Return roles, names and states, a line each, indented as they are nested.

    Addresses, and numbers in texts, change from run to run and are left out.
    """
    lines = opened.page.locator("body").aria_snapshot().splitlines()
    kept = [_NUMBER.sub("0", line) for line in lines if not _REFERENCE.match(line)]
    return "\n".join(kept[:LINES])


def difference(before: str, after: str) -> str:
    """Return what became of a tree, in the unified form; '' where nothing did."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2)
    return "\n".join(list(lines)[2:])
