"""How many requests one person may send."""

from __future__ import annotations

from pydantic import Field

from webapp.config.part import Part


class Limits(Part):
    """What is refused as too many, for one person or one address."""

    rate_limits: bool = True
    """Whether too many requests are refused. The limits hold for one person, and for one address
    where nobody is logged in; all people behind an address have ten times as much."""
    limit_log_in_per_minute: int = Field(default=20, gt=0)
    limit_register_per_hour: int = Field(default=30, gt=0)
    limit_mail_per_hour: int = Field(default=10, gt=0)
    """Requests that make us send a mail: reset, confirmation, another address."""
    limit_upload_per_hour: int = Field(default=60, gt=0)
    limit_piece_per_minute: int = Field(default=1200, gt=0)
    """Pieces of uploads that were begun."""
    limit_report_per_minute: int = Field(default=30, gt=0)
    limit_search_per_minute: int = Field(default=60, gt=0)
    limit_api_per_minute: int = Field(default=120, gt=0)
    limit_change_per_minute: int = Field(default=240, gt=0)
    """Every other form; a person who corrects captions sends many."""
