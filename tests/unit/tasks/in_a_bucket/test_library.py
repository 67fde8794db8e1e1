"""A library whose files an object store keeps: sent, prepared and watched."""

from __future__ import annotations

import io
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory
from tests.unit.media.buckets import MIB
from tests.unit.media.test_shots import made_video
from tests.unit.tasks.in_a_bucket.reaching import asked, fetched, names, only_media, work
from webapp.config import Settings
from webapp.extensions import db
from webapp.media.object_storage import ObjectStorage


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
