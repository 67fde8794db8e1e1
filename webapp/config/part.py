"""What the settings of every subject share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parents[2]
GIB = 1024**3


class Part(BaseSettings):
    """Settings of one subject; each of them has the checks that need no other subject."""

    model_config = SettingsConfigDict(
        env_prefix="SIGHTLINE_",
        frozen=True,
        env_ignore_empty=True,
        hide_input_in_errors=True,
        defer_build=True,  # a part is never read by itself; 30 ms of each start
    )

    environment: Literal["development", "production"] = "development"
    data_dir: Path = PROJECT / "instance"
    """Uploads, renditions, the SQLite database and the queue."""

    def _faults(self) -> Iterator[str]:
        """One sentence for each thing that cannot work, beginning with the setting to change."""
        yield from ()

    def _production_faults(self) -> Iterator[str]:
        """The same for what is unsafe where people use it."""
        yield from ()
