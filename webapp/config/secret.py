"""The key that cookies and messages are signed with."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from webapp.config.part import Part

SECRET_LENGTH = 32
SECRET_GUESSES_LOG10 = 27
"""A secret that zxcvbn would guess in fewer tries is weak: 16 random bytes in hex need 10^30."""
MADE_UP = ("changeme", "change-me", "change_me", "example", "your-secret", "your_secret")
"""What secrets in examples are made of."""


class Secret(Part):
    """The secret key, and the check that nobody can guess it."""

    secret_key: str = ""
    """Signs cookies and queue messages. Development keeps one in the data folder."""

    def _production_faults(self) -> Iterator[str]:
        if reason := _weakness(self.secret_key):
            yield (
                f"SIGHTLINE_SECRET_KEY {reason}. In production it must be at least "
                f"{SECRET_LENGTH} random characters. "
                "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        yield from super()._production_faults()

    def signing_key(self) -> str:
        """The secret key; in development one that is made at the first start and kept."""
        if self.secret_key:
            return self.secret_key
        kept = self.data_dir / "secret_key"
        self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with kept.open("x") as file:
                kept.chmod(0o600)
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass
        return kept.read_text()


def _weakness(secret: str) -> str:
    """Say why a secret can be guessed; empty where it cannot."""
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]

    if not secret:
        return "is not set"
    if len(secret) < SECRET_LENGTH:
        return "is too short"
    if any(part in secret.lower() for part in MADE_UP):
        return "is the one of an example"
    if zxcvbn(secret[:72])["guesses_log10"] < SECRET_GUESSES_LOG10:
        return "is easy to guess"
    return ""
