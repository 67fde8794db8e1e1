"""Which passwords are taken: any that are long enough and that nobody guesses first.

The rules are those of NIST SP 800-63B and OWASP ASVS 5.0, 6.2: length counts, every character is
allowed, nothing has to be mixed, and what attackers try first is refused. They try leaked
passwords and common words (the lists of zxcvbn), and what they know of the person and the site.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_security import PasswordUtil

from webapp.models import User

MIN_CHARACTERS = 8
MAX_CHARACTERS = 256
"""Long enough for any sentence, and for every password manager."""
PRODUCT = "sightline"
GUESSABLE_CHARACTERS = 4
"""A shorter part of a name stands in too many words to say anything."""

WHAT_WORKS = lazy_gettext("Four words that do not belong together work well.")
RULE = lazy_gettext(
    "At least %(count)s characters. Four words that do not belong together work well. "
    "Spaces, letters of every language and signs are fine.",
    count=MIN_CHARACTERS,
)
"""What a page says before a password is chosen."""


class PasswordRules(PasswordUtil):
    """Normalises passwords (NFKD, as Flask-Security does) and refuses those that are guessed."""

    def validate(
        self, password: str, is_register: bool, **known: Any
    ) -> tuple[list[str] | None, str]:
        """Return the sentences that say why a password is refused (None: it is taken), and it.

        Args:
            password: as it was typed.
            is_register: whether ``known`` is a form's ``email`` and ``name``; else a ``user``.
            known: what an attacker may know of the person.
        """
        if is_register:
            email, name = known.get("email") or "", known.get("name") or ""
        else:
            user: User = known["user"]
            email, name = user.email, user.name
        reason = weakness(password, email, name)
        return ([reason] if reason else None), self.normalize(password)


def weakness(password: str, email: str = "", name: str = "") -> str:
    """Say why a password is refused and what works instead; empty where it is taken."""
    characters = len(unicodedata.normalize("NFC", password))
    if characters < MIN_CHARACTERS:
        why = _(
            "This password is too short. It needs at least %(count)s characters.",
            count=MIN_CHARACTERS,
        )
        return f"{why} {WHAT_WORKS}"
    if characters > MAX_CHARACTERS:
        return _(
            "This password is too long. Use at most %(count)s characters.", count=MAX_CHARACTERS
        )
    plain = _plain(password)
    for part, why in _guessable(email, name):
        if part in plain:
            return f"{why} {_('Others guess that first.')} {WHAT_WORKS}"
    if len(set(plain)) == 1 or _is_common(plain):
        return f"{_('Many people use this password, so others guess it first.')} {WHAT_WORKS}"
    return ""


def _guessable(email: str, name: str) -> Iterator[tuple[str, str]]:
    """What is known of the person and of the site, and a sentence that says so."""
    before_at = email.partition("@")[0]
    for part in (email, before_at, *re.split(r"[^\w]+|_", before_at)):
        if len(part) >= GUESSABLE_CHARACTERS:
            yield _plain(part), _("This password contains your e-mail address, or a part of it.")
    for part in (name, *name.split()):
        if len(part) >= GUESSABLE_CHARACTERS:
            yield _plain(part), _("This password contains your name.")
    yield PRODUCT, _("This password contains the name of this site.")


def _is_common(plain: str) -> bool:
    """Whether a password is in one of the lists; they take 14 MB, so they come when needed."""
    from zxcvbn.matching import RANKED_DICTIONARIES  # type: ignore[import-untyped]

    return any(plain in words for words in RANKED_DICTIONARIES.values())


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).casefold()
