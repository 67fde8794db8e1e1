"""Passkeys (W3C Web Authentication Level 2): what we ask of them, and who is told of a new one.

A passkey that stands in place of the password is both steps at once, so that it must check who
holds it (user verification). One that is a second step only has to be there.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app
from flask_security import UserMixin, WebauthnUtil, wan_deleted, wan_registered
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from webapp import audit_log, mail
from webapp.models import User


class RelyingParty(WebauthnUtil):
    """Our site, as passkeys know it."""

    def origin(self) -> str:
        """Return where people reach the site: by the settings, else by the request."""
        return str(current_app.extensions["settings"].public_url or super().origin())

    def authenticator_selection(
        self, user: UserMixin, usage: str
    ) -> AuthenticatorSelectionCriteria:
        """Any passkey of any kind: in the device, in a password manager, or on a key ring."""
        if usage == "first":
            return AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            )
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.DISCOURAGED,
        )

    def user_verification(
        self, user: UserMixin | None, usage: list[str]
    ) -> UserVerificationRequirement:
        """In place of a password it must be checked who holds the passkey."""
        if usage == ["first"]:
            return UserVerificationRequirement.REQUIRED
        return UserVerificationRequirement.PREFERRED


def init_app(app: Flask) -> None:
    """Tell people when they have one passkey more or less."""
    wan_registered.connect(_added, app)
    wan_deleted.connect(_removed, app)


def _added(_app: Flask, user: User, name: str, **_: Any) -> None:
    audit_log.record("factor.added", subject=user, factor="passkey")
    mail.send(user, "passkey_added", passkey=name)


def _removed(_app: Flask, user: User, name: str, **_: Any) -> None:
    audit_log.record("factor.removed", subject=user, factor="passkey")
    mail.send(user, "passkey_removed", passkey=name)
