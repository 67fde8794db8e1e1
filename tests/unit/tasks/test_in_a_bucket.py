"""A library whose files an object store keeps: sent, prepared, watched, and lost for a while."""

from __future__ import annotations

import base64
import hashlib
import io
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.faults.proxy import ERROR_500, Fault, Plan, Proxy, proxy_to
from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from tests.unit.media.buckets import KEY, MIB, REGION, SECRET, object_store, quick_clients
from tests.unit.media.test_shots import made_video
from tests.unit.tasks.test_media import tone
from webapp import create_app, stored_files
from webapp.config import Settings, UnsafeSettings
from webapp.extensions import db
from webapp.media.bucket import Bucket
from webapp.media.object_storage import ObjectStorage
from webapp.models import IncomingUpload, Job, Media

SITE = "https://videos.example.org"
AWAY = "cannot be reached just now"


@pytest.fixture(scope="module")
def store() -> Iterator[Proxy]:
    """A store behind a line that can break."""
    with (
        quick_clients(),
        object_store() as address,
        proxy_to(urlsplit(address).port or 0) as line,
    ):
        yield line


@pytest.fixture
def line(store: Proxy) -> Iterator[Proxy]:
    yield store
    store.plan = Plan()
    store.break_all()


@pytest.fixture
def settings(settings: Settings, line: Proxy) -> Settings:
    found = settings.model_copy(
        update={
            "public_url": SITE,
            "s3_bucket": f"files-{uuid.uuid4().hex}",
            "s3_endpoint_url": f"http://127.0.0.1:{line.port}",
            "s3_region": REGION,
            "s3_access_key": KEY,
            "s3_secret": SECRET,
            "s3_prefix": "sightline/",
            "s3_redirect": True,
            "s3_read_timeout_s": 2,
            "s3_attempts": 2,
            "breaker_failures": 100,
        }
    )
    bucket = Bucket(stored_files.place_of(found))
    bucket.client.create_bucket(Bucket=bucket.name)
    return found


@pytest.fixture
def storage(app: Flask) -> ObjectStorage:
    found = app.extensions["storage"]
    assert isinstance(found, ObjectStorage)
    return found


@pytest.fixture
def ana(user_factory: UserFactory, sign_in: SignIn) -> FlaskClient:
    """The browser of somebody who may upload."""
    return sign_in(user_factory("Ana", "uploader"))


def only_media() -> Media:
    return db.session.scalars(db.select(Media)).one()


def work(app: Flask, media: Media) -> Job:
    """What a worker does that has just begun: it finds the job free."""
    job_id = media.jobs[0].id
    db.session.execute(db.update(Job).values(due_at_ms=0))
    db.session.commit()
    app.extensions["run_job"].call_local(job_id)
    db.session.expire_all()
    return media.jobs[0]


def names(storage: ObjectStorage) -> list[str]:
    return sorted(name for some in storage.older_than(-3600) for name in some)


def fetched(link: str, **headers: str) -> tuple[int, Message, bytes]:
    """What a browser gets that follows a link to the store."""
    try:
        with urllib.request.urlopen(urllib.request.Request(link, headers=headers)) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def asked(link: str) -> dict[str, str]:
    """What a link asks the store to say with the file."""
    return {name: value[0] for name, value in parse_qs(urlsplit(link).query).items()}


def test_somebody_uploads_a_video_and_others_watch_it(
    app: Flask, storage: ObjectStorage, ana: FlaskClient, client: FlaskClient, tmp_path: Path
) -> None:
    film = made_video(tmp_path / "film.mkv")
    sent = film.read_bytes()
    assert ana.post("/upload", data={"file": (io.BytesIO(sent), "film.mkv")}).status_code == 303
    media = only_media()
    media.visibility = "public"
    db.session.commit()
    assert names(storage) == [media.file], "it is in the store, and in quarantine"
    assert media.is_quarantined
    job = work(app, media)
    assert (job.state, job.error) == ("done", "")
    assert media.rendition is not None
    assert names(storage) == sorted({media.file, media.poster, media.rendition.file})
    assert not media.is_quarantined

    answer = client.get(f"/media/{media.slug}/play")
    assert answer.status_code == 302
    assert answer.headers["Cache-Control"] == "private, no-store"
    link = answer.location
    assert link.startswith(storage.origin)
    status, headers, whole = fetched(link)
    assert (status, headers["Content-Type"]) == (200, "video/mp4")
    assert whole[4:8] == b"ftyp"
    status, headers, part = fetched(link, Range="bytes=100-199")
    assert (status, part) == (206, whole[100:200])
    assert headers["Content-Range"] == f"bytes 100-199/{len(whole)}"

    status, _, picture = fetched(client.get(f"/media/{media.slug}/poster").location)
    assert (status, picture[:2]) == (200, b"\xff\xd8")
    saved = ana.get(f"/media/{media.slug}/original").location
    assert fetched(saved)[2] == sent
    assert asked(saved)["response-content-disposition"] == "attachment; filename*=UTF-8''film.mkv"


def test_only_who_may_watch_gets_a_link(
    media_factory: MediaFactory, client: FlaskClient, ana: FlaskClient, librarian: FlaskClient
) -> None:
    media = media_factory(visibility="members")
    media.poster = media.file
    db.session.commit()
    for what in ("play", "poster", "original"):
        assert client.get(f"/media/{media.slug}/{what}").location is None
    for browser in (ana, librarian):
        assert browser.get(f"/media/{media.slug}/play").status_code == 302


