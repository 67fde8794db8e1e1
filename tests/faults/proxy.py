"""A TCP proxy that does to its connections what networks and servers do: by a plan.

It stands between a part of ours and a server, such as the mail server, the database or an object
store, and forwards bytes until a fault is due.
"""

from __future__ import annotations

import random
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

CHUNK = 16 * 1024
_RESET = struct.pack("ii", 1, 0)  # close() then sends RST (SO_LINGER of no time)


@dataclass(frozen=True)
class Fault:
    """What happens to one connection. The default is nothing."""

    delay_s: float = 0.0
    """Each piece waits so long."""
    piece: int = CHUNK
    """So many bytes of the answer come at once, at most."""
    refuse: bool = False
    """It is closed as soon as it comes."""
    reset_after: int | None = None
    """It is torn down after so many bytes of the answer."""
    answer: bytes = b""
    """What is said instead of what the server would say, such as a 500."""
    silent: bool = False
    """It is taken, and never answered."""


NONE = Fault()
ERROR_500 = Fault(
    answer=b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
)
SLOW_DOWN = Fault(
    answer=b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
)


@dataclass
class Plan:
    """Which fault each new connection has. ``next`` may be exchanged while it runs."""

    faults: list[Fault] = field(default_factory=list)
    """Of the next connections, in turn; then ``usual``."""
    usual: Fault = NONE
    share: float = 1.0
    """How many of the connections ``usual`` hits, 0..1."""
    chance: random.Random = field(default_factory=lambda: random.Random(1))

    def next(self) -> Fault:
        if self.faults:
            return self.faults.pop(0)
        return self.usual if self.chance.random() < self.share else NONE


class Proxy:
    """Listens on ``port`` and forwards to a server on this machine."""

    def __init__(self, target_port: int) -> None:
        self.plan = Plan()
        self.is_silent = False
        """Whether answers go astray, of connections that there are as well."""
        self.seen = 0
        """How many connections have come."""
        self._target = ("127.0.0.1", target_port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def break_all(self) -> None:
        """Tear down every connection that there is, as when a cable is pulled."""
        for each in list(self._open):
            _reset(each)

    def close(self) -> None:
        self._listener.close()
        self.break_all()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.seen += 1
                threading.Thread(
                    target=self._serve, args=(client, self.plan.next()), daemon=True
                ).start()

    def _serve(self, client: socket.socket, fault: Fault) -> None:
        if fault.refuse:
            _reset(client)
            return
        self._open.add(client)
        try:
            if fault.silent:
                _swallow(client)
            elif fault.answer:
                _say(client, fault.answer)
            else:
                self._forward(client, fault)
        finally:
            self._open.discard(client)
            client.close()

    def _forward(self, client: socket.socket, fault: Fault) -> None:
        try:
            server = socket.create_connection(self._target, timeout=5)
        except OSError:
            _reset(client)
            return
        server.settimeout(None)
        self._open.add(server)
        back = threading.Thread(
            target=_pump, args=(server, client, fault, lambda: self.is_silent), daemon=True
        )
        back.start()
        _pump(client, server, Fault(delay_s=fault.delay_s), lambda: False)
        back.join()
        self._open.discard(server)
        server.close()


@contextmanager
def proxy_to(target_port: int) -> Iterator[Proxy]:
    """Have a proxy in front of a server on this machine."""
    proxy = Proxy(target_port)
    try:
        yield proxy
    finally:
        proxy.close()


def _pump(
    source: socket.socket, sink: socket.socket, fault: Fault, is_lost: Callable[[], bool]
) -> None:
    """Forward until the end, or until ``reset_after`` bytes have come: then both are torn down."""
    limit = fault.reset_after
    with suppress(OSError):
        while data := source.recv(fault.piece if limit is None else min(fault.piece, limit)):
            time.sleep(fault.delay_s)
            if is_lost():
                continue
            sink.sendall(data)
            if limit is not None:
                limit -= len(data)
                if limit <= 0:
                    _reset(source)
                    _reset(sink)
                    return
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


def _say(client: socket.socket, answer: bytes) -> None:
    """Answer as soon as the request begins, and read what else comes of it."""
    with suppress(OSError):
        client.recv(CHUNK)
        client.sendall(answer)
        client.shutdown(socket.SHUT_WR)
        client.settimeout(2)
        while client.recv(CHUNK):
            pass


def _swallow(client: socket.socket) -> None:
    with suppress(OSError):
        while client.recv(CHUNK):
            pass


def _reset(each: socket.socket) -> None:
    with suppress(OSError):
        each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        each.shutdown(socket.SHUT_RDWR)
    each.close()
