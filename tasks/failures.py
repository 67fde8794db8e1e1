"""How a step says that it cannot be done."""

from __future__ import annotations


class StepFailed(Exception):
    """The work cannot be done and trying again will not help. ``str()`` tells the uploader why."""
