"""How large a caption file may be: what keeps a hostile file fast and small.

The longest real files seen (six hours, word by word) stay under a tenth of each limit.
"""

from __future__ import annotations

MAX_BYTES = 20 * 1024 * 1024
MAX_LINE_CHARACTERS = 100_000
MAX_LINES = 500_000
MAX_CUES = 50_000
MAX_TAGS = 250_000
"""Six hours in which every word has a time and a class of its own have 160,000."""
MAX_TIME_MS = 1000 * 3_600_000
"""A thousand hours: no media is longer, and no format here can write more than three digits."""
