"""Mails that are to be sent, and for a short time those that were."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import ForeignKey, String, delete, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.extensions import db
from webapp.models.clock import now_ms, utc_now
from webapp.models.job import Job, declare

MAIL = declare("mail", "written", "sent", queue="mail")

KEPT_MS = 7 * 24 * 3600 * 1000
"""So long after a mail was sent, or given up, its row can tell why nothing has arrived."""

RETRIED_MS = 3 * 24 * 3600 * 1000
"""So long after a mail failed an administrator can have it tried again: over a weekend. Links in it
that let somebody in end earlier by themselves."""


class Mail(db.Model):  # type: ignore[misc, name-defined]
    """One mail to one address. What it says is kept until it is sent or not tried again."""

    __tablename__ = "mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"), unique=True)
    key: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_hex(16))
    """The same in each try, so that a mail server can tell a second copy."""
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column()
    html: Mapped[str] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    sent_at: Mapped[datetime | None] = mapped_column()

    job: Mapped[Job] = relationship()

    @classmethod
    def add(cls, *, recipient: str, subject: str, text: str, html: str) -> Mail:
        """Add a mail and its job to the session: they go out with whatever else is committed."""
        mail = cls(recipient=recipient, subject=subject, text=text, html=html, job=Job.add(MAIL))
        db.session.add(mail)
        return mail

    @classmethod
    def of_job(cls, job_id: int) -> Mail:
        return db.session.scalars(select(cls).where(cls.job_id == job_id)).one()

    def mark_sent(self) -> None:
        """Note that the server took it, and forget what it said: there may be secret links."""
        self.sent_at = utc_now()
        self.text = self.html = ""

    @classmethod
    def forget(cls) -> None:
        """Forget what mails said that are not tried again, and mails that are long over."""
        failed_long_ago = (Job.state == "failed") & (Job.changed_at_ms < now_ms() - RETRIED_MS)
        given_up = select(Job.id).where(or_(Job.state == "cancelled", failed_long_ago))
        db.session.execute(
            update(cls).where(cls.text != "", cls.job_id.in_(given_up)).values(text="", html="")
        )
        over = Job.state.in_(("done", "failed", "cancelled"))
        long_ago = Job.changed_at_ms < now_ms() - KEPT_MS
        db.session.execute(delete(Job).where(Job.kind == MAIL.name, over, long_ago))
        db.session.commit()
