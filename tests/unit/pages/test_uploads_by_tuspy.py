"""A client that others wrote sends a file in pieces, and goes on after a break."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from tusclient.client import TusClient

from tests.serving import serving
from tests.unit import kept_files
from tests.unit.conftest import SignIn, UserFactory
from webapp import tus
from webapp.extensions import db
from webapp.models import Media

pytestmark = pytest.mark.without("s3", reason="an object store takes uploads in parts")

FILM = bytes(range(256)) * 1000
PIECE = 50_000


@pytest.fixture
def client(app: Flask, user_factory: UserFactory, sign_in: SignIn) -> Iterator[TusClient]:
    """A client of somebody who may upload, before a server."""
    browser = sign_in(user_factory("Ana", "uploader"))
    cookie = browser.get_cookie("session")
    assert cookie is not None
    with serving(app) as address:
        yield TusClient(f"{address}/uploads/", headers={"Cookie": f"session={cookie.value}"})


def test_a_file_goes_on_where_it_stopped(app: Flask, client: TusClient, tmp_path: Path) -> None:
    file = tmp_path / "harbour.mp4"
    file.write_bytes(FILM)
    words = {"filename": file.name, "title": "Boats at night", "language": "cy"}
    first = client.uploader(str(file), chunk_size=PIECE, metadata=words)
    first.upload(stop_at=2 * PIECE)
    assert first.offset == 2 * PIECE
    again = client.uploader(str(file), chunk_size=PIECE, url=first.url)
    assert again.offset == 2 * PIECE
    again.upload()
    db.session.rollback()
    (media,) = db.session.scalars(db.select(Media))
    assert (media.title, media.language) == ("Boats at night", "cy")
    assert kept_files.content(app, media.file) == FILM


def test_each_piece_is_told_with_what_it_comes_to(
    app: Flask, client: TusClient, tmp_path: Path
) -> None:
    file = tmp_path / "harbour.mp4"
    file.write_bytes(FILM)
    told = client.uploader(str(file), chunk_size=PIECE, upload_checksum=True)
    assert told.checksum_algorithm_name in tus.ALGORITHMS
    told.upload()
    db.session.rollback()
    (media,) = db.session.scalars(db.select(Media))
    assert kept_files.content(app, media.file) == FILM
