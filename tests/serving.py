"""An application that answers at a real address, in a thread of the test's process."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing: what matters of a request is what becomes of it."""


def listen() -> socket.socket:
    """A socket at a free port, for an application whose settings name its own address."""
    return socket.create_server(("127.0.0.1", 0))


def address_of(listening: socket.socket) -> str:
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


@contextmanager
def serving(app: Flask, listening: socket.socket | None = None) -> Iterator[str]:
    """Answer requests while this lasts, at a socket of `listen` or one of its own."""
    with listening or listen() as place:
        server = make_server(
            "127.0.0.1", 0, app, threaded=True, request_handler=Quiet, fd=place.fileno()
        )
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield address_of(place)
        server.shutdown()
        thread.join()
