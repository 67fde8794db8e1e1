"""Accounts: Flask-Security, set up for our pages, our people and our answers.

Passwords are hashed with argon2id at the parameters of OWASP's Password Storage Cheat Sheet
(19 MiB, two passes, one lane). Answers and mails are the same whether or not an address has an
account. What a view of Flask-Security needs is declared in ``NEEDS``.
"""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import Any

from flask import Flask
from flask_security import RoleMixin, Security, SQLAlchemyUserDatastore

from webapp import access
from webapp.access import ANYONE, SIGNED_IN, Need
from webapp.accounts import (
    answers,
    forms,
    happenings,
    lockout,
    passkeys,
    passwords,
    sessions,
    two_step,
    unsent,
    wording,
)
from webapp.accounts.passwords import PasswordRules
from webapp.extensions import db
from webapp.mail import SecurityMail
from webapp.models import Passkey, User

# Only here does it take classes; given to init_app, they would be ignored.
security = Security(
    mail_util_cls=SecurityMail,
    password_util_cls=PasswordRules,
    totp_cls=two_step.UsedOnceTotp,
    mf_recovery_codes_util_cls=two_step.HashedRecoveryCodes,
    webauthn_util_cls=passkeys.RelyingParty,
)

NEEDS: dict[str, Need] = {
    "security.static": ANYONE,
    "security.login": ANYONE,
    "security.logout": ANYONE,
    "security.register": ANYONE,
    "security.send_confirmation": ANYONE,
    "security.confirm_email": ANYONE,
    "security.forgot_password": ANYONE,
    "security.reset_password": ANYONE,
    "security.change_password": SIGNED_IN,
    "security.change_email": SIGNED_IN,
    "security.change_email_confirm": ANYONE,
    "security.verify": SIGNED_IN,
    "security.two_factor_setup": SIGNED_IN,
    "security.two_factor_setup_validate": SIGNED_IN,
    "security.two_factor_token_validation": ANYONE,
    "security.two_factor_rescue": ANYONE,
    "security.tf_select": ANYONE,
    "security.mf_recovery": ANYONE,
    "security.mf_recovery_codes": SIGNED_IN,
    "security.wan_register": SIGNED_IN,
    "security.wan_register_response": SIGNED_IN,
    "security.wan_delete": SIGNED_IN,
    "security.wan_signin": ANYONE,
    "security.wan_signin_response": ANYONE,
    "security.wan_verify": SIGNED_IN,
    "security.wan_verify_response": SIGNED_IN,
}
"""Views of Flask-Security: those for anyone check a token, a password or a begun log-in."""


def init_app(app: Flask) -> None:
    """Add log-in, registration, recovery, second factors and passkeys to the application."""
    app.config.update({f"SECURITY_{name}": value for name, value in _settings(app).items()})
    access.NOT_OURS.update(NEEDS)
    security.init_app(
        app,
        SQLAlchemyUserDatastore(db, User, RoleMixin, Passkey),
        render_template=answers.render,
        login_form=forms.LoginForm,
        register_form=forms.RegisterForm,
        forgot_password_form=forms.ForgotPasswordForm,
        reset_password_form=forms.ResetPasswordForm,
        send_confirmation_form=forms.SendConfirmationForm,
        change_password_form=forms.ChangePasswordForm,
        change_email_form=forms.ChangeEmailForm,
        two_factor_rescue_form=two_step.RescueForm,
    )
    answers.init_app(app, security)
    happenings.init_app(app)
    sessions.init_app(app)
    lockout.init_app(app)
    two_step.init_app(app)
    passkeys.init_app(app)
    unsent.init_app(app)


def _settings(app: Flask) -> dict[str, Any]:
    return {
        "REGISTERABLE": True,
        "CONFIRMABLE": True,
        "RECOVERABLE": True,
        "CHANGEABLE": True,
        "CHANGE_EMAIL": True,
        **two_step.settings(),
        "TOTP_SECRETS": {"1": _derived(app, "totp")},
        "WEBAUTHN": True,
        "WAN_RP_NAME": "Sightline",
        "WAN_ALLOW_AS_FIRST_FACTOR": True,
        "WAN_ALLOW_USER_HINTS": False,
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SCHEMES": ["argon2"],
        "DEPRECATED_PASSWORD_SCHEMES": [],
        "PASSWORD_SINGLE_HASH": True,
        "PASSWORD_HASH_PASSLIB_OPTIONS": {
            "argon2__type": "ID",
            "argon2__memory_cost": 19 * 1024,
            "argon2__time_cost": 2,
            "argon2__parallelism": 1,
        },
        "PASSWORD_LENGTH_MIN": passwords.MIN_CHARACTERS,
        "PASSWORD_CONFIRM_REQUIRED": False,
        # For what links in mails hold. A slow hash would tell, by time, who has an account.
        "HASHING_SCHEMES": ["hex_sha256"],
        "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "JOIN_USER_ROLES": False,
        "RETURN_GENERIC_RESPONSES": True,
        **wording.settings(),
        "LOGIN_URL": "/login",
        "LOGOUT_URL": "/logout",
        "REGISTER_URL": "/register",
        "CONFIRM_URL": "/confirm",
        "RESET_URL": "/reset",
        "CHANGE_URL": "/account/password",
        "CHANGE_EMAIL_URL": "/account/address",
        "VERIFY_URL": "/account/verify",
        "POST_REGISTER_VIEW": "/look-into-your-mail/account",
        "POST_CHANGE_VIEW": "account.show",
        "POST_CHANGE_EMAIL_VIEW": "account.show",
        "POST_VERIFY_VIEW": "account.show",
        "TWO_FACTOR_SETUP_URL": "/account/two-step",
        "TWO_FACTOR_TOKEN_VALIDATION_URL": "/login/code",
        "TWO_FACTOR_RESCUE_URL": "/login/help",
        "TWO_FACTOR_SELECT_URL": "/login/second-step",
        "MULTI_FACTOR_RECOVERY_URL": "/login/recovery-code",
        "MULTI_FACTOR_RECOVERY_CODES_URL": "/account/recovery-codes",
        "WAN_REGISTER_URL": "/account/passkeys",
        "WAN_DELETE_URL": "/account/passkeys/delete",
        "WAN_SIGNIN_URL": "/login/passkey",
        "WAN_VERIFY_URL": "/account/verify/passkey",
        "FRESHNESS": timedelta(minutes=15),
        "FRESHNESS_GRACE_PERIOD": timedelta(minutes=5),
        "RESET_PASSWORD_WITHIN": timedelta(hours=1),
        "CONFIRM_EMAIL_WITHIN": timedelta(days=2),
        "CHANGE_EMAIL_WITHIN": timedelta(hours=2),
        "API_ENABLED_METHODS": ["session"],
        "DEFAULT_REMEMBER_ME": False,
        # Its own default is written as "no-store=True", which browsers do not know.
        "CACHE_CONTROL": {"private": None, "no-store": None},
    }


def _derived(app: Flask, purpose: str) -> str:
    """A key of its own for each purpose, from the one secret that the installation keeps."""
    return hmac.digest(app.config["SECRET_KEY"].encode(), purpose.encode(), "sha256").hex()
