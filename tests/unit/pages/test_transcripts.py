"""Somebody reads along, looks for a word, and takes the words with her."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory
from tests.unit.pages.conftest import ChooseDensity, CountQueries
from webapp import watching
from webapp.captions.document import Cue, Word
from webapp.extensions import db
from webapp.models import Media
from webapp.pages.transcripts import LINES
from webapp.watching import Watching

FRAGMENT = {"HX-Request": "true"}


def talk(media_factory: MediaFactory, *cues: Cue) -> Media:
    media = media_factory(cues=1)
    track = media.transcripts[0]
    track.cues()[0].deleted_at_ms = 1
    track.add_cues(list(cues), author="engine")
    media.duration_ms = 60_000
    db.session.commit()
    return media


def lines(html: str) -> list[str]:
    """What stands in each line, as it is read."""
    found = re.findall(r'<p class="line-text[^"]*">(.*?)</p>', html, re.S)
    return [unescape(re.sub(r"<[^>]+>", "", line)).strip() for line in found]


def test_the_part_that_holds_a_moment_comes(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    media = media_factory(cues=100)
    at = (LINES + 4) * 3000 + 100
    shown = client.get(f"/media/{media.slug}/transcript?at={at}", headers=FRAGMENT).text
    assert lines(shown)[0] == f"Line {LINES + 1} of the talk."
    assert len(lines(shown)) == LINES
    assert re.findall(r'aria-current="true"', shown) == ['aria-current="true"']
    assert f'id="line-{LINES + 5}"' in shown.split("aria-current")[0].rsplit("<li", 1)[1]
    assert "Earlier lines" in shown
    assert "More lines" in shown


@pytest.mark.parametrize(("edge", "left"), [("before", "Earlier lines"), ("after", "More lines")])
def test_what_is_added_at_one_end_has_no_link_to_the_other(
    client: FlaskClient, media_factory: MediaFactory, edge: str, left: str
) -> None:
    media = media_factory(cues=LINES * 3)
    address = f"/media/{media.slug}/transcript?part=2&edge={edge}"
    added = client.get(address, headers=FRAGMENT).text
    assert re.findall("Earlier lines|More lines", added) == [left]
    assert "<ol" not in added


def test_whoever_comes_to_a_moment_finds_its_lines(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    media = media_factory(cues=100)
    page = client.get(f"/media/{media.slug}?t={99 * 3 + 1}").text
    assert "Line 100 of the talk." in page
    assert "Line 1 of the talk." not in page


@pytest.mark.parametrize("at", ["-5", "1e99", "soon", "99999999999"])
def test_a_senseless_moment_shows_some_part(
    client: FlaskClient, media_factory: MediaFactory, at: str
) -> None:
    media = media_factory(cues=3)
    answer = client.get(f"/media/{media.slug}/transcript", query_string={"at": at})
    assert answer.status_code == 200
    assert len(lines(answer.text)) == 3


def test_a_speaker_is_named_when_she_begins_and_sounds_stand_apart(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    media = talk(
        media_factory,
        Cue(0, 900, "Good morning.", speaker="Ana"),
        Cue(1000, 1900, "Please sit down.", speaker="Ana"),
        Cue(2000, 2900, "[applause]", label="applause"),
        Cue(3000, 3900, "Thank you.", speaker="Ben"),
    )
    page = client.get(f"/media/{media.slug}/transcript").text
    assert lines(page) == ["Ana Good morning.", "Please sit down.", "[applause]", "Ben Thank you."]
    assert re.search(r'<p class="line-text line-sound"><span>\[applause\]', page)


def test_each_word_has_its_own_time_while_the_words_are_those_that_were_heard(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    words = (Word("Good", 1000, 1300), Word("morning.", 1450, 1900))
    media = talk(media_factory, Cue(1000, 2000, "Good\nmorning.", words=words))
    address = f"/media/{media.slug}/transcript"
    assert 'data-words="0 450"' in client.get(address).text
    media.transcripts[0].cues()[0].text = "A good morning."
    media.transcripts[0].version += 1  # as each change of captions does
    db.session.commit()
    assert "data-words" not in client.get(address).text


def test_a_search_says_to_the_script_which_lines_and_where(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    media = talk(
        media_factory,
        Cue(0, 900, "The park."),
        Cue(1000, 1900, "Nothing."),
        Cue(2000, 2900, "Park by park\n& Café"),
    )
    address = f"/media/{media.slug}/transcript/find"
    found = client.get(address, query_string={"q": "PARK"}, headers=FRAGMENT).text
    places = re.search(r'data-places="([^"]*)"', found)
    assert places is not None
    assert json.loads(unescape(places[1])) == [[1, 0, [[4, 8]]], [3, 2000, [[0, 4], [8, 12]]]]
    assert "2 lines" in found
    none = client.get(address, query_string={"q": "river"}, headers=FRAGMENT).text
    assert "No line has this." in none


def test_without_scripts_what_is_found_stands_between_its_neighbours(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    said = ["One.", "Two.", "The park.", "Four.", "Five.", "Six <b>.", "A café.", "The end."]
    media = talk(media_factory, *(Cue(n * 1000, n * 1000 + 900, s) for n, s in enumerate(said)))
    address = f"/media/{media.slug}/transcript/find"
    page = client.get(address, query_string={"q": "park"}).text
    assert lines(page) == ["Two.", "The park.", "Four."]
    assert "<mark>park</mark>" in page
    assert re.search(r'href="[^"]*t=2\.0#player"', page)
    accent = client.get(address, query_string={"q": "cafe"}).text
    assert lines(accent) == ["Six <b>.", "A café.", "The end."]
    assert "<mark>café</mark>" in accent
    assert 'value="cafe"' in accent
    every = client.get(address, query_string={"q": "e."}).text
    assert every.count("<mark>") == 3
    assert len(lines(every)) == len(set(lines(every))), "no line stands twice"


def test_found_lines_come_on_pages(client: FlaskClient, media_factory: MediaFactory) -> None:
    media = media_factory(cues=50)
    page = client.get(f"/media/{media.slug}/transcript/find?q=talk").text
    assert "50 lines" in page
    assert "Page 1 of 3" in page
    last = client.get(f"/media/{media.slug}/transcript/find?q=talk&page=3").text
    assert lines(last)[-1] == "Line 50 of the talk."


def test_the_whole_text_can_be_taken_with_and_without_times(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    media = talk(
        media_factory,
        Cue(0, 900, "Good\nmorning.", speaker="Ana"),
        Cue(61_000, 62_000, "Please sit.", speaker="Ana"),
    )
    address = f"/media/{media.slug}/transcript.txt"
    answer = client.get(address)
    assert answer.mimetype == "text/plain"
    assert answer.text.splitlines() == [
        "The weekly meeting",
        "Automatic captions, not reviewed.",
        "",
        "Ana: Good morning.",
        "Please sit.",
    ]
    timed = client.get(f"{address}?times=1").text
    assert timed.splitlines()[3:] == ["0:00 Ana: Good morning.", "1:01 Please sit."]


def test_the_page_for_paper_holds_every_line(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    media = media_factory(cues=100)
    page = client.get(f"/media/{media.slug}/transcript/whole").text
    assert len(lines(page)) == 100
    assert "automatic, not reviewed" in page
    assert "More lines" not in page


@pytest.mark.parametrize(
    ("density", "chosen", "expected"),
    [
        (1, None, ("beside", True, True)),
        (3, None, ("beside", False, False)),
        (4, None, ("beside", True, False)),
        (1, "alone", ("alone", True, False)),
        (3, "below", ("below", True, False)),
        (5, "closed", ("beside", False, False)),
    ],
)
def test_the_viewers_own_choice_of_a_place_goes_before_her_density(
    client: FlaskClient,
    media_factory: MediaFactory,
    choose_density: ChooseDensity,
    density: int,
    chosen: str | None,
    expected: tuple[str, bool, bool],
) -> None:
    media = media_factory(cues=3)
    choose_density(density)
    if chosen:
        wanted = Watching(transcript=chosen)
        client.set_cookie(watching.COOKIE.kind, watching.COOKIE.signer.dumps(wanted.changed))
    page = client.get(f"/media/{media.slug}").text
    fold = re.search(r'<details class="transcript-fold"[^>]*>', page)
    seats = re.search(r'id="watch-seats" data-transcript="(\w+)"', page)
    assert fold is not None
    assert seats is not None
    in_more = page.index(fold[0]) > page.find('id="rest"') > 0
    assert (seats[1], " open" in fold[0], in_more) == expected


@pytest.mark.parametrize("address", ["", "/transcript", "/transcript?at=3000"])
def test_two_hours_cost_a_page_no_more_than_a_minute(
    client: FlaskClient,
    media_factory: MediaFactory,
    counted_queries: CountQueries,
    choose_density: ChooseDensity,
    address: str,
) -> None:
    short, long = media_factory(cues=18).slug, media_factory(cues=1800).slug
    choose_density(4)
    asked, sizes = [], []
    for slug in (short, long):
        db.session.remove()
        with counted_queries() as queries:
            sizes.append(len(client.get(f"/media/{slug}{address}").data))
        asked.append(len(queries))
    assert asked[0] == asked[1]
    if not address:
        assert sizes[1] <= sizes[0] * 1.2
