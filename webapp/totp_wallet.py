"""How the keys of two-step apps lie in the database: sealed with AES-256-GCM.

passlib's own wallet only encrypts (AES-CTR), so that nobody would notice a key that was changed, or
put in from elsewhere (OWASP ASVS 5.0, 11.3.2 and 11.3.3).
"""

from __future__ import annotations

import hmac
import secrets
from base64 import b64decode, b64encode
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from passlib.exc import TokenError  # type: ignore[import-untyped]
from passlib.totp import AppWallet  # type: ignore[import-untyped]

NONCE_BYTES = 12
"""As NIST SP 800-38D wants it for GCM; random, for far fewer than 2^32 keys."""


class Wallet(AppWallet):  # type: ignore[misc]  # passlib has no types
    """Seals keys under the newest of its secrets, and opens those of older ones."""

    def encrypt_key(self, key: bytes) -> dict[str, Any]:
        """Seal a key, as a dictionary that JSON can hold."""
        tag, nonce = self.default_tag, secrets.token_bytes(NONCE_BYTES)
        sealed = self._cipher(tag).encrypt(nonce, key, tag.encode())
        return {"t": tag, "n": b64encode(nonce).decode(), "k": b64encode(sealed).decode()}

    def decrypt_key(self, enckey: dict[str, Any]) -> tuple[bytes, bool]:
        """Return a key, and whether it should be sealed anew; TokenError where it is not ours."""
        try:
            tag, nonce, sealed = enckey["t"], b64decode(enckey["n"]), b64decode(enckey["k"])
            key = self._cipher(tag).decrypt(nonce, sealed, tag.encode())
        except (InvalidTag, KeyError, ValueError) as error:
            raise TokenError("the key was changed, or sealed with another secret") from error
        return key, tag != self.default_tag

    def _cipher(self, tag: str) -> AESGCM:
        return AESGCM(hmac.digest(self.get_secret(tag), b"sightline.totp", "sha256"))
