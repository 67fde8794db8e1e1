"""What may be audited, when, and what an audit may take."""

from __future__ import annotations

from pydantic import Field, field_validator

from webapp.config.addresses import as_origin
from webapp.config.part import GIB, Part


class Audits(Part):
    """Audits of our own pages and of sites that are named here."""

    audit_origins: str = ""
    """Sites that QA people may audit besides the known library, with commas between, such as
    ``https://www.example.org``. A browser on this machine opens what lies there."""
    audit_nightly_hour: int | None = Field(default=None, ge=0, le=23)
    """The hour of UTC at which a worker begins an audit each night; empty: none begins."""
    audit_memory_bytes: int = Field(default=3 * GIB, gt=0)
    """What the browser of an audit and its helpers may hold together."""
    audit_time_limit_s: int = Field(default=4 * 3600, gt=0)

    @field_validator("audit_origins")
    @classmethod
    def _origins(cls, value: str) -> str:
        return ",".join(as_origin(each.strip()) for each in value.split(",") if each.strip())

    @property
    def auditable(self) -> tuple[str, ...]:
        """The origins that may be audited besides the known library."""
        return tuple(filter(None, self.audit_origins.split(",")))
