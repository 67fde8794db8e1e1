"""A reviewer sees the sound, the captions and the cuts of a stretch, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory
from tests.unit.pages.conftest import CountQueries
from webapp.captions.document import Cue
from webapp.extensions import db
from webapp.media.peaks import BYTES
from webapp.models import Media, Shots, SoundPicture, Waveform, WaveformPart
from webapp.models.waveform import PART_STEPS

HTMX = {"HX-Request": "true"}
Known = Callable[..., Media]


@pytest.fixture
def known(media_factory: MediaFactory) -> Known:
    """Makes a media of 100 s whose sound and cuts are known: speech to 60 s, music, silence."""

    def make(cues: int = 5) -> Media:
        media = media_factory(cues=cues)
        media.duration_ms = 100_000
        stretches = [["speech", 0, 60_000], ["music", 60_000, 90_000], ["silence", 90_000, 100_000]]
        db.session.add(SoundPicture(media_id=media.id, loudness=bytes(1000), stretches=stretches))
        db.session.add(
            Shots(
                media_id=media.id, frame_ms=40, times=[2900, 5000, 70_000], seen_ms=1, complete=True
            )
        )
        steps = np.arange(10_000) % 100
        both = np.stack([-steps, steps], axis=1).astype(np.int8).tobytes()
        waveform = Waveform(media_id=media.id)
        db.session.add(waveform)
        db.session.flush()
        for number in range(-(-10_000 // PART_STEPS)):
            part = both[number * PART_STEPS * BYTES : (number + 1) * PART_STEPS * BYTES]
            db.session.add(WaveformPart(media_id=media.id, number=number, peaks=part))
        db.session.flush()
        waveform.finish()
        db.session.commit()
        return media

    return make


def address(media: Media, what: str) -> str:
    return f"/media/{media.slug}/review/{media.transcripts[0].id}/{what}"


def peaks(client: FlaskClient, media: Media, query: str) -> list[tuple[int, int]]:
    answer = client.get(f"/media/{media.slug}/peaks?{query}")
    assert answer.status_code == 200
    numbers = np.frombuffer(answer.data, dtype=np.int8).tolist()
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def test_peaks_come_in_small_parts_of_two_sizes(librarian: FlaskClient, known: Known) -> None:
    media = known()
    fine = peaks(librarian, media, "step=10&part=0")
    assert len(fine) == 1024
    assert (fine[0], fine[99], fine[100]) == ((0, 0), (-99, 99), (0, 0))
    assert peaks(librarian, media, "step=10&part=4")[0] == (-96, 96), "over the seam of two parts"
    coarse = peaks(librarian, media, "step=40&part=0")
    assert len(coarse) == 1024
    assert coarse[1] == (-7, 7)
    assert len(peaks(librarian, media, "step=40&part=2")) == 10_000 // 4 - 2048


def test_an_address_with_a_version_never_changes(librarian: FlaskClient, known: Known) -> None:
    media = known()
    waveform = Waveform.of(media.id)
    assert waveform is not None
    place = f"/media/{media.slug}/peaks?step=10&part=0"
    answer = librarian.get(f"{place}&v={waveform.key}")
    assert "immutable" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]
    again = librarian.get(place, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "immutable" not in librarian.get(f"{place}&v=other").headers["Cache-Control"]


@pytest.mark.parametrize("query", ["", "step=11&part=0", "step=10&part=-1", "step=10&part=11"])
def test_what_is_not_there_is_not_found(
    librarian: FlaskClient, known: Known, media_factory: MediaFactory, query: str
) -> None:
    assert librarian.get(f"/media/{known().slug}/peaks?{query}").status_code == 404
    bare = media_factory()
    assert librarian.get(f"/media/{bare.slug}/peaks?step=10&part=0").status_code == 404


def test_peaks_cost_the_same_at_the_beginning_and_at_the_end(
    librarian: FlaskClient, known: Known, counted_queries: CountQueries
) -> None:
    slug = known().slug
    counts = []
    for part in (0, 9):
        librarian.get(f"/media/{slug}/peaks?step=10&part={part}")
        with counted_queries() as statements:
            librarian.get(f"/media/{slug}/peaks?step=10&part={part}")
        counts.append(len([each for each in statements if "waveform_part" in each]))
    assert counts == [1, 1]


def test_a_stretch_has_its_captions_as_buttons(librarian: FlaskClient, known: Known) -> None:
    media = known()
    part = librarian.get(address(media, "time-line?start=2000&length=5000"), headers=HTMX).text
    assert 'data-start="2000" data-end="7000"' in part
    assert '<span class="block-name visually-hidden">Caption 1, 0:00 to 0:02.5</span>' in part
    assert "Caption 3, 0:06 to 0:08.5</span>" in part
    assert "Caption 4" not in part
    assert 'data-shots="2900 5000"' in part
    assert 'data-gap="80"' in part
    assert 'hx-swap-oob="outerHTML"' in part
    assert "The picture is cut at 0:02.9" in part
    assert len(part) < 6000


def test_captions_at_the_same_time_have_two_lanes_and_their_own_numbers(
    librarian: FlaskClient, known: Known
) -> None:
    media = known()
    media.transcripts[0].add_cues([Cue(100, 9500, "[music]", label="music")], author="file")
    db.session.commit()
    part = librarian.get(address(media, "time-line?start=6000&length=5000"), headers=HTMX).text
    for name, lane in (("2, 0:00.1 to 0:09.5", 0), ("4, 0:06 to 0:08.5", 1), ("5, 0:09 to", 1)):
        assert f'data-lane="{lane}"><button' in part.split(f"Caption {name}")[0].rsplit("<li", 1)[1]
    assert 'data-lanes="2"' in part


def test_what_a_stretch_costs_does_not_grow_with_the_captions(
    librarian: FlaskClient, known: Known, counted_queries: CountQueries
) -> None:
    sizes, queries = [], []
    for cues in (5, 400):
        place = address(known(cues), "time-line?start=0&length=5000")
        librarian.get(place, headers=HTMX)
        with counted_queries() as statements:
            sizes.append(len(librarian.get(place, headers=HTMX).data))
        queries.append(len(statements))
    assert abs(sizes[0] - sizes[1]) < 100
    assert queries[1] <= queries[0]


def test_without_scripts_the_stretch_around_a_caption_is_drawn_and_said(
    librarian: FlaskClient, known: Known
) -> None:
    media = known()
    cue = media.transcripts[0].cues()[3]
    page = librarian.get(address(media, f"time-line?cue={cue.id}")).text
    assert '<path class="swing" d="M' in page
    assert "Time line from 0:05.25 to 0:15.25" in page
    assert f"?cue={cue.id}#cue-{cue.id}" in page
    assert 'aria-label="Caption 4, 0:09 to 0:11.5"' in page
    assert "Speech from 0:14.5 to 0:15.25 with no caption" in page
    assert "style=" not in page
    assert "start=15250" in page
    last = librarian.get(address(media, "time-line?at=99000")).text
    assert "Time line from 1:30 to 1:40" in last
    assert ">Later<" not in last


def test_the_review_page_has_it_and_works_where_nothing_is_known(
    librarian: FlaskClient, known: Known, media_factory: MediaFactory
) -> None:
    media = known()
    page = librarian.get(address(media, "").rstrip("/")).text
    waveform = Waveform.of(media.id)
    assert waveform is not None
    assert f"/media/{media.slug}/peaks?v={waveform.key}" in page
    assert '<path class="swing" d="M' in page
    bare = media_factory("Nothing known", cues=2)
    page = librarian.get(address(bare, "").rstrip("/")).text
    assert 'id="review-line"' in page
    assert "data-peaks" not in page
    assert "Caption 1, 0:00 to 0:02.5" in page


def test_a_viewer_gets_none_of_it(client: FlaskClient, known: Known) -> None:
    media = known()
    assert client.get(address(media, "time-line")).status_code == 303
    assert client.get(f"/media/{media.slug}/peaks?step=10&part=0").status_code == 303
