"""An upload is read only from people who may send it, and nobody waits while it arrives."""

from __future__ import annotations

import errno
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.unit.conftest import SignIn, UserFactory
from webapp.extensions import db

HEAD = b"--x\r\nContent-Disposition: form-data; name=file; filename=a.ogg\r\n\r\n"
TAIL = b"\r\n--x--\r\n"


class Sender(io.RawIOBase):
    """Sends parts one after the other, as a network does."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        self.parts = iter(parts)
        self.sent = 0

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        part = next(self.parts, b"")
        buffer[: len(part)] = part
        self.sent += len(part)
        return len(part)


def send(
    browser: FlaskClient, sender: Sender, length: int | None, address: str = "/upload"
) -> TestResponse:
    """Post a form whose length is told, or (None) not known before its end."""
    framing = {"wsgi.input_terminated": True} if length is None else {"CONTENT_LENGTH": str(length)}
    arriving = {"wsgi.input": sender, "CONTENT_TYPE": "multipart/form-data; boundary=x", **framing}
    return browser.post(address, environ_overrides=arriving)


@pytest.mark.parametrize("length", [None, 2_000_000])
@pytest.mark.parametrize(("roles", "status"), [(None, 401), ((), 403), (("viewer",), 403)])
def test_nothing_is_read_from_who_may_not_upload(
    client: FlaskClient,
    user_factory: UserFactory,
    sign_in: SignIn,
    roles: tuple[str, ...] | None,
    status: int,
    length: int | None,
) -> None:
    browser = client if roles is None else sign_in(user_factory("Ana", *roles))
    sender = Sender([HEAD, b"film", TAIL])
    assert send(browser, sender, length).status_code == status
    assert sender.sent == 0


@pytest.mark.parametrize(("address", "status"), [("/upload", 303), ("/look", 303)])
def test_nobody_waits_for_the_database_while_a_form_arrives(
    user_factory: UserFactory, sign_in: SignIn, address: str, status: int
) -> None:
    browser = sign_in(user_factory("Ana", "uploader"))

    def slowly() -> Iterator[bytes]:
        yield HEAD
        with db.engine.connect() as other:
            other.exec_driver_sql("PRAGMA busy_timeout = 1")
            other.exec_driver_sql("UPDATE library SET name = 'Films'")
            other.commit()
        yield b"film" + TAIL

    answer = send(browser, Sender(slowly()), len(HEAD + b"film" + TAIL), address)
    assert answer.status_code == status


def test_where_the_disk_is_full_before_the_first_byte_a_sentence_says_so(
    user_factory: UserFactory, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: Path, *_args: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    browser = sign_in(user_factory("Ana", "uploader"))
    monkeypatch.setattr(Path, "mkdir", full)
    answer = send(browser, Sender([HEAD, b"film", TAIL]), len(HEAD + b"film" + TAIL))
    assert answer.status_code == 507
    assert "no room left" in answer.text
