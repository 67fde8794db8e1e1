"""Somebody uploads a file, in a hurry, with an old browser or with bad intent."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.unit import kept_files
from tests.unit.conftest import SignIn, UserFactory
from webapp.config import Settings
from webapp.events import video_uploaded
from webapp.extensions import db
from webapp.models import Job, Library, Media

pytestmark = pytest.mark.with_services


@pytest.fixture
def client(librarian: FlaskClient) -> FlaskClient:
    """These tests are about people who may do it."""
    return librarian


def upload(
    client: FlaskClient,
    content: bytes = b"some sound",
    name: str = "team-meeting_2.mp4",
    **fields: str,
) -> TestResponse:
    return client.post("/upload", data={"file": (io.BytesIO(content), name), **fields})


def only_media() -> Media:
    return db.session.scalars(db.select(Media)).one()


def test_a_file_is_kept_byte_for_byte_and_its_job_is_queued(
    app: Flask, client: FlaskClient
) -> None:
    hints: list[int] = []

    def note(_sender: object, job_id: int) -> None:
        hints.append(job_id)

    video_uploaded.connect(note)
    content = bytes(range(256)) * 5000
    answer = upload(client, content, title="The weekly meeting", language="en")
    media = only_media()
    assert answer.status_code == 303
    assert answer.location == f"/media/{media.slug}"
    assert len(media.slug) >= 22, "an address is shared by link, so it must not be guessed"
    assert (media.title, media.language, media.bytes) == ("The weekly meeting", "en", len(content))
    assert kept_files.content(app, media.file) == content
    assert media.job is not None
    assert media.job.state == "queued"
    assert hints == [media.job.id]


def test_the_uploader_is_led_to_a_page_that_shows_the_progress(client: FlaskClient) -> None:
    page = client.get(upload(client).location).text
    assert "Your file has arrived." in page
    assert "It is waiting for its turn." in page


def test_a_file_without_a_title_gets_one_from_its_name(client: FlaskClient) -> None:
    upload(client, title="  ")
    assert only_media().title == "team meeting 2"


def test_pressing_the_button_twice_uploads_once(client: FlaskClient, app: Flask) -> None:
    first = upload(client, key="one form")
    second = upload(client, key="one form")
    assert first.location == second.location
    assert db.session.query(Media).count() == 1
    assert db.session.query(Job).count() == 1
    assert len(kept_files.names(app)) == 1


def test_the_same_form_with_another_file_is_another_upload(client: FlaskClient) -> None:
    upload(client, b"one", key="one form")
    upload(client, b"two", key="one form")
    assert db.session.query(Media).count() == 2


def test_who_chose_no_file_is_told_and_keeps_what_she_typed(
    client: FlaskClient, settings: Settings
) -> None:
    answer = client.post("/upload", data={"title": "My talk", "language": "cy"})
    assert answer.status_code == 422
    assert 'href="#file">Choose a video or audio file.' in answer.text
    assert 'value="My talk"' in answer.text
    assert '<option value="cy" selected>' in answer.text


def test_an_empty_file_is_refused_and_leaves_nothing_behind(
    client: FlaskClient, app: Flask
) -> None:
    answer = upload(client, b"")
    assert answer.status_code == 422
    assert "This file is empty." in answer.text
    assert kept_files.names(app) == []


def test_htmx_gets_the_refused_form_alone_and_is_sent_on_after_success(
    client: FlaskClient,
) -> None:
    htmx = {"HX-Request": "true"}
    refused = client.post("/upload", data={}, headers=htmx)
    assert refused.status_code == 422
    assert "<html" not in refused.text
    accepted = client.post("/upload", data={"file": (io.BytesIO(b"sound"), "a.wav")}, headers=htmx)
    assert accepted.headers["HX-Redirect"] == f"/media/{only_media().slug}"


@pytest.mark.parametrize(
    ("sent", "kept", "title"),
    [
        ("../../etc/passwd.mp4", "passwd.mp4", "passwd"),
        ("\u202e4pm.exe", "4pm.exe", "4pm"),
        ("no-suffix", "no-suffix", "no suffix"),
        ("\U0001f600" * 1024 + ".mp4", "\U0001f600" * 255, "\U0001f600" * 200),
        (".mp4", ".mp4", "mp4"),
    ],
)
def test_names_are_cleaned(client: FlaskClient, sent: str, kept: str, title: str) -> None:
    assert upload(client, name=sent).status_code == 303
    assert (only_media().original_name, only_media().title) == (kept, title)


def test_an_unknown_language_is_found_out(client: FlaskClient) -> None:
    upload(client, language="whisper")
    assert only_media().language == ""


def test_a_file_that_is_too_large_is_refused_while_it_arrives(
    app: Flask, client: FlaskClient, settings: Settings
) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    announced = upload(client, b"x" * 5000)
    assert announced.status_code == 413

    body, boundary = multipart(b"x" * 300_000)
    read = 0

    class Counted(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            nonlocal read
            data = super().read(size)
            read += len(data)
            return data

    unannounced = client.post(
        "/upload",
        input_stream=Counted(body),
        content_type=f"multipart/form-data; boundary={boundary}",
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert unannounced.status_code == 413
    assert read < 5000
    assert kept_files.names(app) == []


def test_an_upload_that_breaks_off_leaves_nothing_behind(client: FlaskClient, app: Flask) -> None:
    body, boundary = multipart(b"x" * 300_000)
    client.post(
        "/upload",
        input_stream=io.BytesIO(body[:200_000]),
        content_type=f"multipart/form-data; boundary={boundary}",
        content_length=len(body),
    )
    assert kept_files.names(app) == []
    assert db.session.query(Media).count() == 0


def test_other_forms_take_no_large_files(client: FlaskClient) -> None:
    answer = client.post("/look", data={"file": (io.BytesIO(b"x" * 25 * 1024**2), "a.mp4")})
    assert answer.status_code == 413


def test_a_full_disk_is_told_in_a_sentence(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webapp import upload_stream
    from webapp.media.storage import StorageFull

    def full(_self: object) -> str:
        raise StorageFull

    monkeypatch.setattr(upload_stream.IncomingFile, "keep", full)
    answer = upload(client, title="My talk")
    assert answer.status_code == 507
    assert "no room left" in answer.text
    assert 'value="My talk"' in answer.text


def multipart(content: bytes) -> tuple[bytes, str]:
    boundary = "the-boundary"
    head = (
        f"--{boundary}\r\nContent-Disposition: form-data; name=file; filename=a.mp4\r\n\r\n"
    ).encode()
    return head + content + f"\r\n--{boundary}--\r\n".encode(), boundary


def test_a_video_goes_to_the_library_that_the_form_was_opened_in(
    user_factory: UserFactory, sign_in: SignIn
) -> None:
    archive = Library(slug="archive", name="Archive", language="cy", default_visibility="people")
    db.session.add(archive)
    browser = sign_in(user_factory("Ula", "uploader", library=archive))
    page = browser.get("/upload?library=archive").text
    assert "<bdi>Archive</bdi>" in page
    assert '<option value="cy" selected>' in page
    (action,) = set(re.findall(r'(?:action|hx-post)="(/upload[^"]*)"', page))
    browser.post(action, data={"file": (io.BytesIO(b"sound"), "a.mp4")})
    assert (only_media().library.slug, only_media().visibility) == ("archive", "people")


def test_whoever_uploads_says_who_may_watch(client: FlaskClient) -> None:
    upload(client, visibility="link")
    assert only_media().visibility == "link"


def test_a_made_up_answer_to_who_may_watch_is_refused(client: FlaskClient) -> None:
    answer = upload(client, visibility="aliens")
    assert answer.status_code == 422
    assert "Choose who may watch it." in answer.text
    assert db.session.scalars(db.select(Media)).all() == []
