"""The code that makes somebody the first administrator, once, in a browser on the same machine.

It is new at each start of Sightline while there is no administrator, and stands on the terminal
that it was started in. The data folder holds its hash alone: it is random, so it needs no salt.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from sqlalchemy import select

from webapp.extensions import db
from webapp.models import User

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without characters that look like one another."""
GROUPS, GROUP_LENGTH = 3, 4
TRIES = 10
"""A code of 58 bits cannot be guessed in so many; after them a new one has to be made."""


def is_due() -> bool:
    """Whether there is no administrator yet."""
    found = select(User.id).where(User.is_admin, User.active).limit(1)
    return db.session.scalar(found) is None


def new_code(folder: Path) -> str:
    """Make a code that replaces any before it, and return it as it is shown: ``7KQM-3XVT-9PZD``."""
    groups = ["".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS)]
    code = "-".join(groups)
    file = os.open(_hash_file(folder), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(file, "w") as kept:
        kept.write(_hash(code))
    _tries_file(folder).unlink(missing_ok=True)
    return code


def is_right(folder: Path, typed: str) -> bool:
    """Count a try, and say whether it was right. After ``TRIES`` none is."""
    with _tries_file(folder).open("ab") as tries:  # appending counts right, whoever else does too
        tries.write(b".")
        tries.flush()
        count = tries.tell()
    try:
        wanted = _hash_file(folder).read_text()
    except FileNotFoundError:
        return False
    return count <= TRIES and hmac.compare_digest(wanted, _hash(typed))


def use_up(folder: Path) -> bool:
    """Take the code away; False where somebody else was faster."""
    try:
        _hash_file(folder).unlink()
    except FileNotFoundError:
        return False
    return True


def _hash(code: str) -> str:
    plain = "".join(character for character in code.upper() if character in ALPHABET)
    return hashlib.sha256(plain.encode()).hexdigest()


def _hash_file(folder: Path) -> Path:
    return folder / "first_start"


def _tries_file(folder: Path) -> Path:
    return folder / "first_start.tries"
