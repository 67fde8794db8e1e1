"""What a client of the tus protocol sends, and what has come of it."""

from __future__ import annotations

import base64
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from webapp import tus
from webapp.extensions import db
from webapp.models import IncomingUpload, Media

FILM = bytes(range(256)) * 40
HALF = len(FILM) // 2
SPOKEN = {"Tus-Resumable": "1.0.0"}


def said(**words: str) -> str:
    pairs = (f"{key} {base64.b64encode(word.encode()).decode()}" for key, word in words.items())
    return ",".join(pairs)


def begin(browser: FlaskClient, size: int = len(FILM), **words: str) -> TestResponse:
    headers = {**SPOKEN, "Upload-Length": str(size), "Upload-Metadata": said(**words)}
    return browser.post("/uploads/", headers=headers)


def send(
    browser: FlaskClient, address: str, piece: bytes, offset: int | str = 0, **headers: str
) -> TestResponse:
    fixed = {**SPOKEN, "Upload-Offset": str(offset), "Content-Type": tus.PIECE}
    return browser.patch(address, data=piece, headers=fixed | headers)


def offset_of(browser: FlaskClient, address: str) -> int:
    answer = browser.head(address, headers=SPOKEN)
    assert answer.status_code == 200
    return int(answer.headers["Upload-Offset"])


def kept() -> list[Media]:
    db.session.rollback()
    return list(db.session.scalars(db.select(Media)))


def only_upload() -> IncomingUpload:
    db.session.rollback()
    return db.session.scalars(db.select(IncomingUpload)).one()


def on_disk(app: Flask) -> Path:
    path: Path = app.extensions["storage"].path(only_upload().file)
    return path
