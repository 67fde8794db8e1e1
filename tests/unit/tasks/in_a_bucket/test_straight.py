"""Whoever uploads sends parts straight to the store, by links for these parts alone."""

from __future__ import annotations

import base64
import hashlib
import urllib.error
import urllib.request
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.unit.conftest import MediaFactory
from tests.unit.tasks.in_a_bucket.reaching import names, only_media
from tests.unit.tasks.test_media import tone
from webapp.extensions import db
from webapp.media.object_storage import ObjectStorage
from webapp.models import IncomingUpload, SignTrack


def begin(browser: FlaskClient, content: bytes, **said: Any) -> TestResponse:
    return browser.post(
        "/uploads/parts",
        json={"filename": "My film.wav", "bytes": len(content), "type": "audio/wav", **said},
        headers={"Accept": "application/json"},
    )


def digest(part: bytes) -> str:
    return base64.b64encode(hashlib.sha256(part).digest()).decode()


def send(browser: FlaskClient, upload: dict[str, Any], content: bytes, *numbers: int) -> None:
    """What the page does: it asks for links, and sends parts there."""
    size = upload["part_bytes"]
    parts = {n: content[(n - 1) * size : n * size] for n in numbers}
    hashes = {str(n): digest(part) for n, part in parts.items()}
    links = browser.post(f"{upload['address']}/links", json={"hashes": hashes}).json["links"]
    for n, part in parts.items():
        put = urllib.request.Request(
            links[str(n)],
            data=part,
            method="PUT",
            headers={
                "x-amz-checksum-sha256": hashes[str(n)],
                "Content-Type": "application/octet-stream",
            },
        )
        with urllib.request.urlopen(put) as answer:
            assert answer.status == 200


def test_a_file_goes_straight_to_the_store_and_on_after_a_closed_laptop(
    app: Flask, storage: ObjectStorage, ana: FlaskClient
) -> None:
    content = tone(525.0)
    upload = begin(ana, content, title="A long hum").json
    assert upload["parts"] == 2
    send(ana, upload, content, 2)
    assert names(storage) == []
    early = ana.post(f"{upload['address']}/complete", headers={"Accept": "application/json"})
    assert early.status_code == 409
    assert early.json["detail"].startswith("Not all of the file has arrived.")

    again = ana.get(upload["address"]).json
    assert again["arrived"] == [2]
    assert again["media"] is None
    send(ana, upload, content, 1)
    done = ana.post(f"{upload['address']}/complete")
    media = only_media()
    assert (done.status_code, done.json["media"]) == (201, f"/media/{media.slug}")
    assert (media.title, media.original_name) == ("A long hum", "My film.wav")
    assert media.is_quarantined
    assert media.jobs[0].state == "queued"
    assert names(storage) == [media.file]
    with storage.open(media.file) as kept:
        assert kept.read() == content

    assert ana.post(f"{upload['address']}/complete").json == done.json, "an answer may get lost"
    assert only_media() is media
    assert ana.delete(upload["address"]).status_code == 403
    assert names(storage) == [media.file]


DORA = {"language": "bfi", "nature": "translation", "title": "Dora Smith"}


def begin_signed(browser: FlaskClient, slug: str, content: bytes, **said: Any) -> TestResponse:
    return browser.post(
        f"/uploads/parts/signing/{slug}",
        json={"filename": "dora.mp4", "bytes": len(content), "type": "video/mp4", **DORA, **said},
        headers={"Accept": "application/json"},
    )


def test_a_signed_version_goes_straight_to_the_store_and_is_there_once(
    storage: ObjectStorage, librarian: FlaskClient, media_factory: MediaFactory
) -> None:
    media = media_factory("The lighthouse")
    before, content = names(storage), tone()
    upload = begin_signed(librarian, media.slug, content).json
    page = librarian.get(f"/media/{media.slug}/signing/add").text
    assert f'data-address="{upload["address"]}"' in page
    assert f'data-create="/uploads/parts/signing/{media.slug}" data-straight' in page
    send(librarian, upload, content, 1)
    done = librarian.post(f"{upload['address']}/complete")
    track = db.session.scalars(db.select(SignTrack)).one()
    version = f"/media/{media.slug}/signing/{track.id}"
    assert (done.status_code, done.json["media"]) == (201, version)
    assert (track.media_id, track.language, track.title) == (media.id, "bfi", "Dora Smith")
    assert track.job is not None
    assert track.job.state == "queued"
    assert set(names(storage)) - set(before) == {track.source}
    again = librarian.post(f"{upload['address']}/complete")
    assert again.json == done.json, "an answer may get lost"
    assert db.session.query(SignTrack).count() == 1


def test_a_signed_version_is_refused_before_a_part_is_sent(
    ana: FlaskClient, librarian: FlaskClient, media_factory: MediaFactory
) -> None:
    slug = media_factory("The lighthouse").slug
    assert begin_signed(ana, slug, tone()).status_code == 403, "who uploads need not review"
    wrong = begin_signed(librarian, slug, tone(), language="eng")
    assert (wrong.status_code, wrong.json["detail"]) == (422, "Choose the sign language.")
    assert db.session.scalars(db.select(IncomingUpload)).all() == []


def test_what_is_thrown_away_leaves_nothing(storage: ObjectStorage, ana: FlaskClient) -> None:
    content = tone()
    upload = begin(ana, content).json
    send(ana, upload, content, 1)
    assert ana.delete(upload["address"]).status_code == 204
    assert ana.get(upload["address"]).status_code == 404
    begun = storage.bucket.client.list_multipart_uploads(Bucket=storage.bucket.name)
    assert "Uploads" not in begun
    assert names(storage) == []


def test_nobody_else_gets_links_for_an_upload(
    ana: FlaskClient, librarian: FlaskClient, client: FlaskClient
) -> None:
    address = begin(ana, tone()).json["address"]
    for browser, status in ((librarian, 404), (client, 401)):
        json = {"Accept": "application/json"}
        hashes = {"hashes": {"1": digest(b"")}}
        assert browser.post(f"{address}/links", json=hashes, headers=json).status_code == status
        assert browser.post(f"{address}/complete", headers=json).status_code == status
        assert browser.delete(address, headers=json).status_code == status
    assert begin(client, tone()).status_code == 401


REFUSED: list[tuple[dict[str, Any], int, str]] = [
    ({"bytes": 0}, 422, "This file is empty."),
    ({"bytes": 10**15}, 413, "This file is too large."),
    ({"bytes": "many"}, 400, "Say how large the file is"),
    ({"bytes": True}, 400, "Say how large the file is"),
    ({"type": "text/html"}, 415, "Choose a video or audio file."),
    ({"visibility": "everybody"}, 422, "Choose who may watch it."),
]


def test_what_cannot_be_taken_is_refused_before_a_part_is_sent(ana: FlaskClient) -> None:
    for said, status, sentence in REFUSED:
        answer = begin(ana, tone(), **said)
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
        assert answer.json["detail"].startswith(sentence)
    assert db.session.scalars(db.select(IncomingUpload)).all() == []


def test_links_are_for_the_parts_of_the_file_alone(ana: FlaskClient) -> None:
    address = begin(ana, tone()).json["address"]
    good = digest(b"")
    wrong: list[object] = [None, {}, [good], {"1": "x"}, {"1": None}]
    wrong += [{number: good} for number in ("0", "2", "-1", "²", "1" * 5000)]
    for hashes in wrong:
        answer = ana.post(
            f"{address}/links", json={"hashes": hashes}, headers={"Accept": "application/json"}
        )
        assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
