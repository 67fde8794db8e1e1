"""What background work may take, and what helps processes to work together."""

from __future__ import annotations

from pydantic import Field

from webapp.config.part import GIB, Part


class Work(Part):
    """Jobs and their leases, and other servers that may be away."""

    media_memory_bytes: int = Field(default=4 * GIB, gt=0)
    """Address space that one ffmpeg may take."""
    job_lease_s: float = Field(default=30, gt=0)
    """A job whose worker has not been heard of for so long is given to another."""
    job_attempts: int = Field(default=3, gt=0)
    queue_hours: float = Field(default=24, ge=0)
    """Where more hours of work on captions wait, whoever uploads is told so first. Files are kept
    all the same, for they can be watched before their captions are there. 0: nobody is told."""
    redis_url: str = ""
    """Counts requests for all web processes together; empty: each counts in its own memory."""
    breaker_failures: int = Field(default=3, gt=0)
    """So often in a row may the object store or the speech server fail, before nobody asks it for a
    while; the mail server is left alone after one failure, as mails can wait."""
    breaker_open_s: float = Field(default=30, gt=0)
    """How long what failed is left alone."""
