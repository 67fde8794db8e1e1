"""What we sign is signed with HMAC-SHA-256: cookies, form tokens, links in mails, queue messages.

itsdangerous, Flask and Huey would take SHA-1, which is not for new designs any more (OWASP ASVS
5.0, 11.4.1 and appendix C).
"""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Any

import itsdangerous
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from huey.serializer import SignedSerializer

CLOCK_BACK_S = 24 * 3600
"""A clock may be set back by so much, and what was signed before is still taken."""


class ForbearingSigner(itsdangerous.TimestampSigner):
    """Takes what was signed shortly before this machine's clock was set back as signed just now.

    itsdangerous takes nothing that was signed in the future: everybody would be logged out, and
    links in mails would be dead until the clock has come that far again.
    """

    def unsign(self, signed_value: str | bytes, *given: Any, **named: Any) -> Any:
        """As itsdangerous has it; SignatureExpired, BadSignature."""
        try:
            return super().unsign(signed_value, *given, **named)
        except itsdangerous.SignatureExpired as expired:
            signed = expired.date_signed
            if signed is None or not 0 < signed.timestamp() - time.time() <= CLOCK_BACK_S:
                raise
            return super().unsign(signed_value, **{**named, "max_age": None})


class SessionInterface(SecureCookieSessionInterface):
    """Flask's own, with another hash."""

    digest_method = staticmethod(hashlib.sha256)


class QueueSerializer(SignedSerializer):  # type: ignore[misc]  # huey has no types
    """Huey's own, with another hash: a message that we did not write is never unpacked."""

    def __init__(self, secret: str) -> None:
        super().__init__(secret=secret)
        self._key = hmac.digest(self.secret, b"sightline.queue", "sha256")

    def _signature(self, message: bytes) -> bytes:
        return hmac.digest(self._key, message, "sha256").hex().encode()


def init_app(app: Flask) -> None:
    """Let Flask, and every signer that extensions make, use SHA-256 and bear with clocks."""
    itsdangerous.Signer.default_digest_method = staticmethod(hashlib.sha256)
    itsdangerous.TimedSerializer.default_signer = ForbearingSigner
    app.session_interface = SessionInterface()
