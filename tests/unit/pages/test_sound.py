"""Somebody who does not hear looks at the sound, and reads what it is like."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory
from tests.unit.pages.conftest import ChooseDensity, CountQueries
from webapp.captions.document import Cue
from webapp.extensions import db
from webapp.models import Job, Media, SoundPicture
from webapp.models.sound_picture import SOUND

HTMX = {"HX-Request": "true"}
Heard = Callable[..., Media]


@pytest.fixture
def heard(media_factory: MediaFactory) -> Heard:
    """Makes a media whose sound was looked at: 60 s of speech, 30 s of music, 10 s of silence."""

    def make(cues: int = 0, stretches: list | None = None, **fields: str) -> Media:
        media = media_factory(cues=cues, **fields)
        media.duration_ms = 100_000
        stretches = stretches or [
            ["speech", 0, 60_000], ["music", 60_000, 90_000], ["silence", 90_000, 100_000],
        ]  # fmt: skip
        loudness = bytes([150] * 300 + [180] * 100 + [150] * 200 + [100] * 300 + [0] * 100)
        db.session.add(SoundPicture(media_id=media.id, loudness=loudness, stretches=stretches))
        db.session.commit()
        return media

    return make


def show(client: FlaskClient, media: Media, query: str = "") -> str:
    answer = client.get(f"/media/{media.slug}/sound{query}")
    assert answer.status_code == 200
    return answer.text


def test_it_is_said_in_a_sentence_and_in_a_table(client: FlaskClient, heard: Heard) -> None:
    media = heard(cues=20)
    page = show(client, media)
    assert (
        "Speech for 1 minute, music for 30 seconds, silence for 10 seconds. "
        "It is loudest at 0:30. No speech without captions was found." in page
    )
    assert "A program worked this out; nobody has checked it." in page
    for cell in ("0:00 – 1:00", "Speech", "Music", "Silence", "middle", "quiet"):
        assert f">{cell}<" in page
    assert "t=60.0#player" in page


def test_where_captions_are_missing_is_listed(client: FlaskClient, heard: Heard) -> None:
    page = show(client, heard(cues=5))
    assert "Captions are missing at 1 place." in page
    assert ">0:14 – 1:00<" in page
    assert "missing at 0:14 – 1:00" in page


def test_without_captions_all_speech_lacks_them(client: FlaskClient, heard: Heard) -> None:
    page = show(client, heard())
    assert "There are no captions." in page
    assert "<td>missing</td>" in page


def test_captions_that_are_still_written_are_not_missing(client: FlaskClient, heard: Heard) -> None:
    media = heard(cues=2)
    media.transcripts[0].complete = False
    db.session.commit()
    page = show(client, media)
    assert "The captions are still being written." in page
    assert "Where captions are missing" not in page


def test_who_speaks_comes_from_the_captions(client: FlaskClient, heard: Heard) -> None:
    media = heard(cues=1)
    media.transcripts[0].add_cues(
        [
            Cue(5000, 9000, "Hello.", speaker="Ana <b>"),
            Cue(61_000, 62_000, "[organ]", label="organ"),
        ],
        author="file",
    )
    db.session.commit()
    page = show(client, media)
    assert "<td>Ana &lt;b&gt;</td>" in page
    assert "<td>[organ]</td>" in page


def test_a_new_version_of_the_captions_is_looked_at_again(
    client: FlaskClient, heard: Heard
) -> None:
    media = heard(cues=5)
    assert "Captions are missing" in show(client, media)
    media.transcripts[0].add_cues([Cue(14_000, 60_000, "All the rest.")], author="file")
    db.session.commit()
    assert "No speech without captions was found." in show(client, media)


def test_what_is_known_already_costs_no_look_at_the_cues(
    client: FlaskClient, heard: Heard, counted_queries: CountQueries
) -> None:
    media = heard(cues=20)
    slug = media.slug
    client.get(f"/media/{slug}/sound", headers=HTMX)
    with counted_queries() as statements:
        client.get(f"/media/{slug}/sound", headers=HTMX)
    assert not any("FROM cue" in statement for statement in statements)


def test_a_long_table_comes_in_parts(client: FlaskClient, heard: Heard) -> None:
    kinds = ("speech", "silence")
    busy = [[kinds[n % 2], n * 1000, n * 1000 + 1000] for n in range(100)]
    media = heard(stretches=busy)
    assert "Page 1 of 2" in show(client, media)
    last = show(client, media, "?part=2")
    assert "1:39 – 1:40" in last
    assert "0:01 – 0:02" not in last.split("From beginning to end")[1]
    assert "Page 2 of 2" in show(client, media, "?part=99")


def test_the_strip_is_small_and_a_part_of_the_page(client: FlaskClient, heard: Heard) -> None:
    media = heard(cues=20)
    strip = client.get(f"/media/{media.slug}/sound", headers=HTMX).text
    page = show(client, media)
    assert " ".join(strip.split()) in " ".join(page.split())
    assert "style=" not in strip
    assert len(strip) < 8000
    assert len(gzip.compress(strip.encode())) < 2000


@pytest.mark.parametrize("density", [1, 2, 3, 5])
def test_the_watch_page_leads_to_it_and_waits_for_nothing(
    client: FlaskClient, heard: Heard, choose_density: ChooseDensity, density: int
) -> None:
    media = heard(cues=3)
    choose_density(density)
    page = client.get(f"/media/{media.slug}").text
    assert f'href="/media/{media.slug}/sound' in page
    assert ('id="sound-strip"' in page) == (density > 2)
    assert "sound-shape" not in page


def test_where_there_is_none_yet_it_says_so(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    media = media_factory()
    assert "There is no picture of the sound yet." in show(client, media)
    assert client.get(f"/media/{media.slug}/sound", headers=HTMX).status_code == 404
    assert client.get(f"/media/{media.slug}/sound.bin").status_code == 404
    assert 'id="sound-strip"' not in client.get(f"/media/{media.slug}").text


def test_a_video_without_sound_says_so(client: FlaskClient, media_factory: MediaFactory) -> None:
    media = media_factory()
    media.has_audio = False
    db.session.commit()
    assert "This video has no sound." in show(client, media)


def test_the_loudness_can_be_fetched_in_ranges(client: FlaskClient, heard: Heard) -> None:
    address = f"/media/{heard().slug}/sound.bin"
    whole = client.get(address)
    assert len(whole.data) == 1000
    part = client.get(address, headers={"Range": "bytes=300-301"})
    assert (part.status_code, part.data) == (206, bytes([180, 180]))
    again = client.get(address, headers={"If-None-Match": whole.headers["ETag"]})
    assert again.status_code == 304


def test_work_on_the_sound_is_not_shown_as_preparing(
    client: FlaskClient, librarian: FlaskClient, media_factory: MediaFactory
) -> None:
    media = media_factory(cues=3)
    job = Job.add(SOUND)
    job.media_id, job.state, job.error = media.id, "failed", "There is no model."
    db.session.commit()
    for browser in (client, librarian):
        watching = browser.get(f"/media/{media.slug}").text
        assert "could not be" not in watching
        assert "being prepared" not in watching
        assert "Being prepared" not in browser.get("/").text
    assert "There is no model." in librarian.get(f"/media/{media.slug}/progress").text
    assert "There is no model." not in client.get(f"/media/{media.slug}/progress").text


def test_the_quality_report_knows_where_somebody_speaks(client: FlaskClient, heard: Heard) -> None:
    media = heard(cues=5)
    media.transcripts[0].add_cues([Cue(70_000, 73_000, "Nobody said this.")], author="engine")
    db.session.commit()
    report = client.get(f"/media/{media.slug}/quality/{media.transcripts[0].id}").text
    assert "speech without cue</span> (error)" in report
    assert "cue over silence</span> (error)" in report
    assert "A program worked out where somebody speaks" in report
