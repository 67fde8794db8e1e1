"""Nobody can make what we sign, and it is signed as is right today."""

from __future__ import annotations

import hashlib
import pickle
import stat
import time

import itsdangerous
import pytest
from flask import Flask
from flask.testing import FlaskClient
from huey.serializer import SignedSerializer

from webapp import look
from webapp.signing import QueueSerializer

SECRET = "a key for tests that is long enough to be taken"  # noqa: S105  # the one of conftest


def forged(signed: str) -> str:
    """The same content with a signature that somebody else made."""
    content, _, signature = signed.rpartition(".")
    return f"{content}.{'A' * len(signature)}"


def test_every_signature_is_by_sha_256(app: Flask, client: FlaskClient) -> None:
    client.get("/upload")
    with client.session_transaction() as session:
        session["_flashes"] = []
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    signers = [
        app.session_interface.get_signing_serializer(app).make_signer(b"cookie-session"),  # type: ignore[union-attr]
        app.extensions["security"].reset_serializer.make_signer(),
        look.COOKIE.signer.make_signer(),
    ]
    for signer in signers:
        assert signer.digest_method().name == "sha256"
    assert len(itsdangerous.encoding.base64_decode(cookie.value.rpartition(".")[2])) == 32


def test_a_changed_cookie_is_as_none(app: Flask, client: FlaskClient) -> None:
    with client.session_transaction() as session:
        session["look_before"] = {"density": 5}
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = client.get_cookie(name)
    assert cookie is not None
    client.set_cookie(name, forged(cookie.value))
    client.post("/settings/back")
    assert 'data-density="normal"' in client.get("/settings").text


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS256"])
def test_a_token_does_not_choose_its_algorithm(app: Flask, algorithm: str) -> None:
    """What a stranger puts before the signature is content; it changes no algorithm (9.1.2)."""
    serializer = app.extensions["security"].reset_serializer
    header = itsdangerous.encoding.base64_encode(f'{{"alg":"{algorithm}"}}').decode()
    for token in (f"{header}.WyIxIl0.", f"{header}.WyIxIl0", forged(serializer.dumps(["1"]))):
        with pytest.raises(itsdangerous.BadSignature):
            serializer.loads(token)


def test_a_token_for_one_thing_does_nothing_else(app: Flask) -> None:
    """9.2.2, 9.2.3, 9.2.4"""
    security = app.extensions["security"]
    makers = {
        "reset": security.reset_serializer,
        "confirm": security.confirm_serializer,
        "address": security.change_email_serializer,
        "second step": security.tf_validity_serializer,
        "look": look.COOKIE.signer,
    }
    for made_for, maker in makers.items():
        token = maker.dumps(["1", "2"])
        for used_for, reader in makers.items():
            if used_for != made_for:
                with pytest.raises(itsdangerous.BadSignature):
                    reader.loads(token)


def test_a_queue_message_of_somebody_else_is_not_unpacked() -> None:
    ours = QueueSerializer(SECRET)
    assert ours.deserialize(ours.serialize(["a job"])) == ["a job"]
    unsigned = pickle.dumps(["a job"])
    others = [
        unsigned,
        unsigned + b":" + b"0" * 64,
        QueueSerializer("another secret").serialize(["a job"]),
        SignedSerializer(secret=SECRET).serialize(["a job"]),
    ]
    for message in others:
        with pytest.raises(ValueError, match=r"mismatch|not found"):
            ours.deserialize(message)


def test_the_queue_takes_signed_messages_alone(app: Flask) -> None:
    assert isinstance(app.extensions["queue"].serializer, QueueSerializer)


def test_another_secret_makes_old_signatures_worthless(app: Flask) -> None:
    """11.2.2: the key can be replaced at any time."""
    token = app.extensions["security"].reset_serializer.dumps(["1"])
    other = itsdangerous.URLSafeTimedSerializer("another secret", salt="reset-salt")
    with pytest.raises(itsdangerous.BadSignature):
        other.loads(token)
    assert itsdangerous.Signer.default_digest_method is hashlib.sha256


def test_the_data_folder_is_its_owners_alone(app: Flask) -> None:
    folder = app.extensions["settings"].data_dir
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_was_signed_before_the_clock_was_set_back_still_counts_for_a_day(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    serializer = app.extensions["security"].reset_serializer
    link = serializer.dumps("ana")
    real = time.time()
    for set_by_s, counts in ((-3600, True), (-25 * 3600, False), (7200, False)):
        monkeypatch.setattr(time, "time", lambda: real + set_by_s)  # noqa: B023
        if counts:
            assert serializer.loads(link, max_age=3600) == "ana"
            with pytest.raises(itsdangerous.BadSignature):
                serializer.loads(forged(link), max_age=3600)
        else:
            with pytest.raises(itsdangerous.SignatureExpired):
                serializer.loads(link, max_age=3600)
