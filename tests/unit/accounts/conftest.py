"""What tests of accounts share: Ana, and a count of what an answer costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from unittest.mock import patch

import pytest
from flask import Flask
from flask_security import hash_password
from passlib.context import CryptContext

from tests.unit.accounts.ana import (
    WORDS,
    UserFactory,
)
from webapp.models import User


@pytest.fixture
def ana(user_factory: UserFactory) -> User:
    """Somebody with a confirmed account and a password."""
    return user_factory("Ana", "viewer", password=hash_password(WORDS))


@pytest.fixture
def hashes(app: Flask) -> Iterator[list[str]]:
    """How often a password was hashed or compared: the costly part of each answer."""
    counted: list[str] = []
    context = CryptContext

    def count(name: str) -> Callable[..., object]:
        original = getattr(context, name)

        def counting(self: CryptContext, *args: object, **kwargs: object) -> object:
            if "argon2" in self.schemes():
                counted.append(name)
            return original(self, *args, **kwargs)

        return counting

    with (
        patch.object(context, "hash", count("hash")),
        patch.object(context, "verify", count("verify")),
    ):
        yield counted
