"""How mails are sent, and from whom."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parseaddr
from typing import Annotated

from pydantic import AnyUrl, Field, UrlConstraints, field_validator

from webapp.config.part import Part

SmtpUrl = Annotated[
    AnyUrl,
    UrlConstraints(allowed_schemes=["smtp", "smtps", "smtp+starttls"], host_required=True),
]


class Mail(Part):
    """The mail server, the sender and where texts are signed."""

    smtp_url: SmtpUrl | None = Field(default=None, repr=False)
    """The mail server, such as ``smtp+starttls://user:password@host:587``; without one, mails are
    printed in development, and none are sent in production."""
    mail_from: str = ""
    """Who mails are from, such as ``Sightline <videos@example.org>``."""
    signed_help_url: str = ""
    """Where texts of ours are signed, with ``{language}`` (ISO 639-3) and ``{page}`` in it."""

    @field_validator("mail_from")
    @classmethod
    def _sender(cls, value: str) -> str:
        address = parseaddr(value)[1]
        if value and ("@" not in address or not value.isprintable()):
            raise ValueError("must be an address, such as Sightline <videos@example.org>")
        return value

    @field_validator("signed_help_url")
    @classmethod
    def _signed_help(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://")):
            raise ValueError("must be an address that begins with https://")
        return value

    def _faults(self) -> Iterator[str]:
        if self.smtp_url and not self.mail_from:
            yield (
                "SIGHTLINE_MAIL_FROM must be set where SIGHTLINE_SMTP_URL is: "
                "it is the address that mails come from."
            )
        yield from super()._faults()

    def _production_faults(self) -> Iterator[str]:
        if self.smtp_url and self.smtp_url.scheme == "smtp" and self.smtp_url.password:
            yield (
                "SIGHTLINE_SMTP_URL sends a password that anybody on the way can read. "
                "Begin it with smtp+starttls:// or smtps://."
            )
        yield from super()._production_faults()
