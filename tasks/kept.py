"""The files that steps work on."""

from __future__ import annotations

from flask import current_app

from webapp.media.storage import Storage


def kept_files() -> Storage:
    """What the library keeps its files in."""
    storage: Storage = current_app.extensions["storage"]
    return storage
