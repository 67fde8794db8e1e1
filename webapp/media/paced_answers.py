"""Answers of the object store that come in drops: botocore limits each read, and never all of them.

A store, or a line to it, that sends a byte now and then would hold up a worker for ever.
"""

from __future__ import annotations

import io
import time
from http.client import HTTPResponse
from socket import socket
from typing import TYPE_CHECKING, cast

from botocore.awsrequest import AWSHTTPConnection, AWSHTTPSConnection

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

READS = 2
"""So many times as long as for one read we wait for an answer's beginning, in all."""
PACE = 16 * 1024
"""Bytes a second for which we wait longer: a film takes its time."""
PUT_TOGETHER_S = 15 * 60
"""A store that puts parts together, or copies, answers with a space from time to time meanwhile."""


def limit() -> None:
    """Have all answers that botocore gets from now on come at a pace, or fail as a late one does.

    What it does then is up to it: it asks again, or raises ReadTimeoutError.
    """
    for kind in (AWSHTTPConnection, AWSHTTPSConnection):
        kind.response_class = _PacedResponse  # type: ignore[assignment]  # they are stubbed narrowly


class _PacedResponse(HTTPResponse):
    """An answer that is given up where it comes in drops."""

    def __init__(
        self, sock: socket, debuglevel: int = 0, method: str | None = None, url: str | None = None
    ) -> None:
        super().__init__(sock, debuglevel, method, url)
        self.fp.close()
        patience_s = READS * (sock.gettimeout() or PUT_TOGETHER_S)
        if method in ("POST", "PUT"):
            patience_s = max(patience_s, PUT_TOGETHER_S)
        self.fp = io.BufferedReader(_Paced(sock, patience_s))


class _Paced(io.RawIOBase):
    """What comes over a connection; TimeoutError where it keeps us waiting for too long in all.

    Only waiting counts: whoever reads may take her time.
    """

    def __init__(self, sock: socket, patience_s: float) -> None:
        self._source = cast(io.RawIOBase, sock.makefile("rb", buffering=0))
        self._patience_s = patience_s

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int | None:
        asked_s = time.monotonic()
        came = self._source.readinto(buffer)
        self._patience_s -= time.monotonic() - asked_s - (came or 0) / PACE
        if self._patience_s < 0:
            raise TimeoutError("The answer comes in drops.")
        return came

    def close(self) -> None:
        self._source.close()
        super().close()
