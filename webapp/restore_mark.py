"""The mark of a restore that is under way: who starts Sightline must know of one that broke off.

It is in the data folder from before the database is changed until all is there
(``webapp.backup.restoring``), and holds the folder of backups.
"""

from __future__ import annotations

from pathlib import Path


def mark_in(data_dir: Path) -> Path:
    """Where the mark is, if there is one."""
    return data_dir / "restore.unfinished"


def sentence(data_dir: Path) -> str:
    """Say what happened, and what to do; empty where no restore was interrupted."""
    mark = mark_in(data_dir)
    if not mark.is_file():
        return ""
    return (
        "A restore was interrupted, so that what is here may be neither the old library nor the "
        f"new one. Run it again: manage.py restore {mark.read_text('utf-8')}. "
        f"To start with what is here all the same, remove {mark}."
    )
