"""Sending mails that were written (``webapp.mail``)."""

from __future__ import annotations

from typing import Any

from tasks.failures import StepFailed
from tasks.pipeline import TryLater, Work
from webapp import mail_server
from webapp.extensions import db
from webapp.models import Mail
from webapp.models.lease import Lease
from webapp.models.mail import MAIL


def send(lease: Lease) -> None:
    """Hand a mail to the server.

    That it was sent is committed together with the step. SMTP knows no transactions: a worker that
    is killed after the server took the mail and before that commit has it sent once more, with the
    same ``Message-ID``, by which many servers drop a second copy.
    """
    mail = Mail.of_job(lease.job_id)
    content: dict[str, Any] = {
        "recipient": mail.recipient,
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "key": mail.key,
    }
    db.session.commit()  # nobody waits for the database while the server is spoken to
    try:
        mail_server.deliver(**content)
    except mail_server.Refused as refused:
        raise StepFailed(str(refused)) from refused
    except mail_server.Delayed as delayed:
        raise TryLater(str(delayed), delayed.wait_s) from delayed
    Mail.of_job(lease.job_id).mark_sent()


work = Work(MAIL, {"sent": send}, sweep=Mail.forget)
