"""Log-in in two steps: codes from an app (TOTP, RFC 6238), and recovery codes for when it is lost.

The app's key is kept encrypted. A code is taken once, and one step of 30 seconds to either side of
now, for clocks that are not quite right. Recovery codes are kept as passwords are, by their hash
(OWASP ASVS 5.0, 6.5.2), so that they can be shown only when they are made.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, cast

import qrcode  # type: ignore[import-untyped]
from flask import Flask, Response, request
from flask_babel import gettext as _
from flask_security import (
    MfRecoveryCodesUtil,
    Totp,
    UserMixin,
    hash_password,
    tf_disabled,
    tf_profile_changed,
    verify_password,
)
from flask_security.forms import TwoFactorRescueForm
from markupsafe import Markup
from passlib.exc import TokenError  # type: ignore[import-untyped]
from passlib.totp import TOTP  # type: ignore[import-untyped]
from sqlalchemy import CursorResult, or_, update
from wtforms import RadioField

from webapp import audit_log, mail
from webapp.extensions import db
from webapp.models import User
from webapp.totp_wallet import Wallet

KEPT_NOWHERE = frozenset(
    (
        "security.two_factor_setup",
        "security.mf_recovery_codes",
        "security.two_factor_setup_validate",
    )
)
"""Pages that show secrets: no browser keeps them."""
QUIET_ZONE = 4
"""Modules of white around a QR code (ISO/IEC 18004)."""


class UsedOnceTotp(Totp):
    """Checks codes, each of which is taken once, and shows the key in ways that people can use."""

    def __init__(self, secrets: dict[str, str], issuer: str) -> None:
        super().__init__(secrets, issuer)
        self._totp = TOTP.using(issuer=issuer, wallet=Wallet(secrets))

    def verify_totp(self, token: str, totp_secret: str, user: UserMixin, window: int = 0) -> bool:
        """Whether a code is right and was not used before; then it is used now, and committed.

        Args:
            token: what was typed; spaces do not matter.
            totp_secret: the encrypted key.
            user: whose code it is.
            window: how many seconds the app's clock may be wrong.
        """
        digits = re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", str(token)))
        try:
            match = self._totp.verify(digits, totp_secret, window=window)
        except TokenError:
            return False
        person = cast(User, user)
        before = or_(User.tf_last_code_at.is_(None), User.tf_last_code_at < match.counter)
        taken = _changed(User.id == person.id, before, tf_last_code_at=match.counter)
        db.session.commit()
        return taken

    def get_totp_pretty_key(self, totp_secret: str) -> str:
        """The key in groups of four, as people read and type it."""
        key = self.get_totp_b32_key(totp_secret)
        return " ".join(re.findall(".{1,4}", key))

    def generate_qrcode(self, username: str, totp: str) -> Markup:
        """The key as a picture for the app's camera: black on white in every theme."""
        code = qrcode.QRCode(border=QUIET_ZONE)
        code.add_data(self.get_totp_uri(username, totp))
        rows = code.get_matrix()
        path = "".join(
            f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
        )
        return Markup(
            '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{2}" '
            'shape-rendering="crispEdges"><path fill="#ffffff" d="M0 0h{0}v{0}H0z"/>'
            '<path fill="#000000" d="{1}"/></svg>'
        ).format(len(rows), path, _("QR code for the app"))


class HashedRecoveryCodes(MfRecoveryCodesUtil):
    """Recovery codes, of which only hashes are kept, and of which each works once."""

    def create_recovery_codes(self, user: UserMixin) -> list[str]:
        """Make new codes in place of the old ones; this is the one time that they are known."""
        codes: list[str] = super().create_recovery_codes(user)
        audit_log.record("factor.added", subject=cast(User, user), factor="recovery codes")
        return codes

    def get_recovery_codes(self, user: UserMixin) -> list[str]:
        """None: they are not kept."""
        return []

    def check_recovery_code(self, user: UserMixin, code: str) -> bool:
        """Whether a code is right; then it is used up, and its owner is told."""
        person = cast(User, user)
        known = list(person.mf_recovery_codes or [])
        found = next((kept for kept in known if verify_password(_plain(code), _read(kept))), None)
        if found is None:
            return False
        left = [kept for kept in known if kept != found]
        unchanged = User.mf_recovery_codes == known
        if not _changed(User.id == person.id, unchanged, mf_recovery_codes=left):
            return False  # another request used one just now
        mail.send(person, "recovery_code_used", left=len(left))
        db.session.commit()
        return True

    def delete_recovery_code(self, user: UserMixin, code: str) -> bool:
        """Nothing to do: a code is used up where it is checked, so that no two requests use it."""
        return True

    def _encrypt_codes(self, codes: list[str]) -> list[str]:
        return [_written(hash_password(_plain(code))) for code in codes]


class RescueForm(TwoFactorRescueForm):
    """The way out without the app: a recovery code. Nobody is let in by a mail to the staff."""

    help_setup = RadioField(choices=[])


def settings() -> dict[str, Any]:
    """What Flask-Security is to do about second steps."""
    return {
        "TWO_FACTOR": True,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_RESCUE_EMAIL": False,
        "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        "TOTP_ISSUER": "Sightline",
        "MULTI_FACTOR_RECOVERY_CODES": True,
        "MULTI_FACTOR_RECOVERY_CODES_N": 10,
    }


def init_app(app: Flask) -> None:
    """Tell people when their second step changes, and keep its secrets out of browsers' stores."""
    tf_profile_changed.connect(_switched_on, app)
    tf_disabled.connect(_switched_off, app)
    app.after_request(_keep_nowhere)


def _switched_on(_app: Flask, user: UserMixin, **_: Any) -> None:
    audit_log.record("factor.added", subject=cast(User, user), factor="codes from an app")
    mail.send(cast(User, user), "two_factor_on")


def _switched_off(_app: Flask, user: UserMixin, **_: Any) -> None:
    person = cast(User, user)
    if not any(passkey.usage == "secondary" for passkey in person.webauthn):
        person.mf_recovery_codes = None
    audit_log.record("factor.removed", subject=person, factor="codes from an app")
    mail.send(person, "two_factor_off")


def _keep_nowhere(response: Response) -> Response:
    if request.endpoint in KEPT_NOWHERE:
        response.headers["Cache-Control"] = "private, no-store"
    return response


def _changed(*conditions: Any, **values: Any) -> bool:
    """Change a person where the conditions still hold; the caller commits."""
    result = db.session.execute(
        update(User).where(*conditions).values(**values),
        execution_options={"synchronize_session": False},
    )
    return isinstance(result, CursorResult) and result.rowcount > 0


def _plain(code: str) -> str:
    """A recovery code as it is hashed, however it was typed."""
    return re.sub(r"[^0-9a-z]", "", unicodedata.normalize("NFKC", code).casefold())


def _written(hashed: str) -> str:
    return hashed.replace(",", ";")  # the column holds the codes with commas between them


def _read(written: str) -> str:
    return written.replace(";", ",")
