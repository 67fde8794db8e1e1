"""Handing one mail to the mail server, or printing it where there is none.

A mail server refuses a mail for good with a code of 500 or more, and for now with one of 400 or
more (RFC 5321, 4.2.1). A server that cannot be reached, that is not trusted or that does not let us
log in says nothing about the mail: whoever runs it can mend that, and the mail can wait.
"""

from __future__ import annotations

import smtplib
import ssl
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from flask import Flask, current_app
from flask_mailman import EmailMultiAlternatives, Mail  # type: ignore[import-untyped]
from flask_mailman.backends.base import BaseEmailBackend  # type: ignore[import-untyped]
from flask_mailman.backends.smtp import EmailBackend  # type: ignore[import-untyped]

from webapp import breakers, names

if TYPE_CHECKING:
    from webapp.config import Settings

TIMEOUT_S = 20
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
SENDER_ON_PAPER = "Sightline <sightline@localhost>"
"""Who mails are from that are only printed."""
REASON_CHARACTERS = 200


class NotSent(Exception):
    """The mail was not sent. ``str()`` says why, to whoever runs this installation."""


class Refused(NotSent):
    """The server does not take this mail, and will not."""


class Delayed(NotSent):
    """The mail can be tried again later."""

    def __init__(self, sentence: str, wait_s: float = 0.0) -> None:
        super().__init__(sentence)
        self.wait_s = wait_s
        """Before so many seconds have passed the server is not asked; 0: nobody knows."""


class _VerifyingSmtp(smtplib.SMTP):
    """SMTP that checks the server's certificate; smtplib's STARTTLS does not by itself."""

    def starttls(  # type: ignore[override]  # Python 3.12 takes nothing else either
        self, *, context: ssl.SSLContext | None = None
    ) -> tuple[int, bytes]:
        return super().starttls(context=context or ssl.create_default_context())


class SmtpBackend(EmailBackend):  # type: ignore[misc]
    """Flask-Mailman's SMTP, with certificates checked."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return smtplib.SMTP_SSL if self.use_ssl else _VerifyingSmtp


class ConsoleBackend(BaseEmailBackend):  # type: ignore[misc]
    """Prints mails as a person reads them, so that the links in them can be followed."""

    def send_messages(self, messages: Sequence[EmailMultiAlternatives]) -> int:
        for message in messages:
            rule = "-" * 72
            head = f"Mail to {', '.join(message.to)}: {message.subject}"
            sys.stdout.write(f"\n{rule}\n{head}\n\n{message.body.rstrip()}\n{rule}\n\n")
        sys.stdout.flush()
        return len(messages)


def init_app(app: Flask, settings: Settings) -> None:
    """Give the application the mail server of its settings."""
    app.config.update(_configuration(settings))
    Mail().init_app(app)


def deliver(
    *, recipient: str, subject: str, text: str, html: str, key: str, anyway: bool = False
) -> None:
    """Hand a mail to the server; it is the server's once this returns.

    Args:
        recipient: one address.
        subject: without line breaks.
        text: the mail for readers of plain text.
        html: the same mail as a page.
        key: what names this mail in ``Message-ID``.
        anyway: whether the server is asked even if it did not answer a moment ago.

    Raises:
        Refused: the server does not take this mail.
        Delayed: the mail can be tried again later.
    """
    mailer = current_app.extensions["mailman"]
    domain = mailer.default_sender.rpartition("@")[2].rstrip("> ")
    message = EmailMultiAlternatives(
        subject,
        text,
        to=[recipient],
        headers={"Message-ID": f"<{key}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(html, "text/html")
    guard = nullcontext() if anyway else breakers.of("mail").guard(_is_no_answer)
    try:
        with guard, mailer.get_connection() as connection:
            connection.send_messages([message])
    except breakers.Away as away:
        raise Delayed(str(away), away.wait_s) from away
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        raise _answered(error.smtp_code, error.smtp_error, "this mail") from error
    except smtplib.SMTPRecipientsRefused as error:
        code, reason = error.recipients[recipient]
        raise _answered(code, reason, "mails for this address") from error
    except OSError as error:
        raise Delayed(_obstacle(error)) from error
    except ValueError as error:  # after OSError: a certificate that is not trusted is both
        raise Refused("A mail cannot be made for this address. Check the address.") from error


def _configuration(settings: Settings) -> dict[str, Any]:
    url = settings.smtp_url
    if url is None:
        return {"MAIL_BACKEND": ConsoleBackend, "MAIL_DEFAULT_SENDER": SENDER_ON_PAPER}
    return {
        "MAIL_BACKEND": SmtpBackend,
        "MAIL_SERVER": url.host,
        "MAIL_PORT": url.port or PORTS[url.scheme],
        "MAIL_USERNAME": unquote(url.username or "") or None,
        "MAIL_PASSWORD": unquote(url.password or "") or None,
        "MAIL_USE_TLS": url.scheme == "smtp+starttls",
        "MAIL_USE_SSL": url.scheme == "smtps",
        "MAIL_TIMEOUT": TIMEOUT_S,
        "MAIL_DEFAULT_SENDER": settings.mail_from,
    }


def _is_no_answer(error: Exception) -> bool:
    """Whether the server does not talk to us, rather than talks of this mail."""
    of_this_mail = smtplib.SMTPSenderRefused, smtplib.SMTPDataError, smtplib.SMTPRecipientsRefused
    return isinstance(error, OSError) and not isinstance(error, of_this_mail)


def _answered(code: int, reason: bytes | str, what: str) -> NotSent:
    said = f"The mail server does not take {what}: {code} {_words(reason)}"
    return Refused(said) if code >= 500 else Delayed(said)


def _obstacle(error: OSError) -> str:
    """Say what is in the way between us and the mail server."""
    server = "The mail server {server}:{port}".format(**vars(current_app.extensions["mailman"]))
    match error:
        case smtplib.SMTPAuthenticationError():
            said = f"{error.smtp_code} {_words(error.smtp_error)}"
            return f"{server} does not accept the name and password of SIGHTLINE_SMTP_URL: {said}"
        case smtplib.SMTPNotSupportedError():
            return f"{server} does not offer what SIGHTLINE_SMTP_URL asks for: {_words(str(error))}"
        case smtplib.SMTPResponseException():
            return f"{server} does not answer as expected: {_words(error.smtp_error)}"
        case ssl.SSLCertVerificationError():
            return f"The certificate of {server[0].lower()}{server[1:]} is not trusted."
        case smtplib.SMTPServerDisconnected():
            return f"{server} ended the connection."
        case TimeoutError():
            return f"{server} did not answer within {TIMEOUT_S} seconds."
        case _:
            return f"{server} cannot be reached: {_words(error.strerror or str(error))}"


def _words(reason: bytes | str) -> str:
    """The server's own words as the end of a sentence."""
    if isinstance(reason, bytes):
        reason = reason.decode("utf-8", "replace")
    said = names.clean(reason, REASON_CHARACTERS)
    return said if said.endswith(".") else f"{said}."
