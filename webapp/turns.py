"""Turns to write: the threads of one process come to SQLite one after another, in their order.

SQLite lets whoever waits for its write lock sleep and look again, for longer each time. Somebody
who came later and looks at the right moment is first; with eight who save at once, one of a hundred
waited sixty times as long as the others. Here the first to come is the first to write.
"""

from __future__ import annotations

import threading
from collections import deque


class Turns:
    """One queue of threads; whoever has the turn gives it back."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._is_taken = False

    def take(self, patience_s: float) -> bool:
        """Wait for the turn; False where it did not come within ``patience_s``."""
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(patience_s):
            return True
        with self._guard:
            if mine.is_set():  # it came in the same moment
                return True
            self._waiting.remove(mine)
            return False

    def give_back(self) -> None:
        """Let the next one write."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_taken = False
