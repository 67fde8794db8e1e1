"""What tests of accounts read: the mails that were written, and the links in them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from sqlalchemy import delete, select

from webapp.extensions import db
from webapp.models import Mail


def take_mails(to: str = "") -> list[Mail]:
    """The mails that were written since the last call, to one address or to all."""
    db.session.rollback()
    mails = list(db.session.scalars(select(Mail).order_by(Mail.id)))
    for mail in mails:
        db.session.expunge(mail)
    db.session.execute(delete(Mail))
    db.session.commit()
    return [mail for mail in mails if to in ("", mail.recipient)]


def link_in(mail: Mail) -> str:
    """The path of the page that a mail leads to."""
    found = re.search(r"^https?://\S+/\S+$", mail.text, re.MULTILINE)
    assert found, mail.text
    return urlsplit(found[0]).path
