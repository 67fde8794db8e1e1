"""The forms of Flask-Security as ours: fewer fields, and answers that tell nothing of accounts.

Whoever types an address that has no account, or has one where none is wanted, is answered in the
same words, with as many password hashes and with as many mails as anybody else
(OWASP ASVS 5.0, 6.3.8). The mail says what is the matter to whom it concerns (``instead``).
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from flask_security import forms as fs
from flask_security import hash_password
from flask_security.change_email import ChangeEmailForm as FsChangeEmailForm
from wtforms import BooleanField, EmailField, Field, PasswordField, StringField
from wtforms.validators import DataRequired, ValidationError

from webapp import names
from webapp.accounts import lockout
from webapp.models import User

NAME_CHARACTERS = 80


class LoginForm(fs.LoginForm):
    """Address, password, and whether to stay logged in (``webapp.accounts.sessions``)."""

    email = EmailField(validators=[fs.email_required, fs.EmailValidation(verify=False)])
    password = PasswordField(validators=[fs.password_required])
    remember = BooleanField()
    form_errors: list[str]
    begins_at: Field | None = None
    """The field that an error of the whole form leads to; None: the first."""

    def validate(self, **kwargs: Any) -> bool:
        """Check the password. What else is in the way is said only to who knows it."""
        accepted = bool(super().validate(**kwargs))
        empty = next((field for field in (self.email, self.password) if not field.data), None)
        if empty is not None:  # nothing was tried, so nothing has to be hidden
            self.begins_at = empty
            self._say(empty)
            self.email.errors = self.password.errors = []
        elif self.user_authenticated:
            self._say(self.email)
            self.email.errors = []
        return accepted

    def _say(self, field: Field) -> None:
        """Make a field's errors those of the form: Flask-Security hides the field's."""
        self.form_errors.extend(str(error) for error in field.errors)


class RegisterForm(fs.RegisterFormV2):
    """What others see of a person, her address and a password."""

    name = StringField(
        filters=[lambda name: names.clean(name or "", NAME_CHARACTERS)],
        validators=[
            DataRequired(
                lazy_gettext("Type the name that others will see. It can be a made-up one.")
            )
        ],
    )
    email = EmailField(
        validators=[fs.email_required, fs.EmailValidation(verify=True), fs.unique_user_email]
    )
    password = PasswordField(validators=[fs.password_required])
    password_confirm = None


class ByMail:
    """A form that is answered by a mail, whether or not its address has an account."""

    email = EmailField(validators=[fs.email_required, fs.EmailValidation(verify=True)])
    instead = ""
    """The mail (in ``templates/mail``) for an address to which Flask-Security sends none."""

    def validate(self, **kwargs: Any) -> bool:
        """Check the address. An error of ``email`` would be hidden, so it becomes the form's."""
        form = cast(fs.Form, self)
        if not fs.Form.validate(form, **kwargs):
            form.form_errors.extend(form.email.errors)
            return False
        self.instead = self.look_up(form.email.data)
        return not self.instead

    @abstractmethod
    def look_up(self, email: str) -> str:
        """Find the account, and return what is sent where the usual mail cannot be."""


class ForgotPasswordForm(ByMail, fs.ForgotPasswordForm):
    """Asks for a new password: also who never confirmed her address, or is locked out.

    The mail proves that the address is hers, so that it also confirms it.
    """

    def look_up(self, email: str) -> str:
        self.user = User.by_email(email)
        if self.user is None or not self.user.active:
            return "no_account"
        hash_password("as much work as for an address without an account")
        return ""


class SendConfirmationForm(ByMail, fs.SendConfirmationForm):
    """Asks for the mail that confirms an address once more."""

    def look_up(self, email: str) -> str:
        self.user = User.by_email(email)
        if self.user is None or not self.user.active:
            return "no_account"
        return "already_confirmed" if self.user.confirmed_at else ""


class ChangeEmailForm(ByMail, FsChangeEmailForm):
    """Asks for another address."""

    def validate_email(self, field: EmailField) -> None:
        """Refuse the address that she has."""
        if (field.data or "").lower() == current_user.email.lower():
            raise ValidationError(_("This is your address already. Type another one."))

    def look_up(self, email: str) -> str:
        self.existing_email_user = User.by_email(email)
        return "address_taken" if self.existing_email_user else ""


class ChangePasswordForm(fs.ChangePasswordForm):
    """The present password and a new one, which is typed once: it can be shown."""

    new_password_confirm = None

    def validate(self, **kwargs: Any) -> bool:
        """Check both. Who knows the present one may try as many new ones as she likes."""
        accepted = bool(super().validate(**kwargs))
        if not accepted and self._knows_present():
            lockout.note_right()
        return accepted

    def _knows_present(self) -> bool:
        typed = self.password.data
        return bool(
            typed and current_user.password and current_user.verify_and_update_password(typed)
        )


class ResetPasswordForm(fs.ResetPasswordForm):
    """A new password, which is typed once: it can be shown."""

    password_confirm = None
