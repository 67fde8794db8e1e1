"""A reviewer who does not hear reads where captions and sound do not fit, and goes there."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory
from tests.unit.pages.conftest import CountQueries
from webapp.captions.document import Cue
from webapp.extensions import db
from webapp.models import Media, Shots, SoundPicture

HTMX = {"HX-Request": "true"}
SOUND = [["speech", 0, 8000], ["silence", 8000, 12_000], ["music", 12_000, 20_000]]


def watched(media_factory: MediaFactory, *cues: Cue, sound: list | None = None) -> Media:
    """A media of 20 s with a cut at 5 s, and some captions."""
    media = media_factory(cues=1)
    media.duration_ms = 20_000
    transcript = media.transcripts[0]
    transcript.replace_draft(cues)
    if sound is not None:
        db.session.add(SoundPicture(media_id=media.id, loudness=bytes(200), stretches=sound))
    db.session.add(
        Shots(media_id=media.id, frame_ms=40, times=[5000], seen_ms=20_000, complete=True)
    )
    db.session.commit()
    return media


def read(client: FlaskClient, media: Media, query: str = "") -> str:
    place = f"/media/{media.slug}/review/{media.transcripts[0].id}/gaps{query}"
    answer = client.get(place)
    assert answer.status_code == 200
    return answer.text


def test_each_place_is_a_sentence_that_leads_there(
    librarian: FlaskClient, media_factory: MediaFactory
) -> None:
    media = watched(
        media_factory,
        Cue(0, 1200, "Good morning, all of you."),
        Cue(5200, 7900, "Here is the old tower."),
        Cue(9000, 10_000, "Nobody said this."),
        Cue(13_000, 14_500, "Nor this."),
        sound=SOUND,
    )
    page = read(librarian, media)
    ids = [cue.id for cue in media.transcripts[0].cues()]
    assert "Speech from 0:01.2 to 0:05.2 with no caption" in page
    assert "?at=1200" in page
    assert "Caption 2, 0:05.2 to 0:07.9: The cue starts 0.2 s after a cut" in page
    assert f"?cue={ids[1]}#cue-{ids[1]}" in page
    assert "Caption 3, 0:09 to 0:10: nobody seems to speak, it is silent." in page
    assert "Caption 4, 0:13 to 0:14.5: nobody seems to speak, there is music." in page
    assert "Put in a caption at 0:01.2" in page
    alone = read(librarian, media, "?kind=shot-change")
    assert "Caption 2" in alone
    assert "Caption 3" not in alone
    assert "Captions where nobody speaks (2)" in alone


def test_a_caption_is_put_in_where_somebody_speaks(
    librarian: FlaskClient, media_factory: MediaFactory
) -> None:
    media = watched(media_factory, Cue(5200, 7900, "Here is the old tower."), sound=SOUND)
    place = f"/media/{media.slug}/review/{media.transcripts[0].id}"
    answer = librarian.post(f"{place}/new", data={"at": "0"})
    new = media.transcripts[0].cues()[0]
    assert new.start_ms == 0
    assert answer.headers["Location"].startswith(f"{place}/cues/{new.id}")
    assert new.state == "draft", "nobody has written what is said yet"
    librarian.post(f"{place}/cues/{new.id}", data={"text": "Good morning.", "version": "1"})
    assert media.transcripts[0].cues()[0].state == "corrected"


def test_where_nothing_is_known_it_says_so(
    librarian: FlaskClient, media_factory: MediaFactory
) -> None:
    page = read(librarian, watched(media_factory, Cue(0, 2000, "Good morning.")))
    assert "It is not known yet where somebody speaks." in page
    assert "It is not known yet where the picture is cut." not in page
    media = media_factory("Nothing known", cues=2)
    media.transcripts[0].complete = False
    db.session.commit()
    page = read(librarian, media)
    assert "The captions are still being written." in page
    assert "It is not known yet where the picture is cut." in page


def test_where_all_fits_it_says_so_too(librarian: FlaskClient, media_factory: MediaFactory) -> None:
    fits = watched(
        media_factory, Cue(0, 4920, "Good morning."), Cue(5000, 8000, "Yes."), sound=SOUND
    )
    assert "Nothing was found that does not fit." in read(librarian, fits)


def test_a_long_list_comes_in_parts_and_is_worked_out_once(
    librarian: FlaskClient, media_factory: MediaFactory, counted_queries: CountQueries
) -> None:
    cues = [Cue(n * 150, n * 150 + 100, "Nobody said this.") for n in range(120)]
    media = watched(media_factory, *cues, sound=[["silence", 0, 20_000]])
    place = f"/media/{media.slug}/review/{media.transcripts[0].id}/gaps?kind=cue-over-silence"
    page = librarian.get(place).text
    assert page.count("it is silent.") == 50
    assert "Page 1 of 3" in page
    with counted_queries() as statements:
        part = librarian.get(f"{place}&part=3", headers=HTMX).text
    assert part.count("it is silent.") == 20
    assert "<html" not in part
    assert not any("cue.words" in statement for statement in statements)


def test_the_quality_report_knows_the_cuts(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    media = watched(media_factory, Cue(5200, 7900, "Here is the old tower."))
    report = client.get(f"/media/{media.slug}/quality/{media.transcripts[0].id}").text
    assert "after a cut in the picture" in report
