"""Somebody looks for what was said."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from tests.unit.pages.conftest import ChooseDensity, CountQueries
from webapp.extensions import db
from webapp.models import Media

pytestmark = pytest.mark.both_databases


@pytest.fixture
def talk(media_factory: MediaFactory) -> Media:
    """A talk of three lines, of which one is about a park."""
    media = media_factory("Town meeting", cues=3)
    _, second, third = media.transcripts[0].cues()
    second.text, third.text = "A <b>new</b> park & a pond.", "Noise.\nAnd more."
    db.session.commit()
    return media


def test_a_moment_says_where_it_is_and_leads_there(client: FlaskClient, talk: Media) -> None:
    page = client.get("/search?q=park").text
    transcript = talk.transcripts[0]
    assert f'href="/media/{talk.slug}?captions={transcript.id}&amp;t=3.0#player"' in page
    assert '<time datetime="PT3S">0:03</time>' in page
    assert "A &lt;b&gt;new&lt;/b&gt; <mark>park</mark> &amp; a pond." in page
    assert "Line 1 of the talk." in page
    assert "Noise. And more." in page
    assert "automatic, not reviewed" in page


def test_every_page_has_the_field_to_search_with_and_no_page_has_two(
    client: FlaskClient, talk: Media
) -> None:
    for address in ("/", f"/media/{talk.slug}", "/settings", "/search?q=park"):
        page = client.get(address).text
        assert page.count('id="search-q"') + page.count('id="q"') == 1


@pytest.mark.parametrize(
    "query",
    ['"', '"""', "*", "park*", 'AND OR NOT NEAR("', "found_by:park", "^park", "{}()[]:;'", "%00",
     "(" * 300, "-", "會", "p*a*r*k*", "\u202e park", '"park" +', "' OR 1=1 --"],
)  # fmt: skip
def test_no_query_is_an_error(client: FlaskClient, talk: Media, query: str) -> None:
    for place in ({}, {"in": talk.slug}, {"sort": "best", "after": "x"}):
        assert client.get("/search", query_string={"q": query} | place).status_code == 200


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "Find what somebody says, and watch from there."),
        ("...", "There is no word in it to look for."),
        ("unheard", "No captions for everybody have all of these words."),
    ],
)
def test_an_empty_answer_says_what_to_do(
    client: FlaskClient, talk: Media, query: str, words: str
) -> None:
    page = client.get(f"/search?q={query}").text
    assert words in page
    assert 'class="empty"' in page


def test_one_video_can_be_looked_through_by_whoever_may_watch_it(
    client: FlaskClient, talk: Media, media_factory: MediaFactory,
    user_factory: UserFactory, sign_in: SignIn,
) -> None:  # fmt: skip
    other = media_factory("Elsewhere", cues=1)
    other.transcripts[0].cues()[0].text = "Another park."
    secret = media_factory("Secret", cues=1, visibility="members")
    by_link = media_factory("By link", cues=1, visibility="link")
    db.session.commit()
    page = client.get(f"/search?q=park&in={talk.slug}").text
    assert "pond" in page
    assert "Another" not in page
    assert 'id="everywhere" href="/search?q=park"' in page
    mia = sign_in(user_factory("Mia", "viewer"))
    statuses = [
        reader.get(f"/search?q=line&in={media.slug}").status_code
        for reader in (client, mia)
        for media in (secret, by_link)
    ]
    assert statuses == [404, 200, 200, 200]
    assert client.get("/search?q=line&in=nothing").status_code == 404


def test_what_somebody_may_not_see_is_nowhere_on_the_page(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    hidden = media_factory("The unmentionable affair", cues=3, visibility="people")
    page = client.get("/search?q=affair").text + client.get("/search?q=talk").text
    assert hidden.slug not in page
    assert "unmentionable" not in page
    assert "Line 1" not in page


def test_a_video_is_found_by_its_title_above_the_moments(client: FlaskClient, talk: Media) -> None:
    page = client.get("/search?q=town").text
    assert "A video with these words in its title or description" in page
    assert '<h3 class="card-title"><a href="/media/' in page
    assert "No moments" in page


def test_further_moments_are_a_link(
    client: FlaskClient, media_factory: MediaFactory, choose_density: ChooseDensity
) -> None:
    media_factory(cues=7)
    choose_density(1)
    seen, address = [], "/search?q=talk"
    for _ in range(3):
        page = client.get(address).text
        seen += re.findall(r'id="moment-(\d+)"', page)
        following = re.search(r'id="next-page" rel="next" href="([^"]+)"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert (len(seen), len(set(seen)), address) == (7, 7, "")
    assert 'id="first-page" href="/search?q=talk"' in page


def test_words_of_most_captions_come_newest_first_and_the_page_says_so(
    client: FlaskClient, media_factory: MediaFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    media_factory(cues=3)
    assert 'id="best-first"' in client.get("/search?q=talk&sort=best").text
    monkeypatch.setattr("webapp.models.search.RANKED", 2)
    page = client.get("/search?q=talk&sort=best").text
    assert "Very many captions have these words. The newest come first." in page
    assert 'id="best-first"' not in page


def test_more_moments_cost_no_more_queries(
    client: FlaskClient, media_factory: MediaFactory, counted_queries: CountQueries
) -> None:
    def cost() -> int:
        with counted_queries() as statements:
            client.get("/search?q=meeting+OR+talk")
            client.get("/search?q=meeting")
            client.get("/search?q=talk")
        return len([each for each in statements if "SELECT" in each])

    media_factory(cues=1)
    for_one = cost()
    for _ in range(5):
        media_factory(cues=30)
    assert cost() <= for_one
