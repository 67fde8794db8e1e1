"""The mark of a restore that is under way: who starts Sightline must know of one that broke off.

It is in the data folder from before the database is changed until all is there
(``webapp.backup.restoring``), and holds the folder of backups.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Interruption(NamedTuple):
    """Sentences about a restore that did not end."""

    means: str
    do: str


def mark_in(data_dir: Path) -> Path:
    """Where the mark is, if there is one."""
    return data_dir / "restore.unfinished"


def interruption(data_dir: Path) -> Interruption | None:
    """Tell of a restore that was interrupted; None where none was."""
    mark = mark_in(data_dir)
    if not mark.is_file():
        return None
    return Interruption(
        "A restore was interrupted, so that what is here may be neither the old library nor the "
        "new one.",
        f"Run it again: manage.py restore {mark.read_text('utf-8')}. "
        f"To start with what is here all the same, remove {mark}.",
    )
