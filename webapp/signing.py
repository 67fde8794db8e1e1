"""What we sign is signed with HMAC-SHA-256: cookies, form tokens, links in mails, queue messages.

itsdangerous, Flask and Huey would take SHA-1, which is not for new designs any more (OWASP ASVS
5.0, 11.4.1 and appendix C).
"""

from __future__ import annotations

import hashlib
import hmac

import itsdangerous
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from huey.serializer import SignedSerializer


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
    """Let Flask, and every signer that extensions make, use SHA-256."""
    itsdangerous.Signer.default_digest_method = staticmethod(hashlib.sha256)
    app.session_interface = SessionInterface()
