"""Files that the library keeps, in a folder or with an object store, as tests look at them."""

from __future__ import annotations

from flask import Flask

from webapp.media.storage import TEMPORARY_MARK, FileGone, Storage

IN_AN_HOUR_S = -3600
"""An age that every file is older than; a store's clock counts seconds."""


def content(app: Flask, name: str) -> bytes:
    """All of a file; FileGone where it is not kept."""
    with _storage(app).open(name) as file:
        return file.read()


def is_kept(app: Flask, name: str) -> bool:
    """Whether a file is there, released or not."""
    try:
        return _storage(app).size(name) >= 0
    except FileGone:
        return False


def names(app: Flask) -> list[str]:
    """All files that are kept, and those that were begun and not finished."""
    kept = [name for some in _storage(app).older_than(IN_AN_HOUR_S) for name in some]
    begun = app.extensions["settings"].data_dir.rglob(f"*{TEMPORARY_MARK}/*")
    return kept + [path.name for path in begun]


def _storage(app: Flask) -> Storage:
    found: Storage = app.extensions["storage"]
    return found