def test_links_end_and_say_how_long_a_file_may_be_kept(
    settings: Settings, media_factory: MediaFactory, client: FlaskClient
) -> None:
    media = media_factory()
    media.poster = media.file
    db.session.commit()
    watched = asked(client.get(f"/media/{media.slug}/play").location)
    assert int(watched["X-Amz-Expires"]) < 2 * settings.media_link_s
    assert watched["response-cache-control"] == "private, no-cache"
    still = asked(client.get(f"/media/{media.slug}/poster?v=1").location)
    assert int(still["X-Amz-Expires"]) < 2 * settings.s3_link_s
    assert still["response-cache-control"] == "private, max-age=31536000"
    assert still["response-content-type"] == "image/jpeg"


def test_pages_may_show_what_the_store_sends(
    storage: ObjectStorage, media_factory: MediaFactory, client: FlaskClient
) -> None:
    page = client.get(f"/media/{media_factory().slug}")
    policy = page.headers["Content-Security-Policy"].split("; ")
    for what in ("img-src", "media-src", "connect-src"):
        assert f"{what} 'self' {storage.origin}" in policy
    assert page.headers["Cross-Origin-Embedder-Policy"] == "credentialless"
    assert 'crossorigin="anonymous"' in page.text


def test_who_asks_about_a_file_is_told_by_us(
    media_factory: MediaFactory, client: FlaskClient
) -> None:
    answer = client.head(f"/media/{media_factory().slug}/play")
    assert (answer.status_code, answer.headers["Content-Length"]) == (200, "18")


def test_where_no_browser_reaches_the_store_we_pass_on_what_is_asked_for(
    app: Flask, media_factory: MediaFactory, settings: Settings
) -> None:
    media = media_factory(content=bytes(range(256)) * 4096)
    app.extensions["storage"]._links = False
    browser = app.test_client()
    address = f"/media/{media.slug}/play"
    whole = browser.get(address)
    assert (whole.status_code, len(whole.data)) == (200, MIB)
    part = browser.get(address, headers={"Range": "bytes=1000000-1000003"})
    assert (part.status_code, part.data) == (206, bytes((64, 65, 66, 67)))
    assert part.headers["Content-Range"] == f"bytes 1000000-1000003/{MIB}"
    tag = whole.headers["ETag"]
    assert browser.get(address, headers={"If-None-Match": tag}).status_code == 304
    assert browser.get(address, headers={"Range": "bytes=2000000-"}).status_code == 416


# Straight to the store


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


# While the store is away


def test_work_waits_for_the_store_and_is_done_when_it_is_back(
    app: Flask, storage: ObjectStorage, ana: FlaskClient, line: Proxy
) -> None:
    assert ana.post("/upload", data={"file": (io.BytesIO(tone()), "hum.wav")}).status_code == 303
    media = only_media()
    storage._cache.sweep(-3600)
    faults = (ERROR_500, Fault(refuse=True), Fault(silent=True))
    for times, fault in enumerate(faults, 1):
        line.plan = Plan(usual=fault)
        line.break_all()
        job = work(app, media)
        assert (job.state, job.postponed) == ("queued", times)
        assert AWAY in job.error
    line.plan = Plan()
    line.break_all()
    job = work(app, media)
    assert (job.state, job.error) == ("done", "")
    assert names(storage) == [media.file]


def test_what_could_not_be_kept_is_said_and_leaves_nothing(
    storage: ObjectStorage, ana: FlaskClient, line: Proxy
) -> None:
    line.plan = Plan(usual=ERROR_500)
    line.break_all()
    answer = ana.post(
        "/upload",
        data={
            "file": (io.BytesIO(tone()), "hum.wav"),
        },
    )
    assert answer.status_code == 503
    assert AWAY in answer.text
    line.plan = Plan()
    line.break_all()
    assert names(storage) == []
    assert db.session.scalars(db.select(Media)).all() == []


def test_a_page_that_needs_the_store_says_that_it_is_away(
    app: Flask, storage: ObjectStorage, media_factory: MediaFactory, line: Proxy
) -> None:
    media = media_factory()
    storage._links = False
    line.plan = Plan(usual=ERROR_500)
    line.break_all()
    answer = app.test_client().get(
        f"/media/{media.slug}/play", headers={"Accept": "application/json"}
    )
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert AWAY in answer.json["detail"]
    assert int(answer.headers["Retry-After"]) > 0


def test_without_keys_it_does_not_start(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(UnsafeSettings, match="no other keys for the object store were found"):
        create_app(settings.model_copy(update={"s3_access_key": "", "s3_secret": ""}))


def test_a_store_that_fails_again_and_again_is_left_alone(settings: Settings, line: Proxy) -> None:
    app = create_app(settings.model_copy(update={"breaker_failures": 2}))
    storage = app.extensions["storage"]
    name = storage.new_name(".mp4")
    line.plan = Plan(usual=ERROR_500)
    line.break_all()
    for _time in range(2):
        with pytest.raises(stored_files.StorageAway):
            storage.size(name)
    seen = line.seen
    with pytest.raises(stored_files.StorageAway) as away:
        storage.size(name)
    assert line.seen == seen, "it was asked all the same"
    assert away.value.wait_s > 0
