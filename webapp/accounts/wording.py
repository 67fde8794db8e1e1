"""What people read when they log in, register or change their account.

These replace Flask-Security's own messages, by its names for them, without ``SECURITY_MSG_``.
Each says what to do. None says whether an address has an account.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _

MESSAGES: dict[str, str] = {
    # Logging in and out
    "GENERIC_AUTHN_FAILED": _(
        "The address and the password do not fit together. Check both. If you do not know the "
        "password any more, choose a new one."
    ),
    "LOGIN": _("Log in to see this page."),
    "UNAUTHENTICATED": _("Log in to see this page."),
    "UNAUTHORIZED": _("This page is not open to you. Ask the person who runs this site."),
    "ANONYMOUS_USER_REQUIRED": _("You are logged in already. Log out first to do this."),
    "CONFIRMATION_REQUIRED": _(
        "Your address is not confirmed yet. Open the link in the mail that we sent you, "
        "or ask for a new one below."
    ),
    "DISABLED_ACCOUNT": _("This account is closed. Ask the person who runs this site."),
    "USER_DOES_NOT_EXIST": _("Check the address, and try again."),
    "REAUTHENTICATION_REQUIRED": _("This page shows or changes what is private."),
    "REFRESH": _("Show that it is you to go on."),
    "REAUTHENTICATION_SUCCESSFUL": _("Thank you. Go on."),
    "INVALID_REDIRECT": _("That address is not on this site. Go back and start again."),
    # Addresses
    "EMAIL_NOT_PROVIDED": _("Type your e-mail address."),
    "INVALID_EMAIL_ADDRESS": _(
        "This is not an e-mail address. It needs a part before the @ and one after it, "
        "such as ana@example.org."
    ),
    "EMAIL_ALREADY_ASSOCIATED": _("This address has an account already. Type another one."),
    # Registering and confirming
    "CONFIRM_REGISTRATION": _("We are sending a mail to %(email)s."),
    "CONFIRMATION_REQUEST": _("We are sending a mail to %(email)s."),
    "EMAIL_CONFIRMED": _("Your address is confirmed. Now you can log in."),
    "ALREADY_CONFIRMED": _("This address is confirmed already. You can log in."),
    "INVALID_CONFIRMATION_TOKEN": _("This link does not work any more. Ask for a new one."),
    "CONFIRMATION_EXPIRED": _("This link worked for %(within)s. Ask for a new one."),
    # Passwords
    "PASSWORD_NOT_PROVIDED": _("Type a password."),
    "INVALID_PASSWORD": _("This is not your password. Try again, or choose a new one."),
    "PASSWORD_IS_THE_SAME": _("This is the password that you have now. Choose another one."),
    "PASSWORD_CHANGE": _("Your password is changed. Every other device is logged out."),
    "PASSWORD_RESET_REQUEST": _("We are sending a mail to %(email)s."),
    "PASSWORD_RESET_NO_LOGIN": _("Your new password is kept. Log in with it."),
    "PASSWORD_RESET": _("Your new password is kept, and you are logged in."),
    "PASSWORD_RESET_EXPIRED": _("This link worked for %(within)s. Ask for a new one."),
    "INVALID_RESET_PASSWORD_TOKEN": _("This link does not work any more. Ask for a new one."),
    # Another address
    "CHANGE_EMAIL_SENT": _("We are sending a mail to %(email)s."),
    "CHANGE_EMAIL_CONFIRMED": _("Your new address is confirmed. From now on, log in with it."),
    "CHANGE_EMAIL_EXPIRED": _("This link worked for %(within)s. Type the new address again."),
    # Anything else
    "API_ERROR": _("This does not work any more. Go back and start again."),
    "INVALID_INPUT": _("This cannot be used here. Check it, and try again."),
    "INVALID_INPUT_LENGTH": _("This is too long. Use at most %(length)s characters."),
    # The second step
    "TWO_FACTOR_INVALID_TOKEN": _(
        "This code is not right. Type the six digits that the app shows now. "
        "Each code works once, for half a minute."
    ),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": _("You are logged in."),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": _(
        "Done. From now on, logging in asks for a code from your app."
    ),
    "TWO_FACTOR_PERMISSION_DENIED": _("Log in first: type your address and your password."),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": _("Choose one of the ways that are shown."),
    "TWO_FACTOR_DISABLED": _("Done. Logging in needs no second step any more."),
    "TWO_FACTOR_SETUP_EXPIRED": _("This took longer than %(within)s. Start again."),
    "INVALID_CODE": _("This code is not right. Check it, and type it again."),
    "CODE_HAS_BEEN_SENT": _("A code is on its way."),
    "FAILED_TO_SEND_CODE": _("The code could not be sent. Try again in a few minutes."),
    "INVALID_RECOVERY_CODE": _(
        "This recovery code is not right, or it was used before. Each code works once. "
        "Try the next one on your list."
    ),
    "NO_RECOVERY_CODES_SETUP": _("You have no recovery codes yet. Make some now."),
    # Passkeys
    "WEBAUTHN_EXPIRED": _("This took longer than %(within)s. Start again."),
    "WEBAUTHN_NAME_REQUIRED": _("Give the passkey a name, such as 'My telephone'."),
    "WEBAUTHN_NAME_INUSE": _("You have a passkey with the name %(name)s. Choose another name."),
    "WEBAUTHN_NAME_NOT_FOUND": _("You have no passkey with the name %(name)s."),
    "WEBAUTHN_NAME_DISALLOWED_CHARACTERS": _(
        "Use letters, digits, spaces, hyphens and underscores for the name."
    ),
    "WEBAUTHN_CREDENTIAL_DELETED": _("The passkey %(name)s is removed."),
    "WEBAUTHN_REGISTER_SUCCESSFUL": _("The passkey %(name)s is added."),
    "WEBAUTHN_CREDENTIAL_ID_INUSE": _("This passkey is here already. You can log in with it."),
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": _(
        "We do not know this passkey. Use another one, or log in with your password."
    ),
    "WEBAUTHN_ORPHAN_CREDENTIAL_ID": _(
        "We do not know this passkey. Use another one, or log in with your password."
    ),
    "WEBAUTHN_NO_VERIFY": _("The passkey could not be checked. Try again, or use your password."),
    "WEBAUTHN_CREDENTIAL_WRONG_USAGE": _(
        "This passkey is kept for something else. Use another one, or your password."
    ),
    "WEBAUTHN_MISMATCH_USER_HANDLE": _(
        "This passkey belongs to another account. Use another one, or your password."
    ),
}


def settings() -> dict[str, tuple[str, str]]:
    """The messages as Flask-Security reads them, with a kind that we do not use."""
    return {f"MSG_{name}": (sentence, "info") for name, sentence in MESSAGES.items()}
