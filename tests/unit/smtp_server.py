"""A real mail server on this machine: with TLS, log-in, and the ways in which servers fail."""

from __future__ import annotations

import datetime
import email
import email.policy
import ipaddress
import socket
import ssl
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import update

from webapp.config import Settings
from webapp.extensions import db
from webapp.models import Job

USER, PASSWORD = "sightline", "a pass/word: with @ signs"
DROP = "drop the connection"


class Inbox:
    """What a mail server has taken, and how it answers."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.connections = 0
        self.address_answers: list[str] = []
        """Answers to the next recipients (RCPT), in turn; then every one is good."""
        self.mail_answers: list[str] = []
        """Answers to the next mails (DATA), in turn; ``DROP`` breaks the connection instead."""
        self.ends_rudely = False
        """Whether it breaks the connection instead of saying good-bye."""
        self.on_mail: Callable[[], None] = lambda: None
        """Called when a mail has been taken, before the sender is told."""
        self.url = ""

    async def handle_EHLO(
        self, _server: SMTP, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_RCPT(
        self, _server: SMTP, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        answer = self.address_answers.pop(0) if self.address_answers else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Any) -> str:
        answer = self.mail_answers.pop(0) if self.mail_answers else "250 OK"
        if answer == DROP:
            server.transport.abort()
        elif answer.startswith("250"):
            message = email.message_from_bytes(envelope.content, policy=email.policy.default)
            self.mails.append(cast(EmailMessage, message))
            self.on_mail()
        return answer

    async def handle_QUIT(self, server: SMTP, _session: Any, _envelope: Any) -> str:
        if self.ends_rudely:
            server.transport.abort()
        return "221 Bye"


@contextmanager
def mail_server(
    scheme: str = "smtp", certificate: ssl.SSLContext | None = None, *, login: bool = False
) -> Iterator[Inbox]:
    """Run a mail server; it offers TLS if it has a certificate, and asks for log-in if told to."""
    inbox = Inbox()
    options: dict[str, Any] = {}
    if scheme == "smtps":
        options["ssl_context"] = certificate
    elif certificate:
        options |= {"tls_context": certificate, "require_starttls": True}
    if login:
        options |= {"authenticator": _authenticate, "auth_required": True}
        options["auth_require_tls"] = scheme == "smtp+starttls"  # smtps has it from the start,
        warnings.filterwarnings("ignore", "Requiring AUTH", UserWarning)  # which aiosmtpd misses
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        inbox.url = f"{scheme}://localhost:{port}"
        yield inbox
    finally:
        controller.stop()


def using(settings: Settings, url: str) -> Settings:
    """The settings, with a mail server."""
    sender = "Sightline <videos@example.org>"
    return Settings(**settings.model_dump() | {"smtp_url": url, "mail_from": sender})


def make_certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A certificate for this machine: for the server, and for those who are to trust it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    trusted, secret = folder / "certificate.pem", folder / "key.pem"
    trusted.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(trusted, secret)
    return context, trusted


def wait_is_over(job: Job) -> None:
    """As if the time until which a job was put off had passed."""
    db.session.execute(update(Job).where(Job.id == job.id).values(due_at_ms=0))
    db.session.commit()


def _authenticate(
    _server: SMTP, _session: Any, _envelope: Any, _mechanism: str, data: object
) -> AuthResult:
    good = data == LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=good, handled=False)
