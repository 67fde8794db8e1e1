"""A connection to PostgreSQL on which nobody waits for an answer for ever.

The server ends what takes too long, and TCP notices a machine that went. Neither helps where
something in between keeps the line open and says nothing.
"""

from __future__ import annotations

from typing import TypeVar

from psycopg import Connection
from psycopg.abc import PQGen
from psycopg.errors import OperationalError
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow

Answer = TypeVar("Answer")
INTERVAL_S = 0.1
"""So often it looks whether Ctrl-C was pressed, as psycopg does."""


class PatientConnection(Connection[TupleRow]):
    """OperationalError where an answer takes longer than ``answer_limit_s``; None: no limit."""

    answer_limit_s: float | None = None

    def wait(
        self, gen: PQGen[Answer], interval: float = INTERVAL_S, timeout: float | None = None
    ) -> Answer:
        """Wait for an answer; where none comes, this connection is closed."""
        try:
            return super().wait(gen, interval, self.answer_limit_s if timeout is None else timeout)
        except OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:  # it may still come
                self.close()
            raise
