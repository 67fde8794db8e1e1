"""What must be well for requests to be sent here."""

from __future__ import annotations

from webapp.probes import database, queue, storage
from webapp.probes.reading import Probe

READY = (
    Probe("database", database.reachable),
    Probe("schema", database.schema),
    Probe("queue", queue.reachable),
    Probe("storage", storage.writable),
)
