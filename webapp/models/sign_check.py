"""What examining a signed version found: what was measured, and what is asked for."""

from __future__ import annotations

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.extensions import db


class SignCheck(db.Model):  # type: ignore[misc, name-defined]
    """One check of one signed version, as ``webapp.media.sign_checks`` judged it."""

    __tablename__ = "sign_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int] = mapped_column(
        ForeignKey("sign_track.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(30))
    level: Mapped[str] = mapped_column(String(6))
    """``must`` or ``should``: what fails a must is kept, and not published."""
    ok: Mapped[bool | None]
    """None: the check was not made."""
    value: Mapped[float | None]
    limit: Mapped[float | None]
    unit: Mapped[str] = mapped_column(String(12), default="")
    at_ms: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Moments of the signed version that show it, in its own time."""
    still: Mapped[str] = mapped_column(String(80), default="")
    """The name in storage of the picture at the first of them; empty where there is none."""
