"""The key of somebody's app can be read by us alone, and a changed one is never used."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from typing import Any

import pytest
from flask import Flask
from passlib.exc import TokenError

from webapp.models import User
from webapp.totp_wallet import Wallet

KEY = b"twenty bytes of seed"
OLD, NEW = {"1": "the first secret"}, {"1": "the first secret", "2": "the second"}


def spoilt(sealed: dict[str, Any], part: str) -> dict[str, Any]:
    """The same with one bit of one part turned over."""
    if part == "t":
        return sealed | {"t": "2"}
    content = bytearray(b64decode(sealed[part]))
    content[0] ^= 1
    return sealed | {part: b64encode(bytes(content)).decode()}


def test_a_key_comes_back_and_is_never_sealed_alike() -> None:
    wallet = Wallet(OLD)
    first, second = wallet.encrypt_key(KEY), wallet.encrypt_key(KEY)
    assert first["k"] != second["k"]
    assert first["n"] != second["n"]
    assert wallet.decrypt_key(first) == wallet.decrypt_key(second) == (KEY, False)


@pytest.mark.parametrize("part", ["t", "n", "k"])
def test_a_key_that_somebody_changed_is_refused(part: str) -> None:
    wallet = Wallet({"1": "a secret", "2": "a secret"})
    with pytest.raises(TokenError):
        Wallet(NEW).decrypt_key(spoilt(Wallet(OLD).encrypt_key(KEY), part))
    with pytest.raises(TokenError):
        wallet.decrypt_key({"v": 1, "t": "1", "k": "AAAA"})


def test_a_key_under_an_older_secret_is_read_and_sealed_anew() -> None:
    assert Wallet(NEW).decrypt_key(Wallet(OLD).encrypt_key(KEY)) == (KEY, True)


def test_a_code_for_a_changed_key_is_a_wrong_code(app: Flask) -> None:
    totp = app.extensions["security"].totp_factory
    kept = json.loads(totp.generate_totp_secret())
    kept["enckey"] = spoilt(kept["enckey"], "k")
    assert not totp.verify_totp("123456", json.dumps(kept), User(id=1), window=30)
