"""What people read when they log in, register or change their account.

These replace Flask-Security's own messages, by its names for them, without ``SECURITY_MSG_``.
Each says what to do. None says whether an address has an account.
"""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    # Logging in and out
    "GENERIC_AUTHN_FAILED": (
        "The address and the password do not fit together. Check both. If you do not know the "
        "password any more, choose a new one."
    ),
    "LOGIN": "Log in to see this page.",
    "UNAUTHENTICATED": "Log in to see this page.",
    "UNAUTHORIZED": "This page is not open to you. Ask the person who runs this site.",
    "ANONYMOUS_USER_REQUIRED": "You are logged in already. Log out first to do this.",
    "CONFIRMATION_REQUIRED": (
        "Your address is not confirmed yet. Open the link in the mail that we sent you, "
        "or ask for a new one below."
    ),
    "DISABLED_ACCOUNT": "This account is closed. Ask the person who runs this site.",
    "USER_DOES_NOT_EXIST": "Check the address, and try again.",
    "REAUTHENTICATION_REQUIRED": "This page shows or changes what is private.",
    "REFRESH": "Show that it is you to go on.",
    "REAUTHENTICATION_SUCCESSFUL": "Thank you. Go on.",
    "INVALID_REDIRECT": "That address is not on this site. Go back and start again.",
    # Addresses
    "EMAIL_NOT_PROVIDED": "Type your e-mail address.",
    "INVALID_EMAIL_ADDRESS": (
        "This is not an e-mail address. It needs a part before the @ and one after it, "
        "such as ana@example.org."
    ),
    "EMAIL_ALREADY_ASSOCIATED": "This address has an account already. Type another one.",
    # Registering and confirming
    "CONFIRM_REGISTRATION": "We are sending a mail to %(email)s.",
    "CONFIRMATION_REQUEST": "We are sending a mail to %(email)s.",
    "EMAIL_CONFIRMED": "Your address is confirmed. Now you can log in.",
    "ALREADY_CONFIRMED": "This address is confirmed already. You can log in.",
    "INVALID_CONFIRMATION_TOKEN": "This link does not work any more. Ask for a new one.",
    "CONFIRMATION_EXPIRED": "This link worked for %(within)s. Ask for a new one.",
    # Passwords
    "PASSWORD_NOT_PROVIDED": "Type a password.",
    "INVALID_PASSWORD": "This is not your password. Try again, or choose a new one.",
    "PASSWORD_IS_THE_SAME": "This is the password that you have now. Choose another one.",
    "PASSWORD_CHANGE": "Your password is changed. Every other device is logged out.",
    "PASSWORD_RESET_REQUEST": "We are sending a mail to %(email)s.",
    "PASSWORD_RESET_NO_LOGIN": "Your new password is kept. Log in with it.",
    "PASSWORD_RESET": "Your new password is kept, and you are logged in.",
    "PASSWORD_RESET_EXPIRED": "This link worked for %(within)s. Ask for a new one.",
    "INVALID_RESET_PASSWORD_TOKEN": "This link does not work any more. Ask for a new one.",
    # Another address
    "CHANGE_EMAIL_SENT": "We are sending a mail to %(email)s.",
    "CHANGE_EMAIL_CONFIRMED": "Your new address is confirmed. From now on, log in with it.",
    "CHANGE_EMAIL_EXPIRED": "This link worked for %(within)s. Type the new address again.",
    # Anything else
    "API_ERROR": "This does not work any more. Go back and start again.",
    "INVALID_INPUT": "This cannot be used here. Check it, and try again.",
    # The second step
    "TWO_FACTOR_INVALID_TOKEN": (
        "This code is not right. Type the six digits that the app shows now. "
        "Each code works once, for half a minute."
    ),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": "You are logged in.",
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (
        "Done. From now on, logging in asks for a code from your app."
    ),
    "TWO_FACTOR_PERMISSION_DENIED": "Log in first: type your address and your password.",
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": "Choose one of the ways that are shown.",
    "TWO_FACTOR_DISABLED": "Done. Logging in needs no second step any more.",
    "TWO_FACTOR_SETUP_EXPIRED": "This took longer than %(within)s. Start again.",
    "INVALID_CODE": "This code is not right. Check it, and type it again.",
    "CODE_HAS_BEEN_SENT": "A code is on its way.",
    "FAILED_TO_SEND_CODE": "The code could not be sent. Try again in a few minutes.",
    "INVALID_RECOVERY_CODE": (
        "This recovery code is not right, or it was used before. Each code works once. "
        "Try the next one on your list."
    ),
    "NO_RECOVERY_CODES_SETUP": "You have no recovery codes yet. Make some now.",
    # Passkeys
    "WEBAUTHN_EXPIRED": "This took longer than %(within)s. Start again.",
    "WEBAUTHN_NAME_REQUIRED": "Give the passkey a name, such as 'My telephone'.",
    "WEBAUTHN_NAME_INUSE": "You have a passkey with the name %(name)s. Choose another name.",
    "WEBAUTHN_NAME_NOT_FOUND": "You have no passkey with the name %(name)s.",
    "WEBAUTHN_NAME_DISALLOWED_CHARACTERS": (
        "Use letters, digits, spaces, hyphens and underscores for the name."
    ),
    "WEBAUTHN_CREDENTIAL_DELETED": "The passkey %(name)s is removed.",
    "WEBAUTHN_REGISTER_SUCCESSFUL": "The passkey %(name)s is added.",
    "WEBAUTHN_CREDENTIAL_ID_INUSE": "This passkey is here already. You can log in with it.",
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": (
        "We do not know this passkey. Use another one, or log in with your password."
    ),
    "WEBAUTHN_ORPHAN_CREDENTIAL_ID": (
        "We do not know this passkey. Use another one, or log in with your password."
    ),
    "WEBAUTHN_NO_VERIFY": "The passkey could not be checked. Try again, or use your password.",
    "WEBAUTHN_CREDENTIAL_WRONG_USAGE": (
        "This passkey is kept for something else. Use another one, or your password."
    ),
    "WEBAUTHN_MISMATCH_USER_HANDLE": (
        "This passkey belongs to another account. Use another one, or your password."
    ),
}


def settings() -> dict[str, tuple[str, str]]:
    """The messages as Flask-Security reads them, with a kind that we do not use."""
    return {f"MSG_{name}": (sentence, "info") for name, sentence in MESSAGES.items()}
