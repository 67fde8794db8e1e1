"""A browser fetches what it plays and shows, and somebody saves captions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from tests.unit.conftest import MediaFactory
from tests.unit.pages.conftest import CountQueries
from webapp.captions.document import Cue
from webapp.captions.formats import WRITABLE
from webapp.extensions import db
from webapp.kept import SNAPSHOT
from webapp.models import Media

pytestmark = pytest.mark.with_services

CONTENT = bytes(range(250)) * 4
TRIES = 50


@pytest.fixture
def media(media_factory: MediaFactory) -> Media:
    return media_factory(cues=3, content=CONTENT)


def captions(media: Media, format_name: str, query: str = "") -> str:
    return f"/media/{media.slug}/captions/{media.transcripts[0].id}.{format_name}{query}"


def is_so_between_changes(try_it: Callable[[], bool]) -> bool:
    """PostgreSQL tells of changes in all databases of a server, where other tests have theirs."""
    return any(try_it() for _ in range(TRIES))


@contextmanager
def begun_transactions() -> Iterator[list[object]]:
    """Gives the transactions that requests began inside a block."""
    begun: list[object] = []

    def note(_session: object, transaction: object, _connection: object) -> None:
        begun.append(transaction)

    db.session.remove()
    event.listen(db.session, "after_begin", note)
    try:
        yield begun
    finally:
        event.remove(db.session, "after_begin", note)


def test_a_browser_plays_from_anywhere(client: FlaskClient, media: Media) -> None:
    address = f"/media/{media.slug}/play"
    whole = client.get(address)
    assert (whole.status_code, whole.data) == (200, CONTENT)
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert whole.mimetype == "video/mp4"
    part = client.get(address, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.data) == (206, CONTENT[100:200])
    assert part.headers["Content-Range"] == "bytes 100-199/1000"
    end = client.get(address, headers={"Range": "bytes=-10"})
    assert (end.status_code, end.data) == (206, CONTENT[-10:])


@pytest.mark.both_databases
def test_the_next_part_asks_the_database_at_most_whether_it_has_changed(
    client: FlaskClient, media: Media, counted_queries: CountQueries
) -> None:
    address, ranged = f"/media/{media.slug}/play", {"Range": "bytes=10-19"}
    whether = [SNAPSHOT.text] if db.engine.name == "postgresql" else []
    client.get(address, headers=ranged)

    def asks_no_more() -> bool:
        with counted_queries() as asked:
            part = client.get(address, headers=ranged)
        assert (part.status_code, part.data) == (206, CONTENT[10:20])
        return asked == whether

    assert is_so_between_changes(asks_no_more)


@pytest.mark.both_databases
def test_the_next_part_begins_no_transaction(client: FlaskClient, media: Media) -> None:
    address = f"/media/{media.slug}/play"
    client.get(address)

    def begins_none() -> bool:
        with begun_transactions() as begun:
            assert client.get(address).data == CONTENT
        return not begun

    assert is_so_between_changes(begins_none)


@pytest.mark.both_databases
def test_the_first_part_looks_for_the_video_once(
    client: FlaskClient, media: Media, counted_queries: CountQueries
) -> None:
    address = f"/media/{media.slug}/play"
    with counted_queries() as asked:
        part = client.get(address, headers={"Range": "bytes=10-19"})
    assert part.status_code == 206
    assert sum("FROM media" in statement for statement in asked) == 1


def test_a_video_that_is_taken_back_ends_with_the_next_part(
    client: FlaskClient, media: Media
) -> None:
    address, ranged = f"/media/{media.slug}/play", {"Range": "bytes=10-19"}
    assert client.get(address, headers=ranged).status_code == 206
    media.visibility = "members"
    db.session.commit()
    assert client.get(address, headers=ranged).status_code == 404
    media.visibility = "public"
    media.renditions.clear()
    db.session.commit()
    assert client.get(address, headers=ranged).status_code == 404


def test_a_range_outside_the_file_is_refused(client: FlaskClient, media: Media) -> None:
    answer = client.get(f"/media/{media.slug}/play", headers={"Range": "bytes=5000-"})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == "bytes */1000"


def test_a_range_of_another_version_gets_the_whole_file(client: FlaskClient, media: Media) -> None:
    address = f"/media/{media.slug}/play"
    tag = client.get(address).headers["ETag"]
    ranged = {"Range": "bytes=0-9"}
    assert client.get(address, headers={**ranged, "If-Range": tag}).status_code == 206
    other = client.get(address, headers={**ranged, "If-Range": '"other"'})
    assert (other.status_code, len(other.data)) == (200, 1000)


def test_what_the_browser_has_is_not_sent_again(client: FlaskClient, media: Media) -> None:
    for address in (f"/media/{media.slug}/play", captions(media, "vtt")):
        tag = client.get(address).headers["ETag"]
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_the_length_can_be_asked_for(client: FlaskClient, media: Media) -> None:
    answer = client.head(f"/media/{media.slug}/play")
    assert (answer.data, answer.headers["Content-Length"]) == (b"", "1000")


def test_only_addresses_with_a_version_are_kept_for_long(client: FlaskClient, media: Media) -> None:
    address = f"/media/{media.slug}/play"
    assert "max-age=31536000" in client.get(f"{address}?v=1").headers["Cache-Control"]
    plain = client.get(address).headers["Cache-Control"]
    assert "private" in plain
    assert "31536000" not in plain


def test_files_are_not_guessed_at_by_browsers(client: FlaskClient, media: Media) -> None:
    for address in (
        f"/media/{media.slug}/play",
        f"/media/{media.slug}/original",
        captions(media, "vtt"),
        captions(media, "ttml", "?save=1"),
    ):
        answer = client.get(address)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_original_is_saved_under_a_safe_name(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    media = media_factory('../a "talk": part 1/2', content=CONTENT)
    answer = client.get(f"/media/{media.slug}/original")
    assert answer.data == CONTENT
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert "a talk part 1 2.mp4" in disposition
    assert "/" not in disposition.split("filename", 1)[1]


@pytest.mark.parametrize("format_name", WRITABLE)
def test_captions_are_saved_in_every_format(
    client: FlaskClient, media: Media, format_name: str
) -> None:
    answer = client.get(captions(media, format_name, "?save=1"))
    assert answer.status_code == 200
    assert answer.data
    name = f"The weekly meeting.en.automatic.{format_name}"
    assert name in answer.headers["Content-Disposition"]


def test_automatic_captions_say_so_inside_the_file(client: FlaskClient, media: Media) -> None:
    assert "NOTE Automatic captions, not reviewed." in client.get(captions(media, "vtt")).text
    notes = json.loads(client.get(captions(media, "json")).text)["notes"]
    assert "Automatic captions, not reviewed." in str(notes)


def test_captions_by_people_do_not_say_so(client: FlaskClient, media_factory: MediaFactory) -> None:
    media = media_factory(cues=2, origin="upload")
    answer = client.get(captions(media, "vtt", "?save=1"))
    assert "not reviewed" not in answer.text
    assert "automatic" not in answer.headers["Content-Disposition"]


def test_text_is_escaped_in_the_track(client: FlaskClient, media: Media) -> None:
    media.transcripts[0].add_cues([Cue(20_000, 21_000, "1 < 2 --> & <b>")], author="file")
    db.session.commit()
    track = client.get(captions(media, "vtt")).text
    assert "1 &lt; 2 --&gt; &amp; &lt;b&gt;" in track


def test_a_style_sheet_in_a_caption_file_styles_no_page(client: FlaskClient, media: Media) -> None:
    transcript = media.transcripts[0]
    transcript.extras = {"styles": ["::cue { color: transparent }"]}
    db.session.commit()
    assert "transparent" not in client.get(captions(media, "vtt")).text
    assert "transparent" in client.get(captions(media, "vtt", "?save=1")).text, "it is theirs"
    assert "transparent" not in client.get(captions(media, "vtt")).text


def test_captions_are_written_once_for_each_version(
    client: FlaskClient, media: Media, counted_queries: CountQueries
) -> None:
    client.get(captions(media, "vtt"))
    with counted_queries() as again:
        client.get(captions(media, "vtt"))
    assert not any("FROM cue" in statement for statement in again)
    media.transcripts[0].add_cues([Cue(20_000, 21_000, "A new line.")], author="file")
    db.session.commit()
    assert "A new line." in client.get(captions(media, "vtt")).text


def test_what_is_not_there_is_not_found(
    client: FlaskClient, media: Media, media_factory: MediaFactory
) -> None:
    other = media_factory("Another", state="queued")
    for address in (
        captions(media, "exe"),
        captions(media, "ass"),
        f"/media/{other.slug}/captions/{media.transcripts[0].id}.vtt",
        f"/media/{other.slug}/play",
        f"/media/{other.slug}/poster",
        "/media/nothing/play",
    ):
        assert client.get(address).status_code == 404


@pytest.mark.both_databases
def test_nobody_gets_what_was_kept_of_a_video_that_is_gone(
    client: FlaskClient, media: Media, media_factory: MediaFactory
) -> None:
    """The number of its captions is given to the next ones, as it is after an older backup."""
    number = media.transcripts[0].id
    assert client.get(captions(media, "vtt")).status_code == 200
    db.session.delete(media)
    if db.engine.name == "postgresql":  # SQLite gives the number of a deleted row by itself
        db.session.execute(text("SELECT setval('transcript_id_seq', :n, false)"), {"n": number})
    db.session.commit()
    other = media_factory(cues=3)
    other.transcripts[0].cues()[0].text = "Something else"
    db.session.commit()
    assert other.transcripts[0].id == number
    assert "Something else" in client.get(captions(other, "vtt")).text


@pytest.fixture
def behind_nginx(app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    found = app.extensions["settings"].model_copy(update={"accel_prefix": "/kept/"})
    monkeypatch.setitem(app.extensions, "settings", found)
    return app.test_client()


@pytest.mark.without("s3", reason="nginx sends files of a folder")
def test_nginx_is_told_which_file_to_send(behind_nginx: FlaskClient, media: Media) -> None:
    media.visibility = "public"
    answer = behind_nginx.get(f"/media/{media.slug}/play?v=1")
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["X-Accel-Redirect"] == f"/kept/{media.file}"
    assert answer.mimetype == "video/mp4"
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    saved = behind_nginx.get(f"/media/{media.slug}/original")
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert "X-Accel-Redirect" not in behind_nginx.get(captions(media, "vtt")).headers


def test_nginx_is_told_of_no_file_that_somebody_may_not_see(
    behind_nginx: FlaskClient, media: Media, media_factory: MediaFactory
) -> None:
    hidden = media_factory("Hidden", visibility="members")
    for slug in (hidden.slug, "nothing"):
        answer = behind_nginx.get(f"/media/{slug}/play")
        assert answer.status_code in (303, 401, 403, 404)
        assert "X-Accel-Redirect" not in answer.headers
