"""A piece that was changed on its way is not taken: tus 1.0.0, "Checksum"."""

from __future__ import annotations

import base64
import hashlib

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit.pages.uploads.sending import FILM, HALF, SPOKEN, begin, kept, offset_of, send
from webapp import tus
from webapp.extensions import db
from webapp.media import arriving
from webapp.models import IncomingUpload

pytestmark = pytest.mark.without("s3", reason="an object store takes uploads in parts")


def told(name: str, piece: bytes) -> dict[str, str]:
    digest = base64.b64encode(hashlib.new(name, piece).digest()).decode()
    return {"Upload-Checksum": f"{name} {digest}"}


def test_what_can_be_told_is_said(client: FlaskClient) -> None:
    answer = client.options("/uploads/")
    assert "checksum" in answer.headers["Tus-Extension"].split(",")
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"


@pytest.mark.parametrize("name", tus.ALGORITHMS)
def test_a_piece_that_came_as_it_was_sent_is_taken(browser: FlaskClient, name: str) -> None:
    address = begin(browser).location
    assert send(browser, address, FILM[:HALF], **told(name, FILM[:HALF])).status_code == 204
    assert send(browser, address, FILM[HALF:], HALF, **told(name, FILM[HALF:])).status_code == 204
    (media,) = kept()
    assert media.bytes == len(FILM)


@pytest.mark.parametrize("name", tus.ALGORITHMS)
@pytest.mark.parametrize("safe_bytes", [1, arriving.SYNC_BYTES])
def test_a_piece_that_was_changed_is_not_taken_and_can_be_sent_again(
    app: Flask,
    browser: FlaskClient,
    name: str,
    safe_bytes: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also where some of it was put on the disk before all had come."""
    monkeypatch.setattr(arriving, "SYNC_BYTES", safe_bytes)
    monkeypatch.setattr("webapp.pages.uploads.READ_BYTES", 1000)
    address = begin(browser).location
    send(browser, address, FILM[:HALF])
    rest = FILM[HALF:]
    broken = rest[:-1] + b"!"
    answer = send(browser, address, broken, HALF, **told(name, rest))
    assert answer.status_code == 460
    assert answer.mimetype == "application/problem+json"
    assert offset_of(browser, address) == HALF
    assert kept() == []
    assert send(browser, address, rest, HALF, **told(name, rest)).status_code == 204
    (media,) = kept()
    with app.extensions["storage"].open(media.file) as file:
        assert file.read() == FILM


@pytest.mark.parametrize("header", ["md5 abc=", "sha1", "sha1 not base 64", "", "sha256 ="])
def test_what_cannot_be_compared_is_refused(browser: FlaskClient, header: str) -> None:
    address = begin(browser).location
    answer = send(browser, address, FILM, **{"Upload-Checksum": header})
    assert answer.status_code == 400
    assert offset_of(browser, address) == 0


def test_a_first_piece_that_was_changed_leaves_nothing(browser: FlaskClient) -> None:
    headers = {**SPOKEN, "Upload-Length": str(len(FILM)), "Content-Type": tus.PIECE}
    answer = browser.post("/uploads/", data=FILM[:-1], headers=headers | told("sha1", FILM))
    assert answer.status_code == 460
    db.session.rollback()
    assert db.session.query(IncomingUpload).count() == 0
    answer = browser.post("/uploads/", data=FILM, headers=headers | told("sha1", FILM))
    assert (answer.status_code, len(kept())) == (201, 1)
