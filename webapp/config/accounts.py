"""Who may make an account, and how long people stay logged in."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from webapp.config.part import Part


class Accounts(Part):
    """Who may come, and when her log-in ends."""

    registration: Literal["open", "invited"] = "open"
    """Who may make an account: everybody, or only who was invited to a library."""
    session_idle_s: int = Field(default=3600, gt=0)
    """A log-in ends when nothing was asked for so long."""
    session_absolute_s: int = Field(default=12 * 3600, gt=0)
    """A log-in ends after so long in any case."""
    kept_session_idle_s: int = Field(default=14 * 24 * 3600, gt=0)
    """The same where a person asked to stay logged in on her device."""
    kept_session_absolute_s: int = Field(default=30 * 24 * 3600, gt=0)
