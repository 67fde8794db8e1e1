"""How a step says that it cannot be done, or not now."""

from __future__ import annotations


class StepFailed(Exception):
    """The work cannot be done and trying again will not help. ``str()`` tells the uploader why."""


class TryLater(Exception):
    """Something that the work needs is not to be had now. ``str()`` says what, to a person."""
