"""How much people may send and keep, and how it arrives."""

from __future__ import annotations

from pydantic import Field

from webapp.config.part import GIB, Part


class Uploads(Part):
    """Sizes, quotas, and unfinished uploads."""

    max_upload_bytes: int = Field(default=4 * GIB, gt=0)
    person_quota_bytes: int = Field(default=0, ge=0)
    """What one person may keep here; 0: as much as there is room for."""
    library_quota_bytes: int = Field(default=0, ge=0)
    """What one library may keep, unless it has a quota of its own; 0: as much as there is room."""
    upload_kept_s: int = Field(default=7 * 24 * 3600, gt=0)
    """An unfinished upload waits so long for its next piece."""
    upload_piece_bytes: int = Field(default=16 * 1024**2, ge=64 * 1024)
    """What browsers send in one request: no more than proxies before the server let through."""
