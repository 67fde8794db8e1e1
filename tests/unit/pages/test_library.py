"""Somebody looks for something to watch."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from tests.unit.pages.conftest import ChooseDensity, CountQueries
from webapp import look
from webapp.captions.document import Cue
from webapp.extensions import db
from webapp.look import LIST_SIZES
from webapp.models import Media, Place, SignTrack, Topic, Transcript


def test_an_empty_library_says_so_and_offers_the_next_step(
    client: FlaskClient, user_factory: UserFactory, sign_in: SignIn
) -> None:
    librarian, viewer = (sign_in(user_factory(role, role)) for role in ("librarian", "viewer"))
    for reader, words, next_step in (
        (librarian, "There are no videos yet.", "/upload"),
        (viewer, "There are no videos for you yet.", "/settings"),
        (client, "There are no videos for everybody yet.", "/login?next=/"),
    ):
        page = reader.get("/").text
        assert words in page
        assert f'class="button primary" href="{next_step}"' in page


def test_the_newest_video_comes_first(client: FlaskClient, media_factory: MediaFactory) -> None:
    media_factory("The older one")
    media_factory("The newer one")
    page = client.get("/").text
    assert page.index("The newer one") < page.index("The older one")


def test_a_viewer_reads_in_words_what_she_can_expect(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    media_factory("By a machine", cues=2)
    media_factory("By people", cues=2, origin="upload")
    media_factory("Nothing yet")
    media_factory("Just arrived", state="queued")
    media_factory("Broken", state="failed")
    page = client.get("/").text
    for words in (
        "Automatic captions",
        "Captions from a file</span>",
        "No captions yet",
        "Being prepared",
        "Could not be prepared",
    ):
        assert words in page


@pytest.mark.parametrize("density", [1, 2, 3, 4, 5])
def test_a_list_is_as_long_as_the_density_says(
    client: FlaskClient,
    media_factory: MediaFactory,
    choose_density: ChooseDensity,
    density: int,
) -> None:
    for number in range(7):
        media_factory(f"Video {number}")
    choose_density(density)
    page = client.get("/").text
    assert page.count("<bdi>Video ") == min(7, LIST_SIZES[density - 1])
    assert ("<table " in page) == (density == 5)


def test_the_pages_of_a_long_list_are_links(
    client: FlaskClient, media_factory: MediaFactory, choose_density: ChooseDensity
) -> None:
    for number in range(7):
        media_factory(f"Video {number}")
    choose_density(1)
    first = client.get("/").text
    second = client.get(_link("next", first)).text
    last = client.get("/?page=3").text
    assert titles(client.get(_link("next", second)).text) == titles(last)
    assert titles(client.get(_link("prev", last)).text) == titles(second)
    assert titles(client.get("/?page=2").text) == titles(second)
    assert titles(client.get("/?page=2&after=9999999999&before=x").text) == titles(second)
    assert titles(client.get("/?page=2&after=999").text) == titles(second)
    assert _link("prev", second) == "/"
    assert "Video 0" in last
    assert "Page 3 of 3" in last
    assert client.get("/?page=99").text.count("Video 0") == last.count("Video 0")


def test_a_longer_list_costs_no_more_queries(
    client: FlaskClient, media_factory: MediaFactory, counted_queries: CountQueries
) -> None:
    media_factory("First", cues=1)
    with counted_queries() as for_one:
        client.get("/")
    for number in range(6):
        media_factory(f"Video {number}", cues=2)
    with counted_queries() as for_seven:
        client.get("/")
    assert len([s for s in for_seven if "SELECT" in s]) == len(
        [s for s in for_one if "SELECT" in s]
    )


def test_a_title_is_shown_as_text_whatever_is_in_it(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    media_factory("<script>alert(1)</script>")
    assert "<script>alert" not in client.get("/").text


def test_what_captions_are_worth_follows_from_their_cues(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    transcript = media_factory(cues=2).transcripts[0]
    for states, words in (
        (("draft", "corrected"), "Automatic captions"),
        (("corrected", "verified"), "Captions corrected"),
        (("verified", "verified"), "Captions verified"),
    ):
        for cue, state in zip(transcript.cues(), states, strict=True):
            cue.state = state
        transcript._changed()
        db.session.commit()
        assert words in client.get("/").text


def test_a_card_says_what_is_signed_and_what_is_in_plain_language(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    media = media_factory(cues=1)
    sign(media, "bfi", "ase", "bfi")
    media_caption(media, reading_level=2)
    page = client.get("/").text
    assert "Signed: BSL, ASL" in page
    assert "Plain language" in page


def test_chapters_are_no_captions(client: FlaskClient, media_factory: MediaFactory) -> None:
    media_caption(media_factory(), kind="chapters")
    page = client.get("/").text
    assert "No captions yet" in page
    assert "With captions" not in page


def test_whoever_stopped_in_a_video_is_offered_to_go_on(
    client: FlaskClient, media_factory: MediaFactory, user_factory: UserFactory, sign_in: SignIn
) -> None:
    media, ana = media_factory(cues=300), user_factory("Ana", "viewer")
    Place.keep(ana, media, 760_000)
    db.session.commit()
    address = f'href="/media/{media.slug}?t=760#player"'
    page = sign_in(ana).get("/").text
    assert address in page
    assert "Go on at 12:40" in page
    assert address not in client.get("/").text


@pytest.fixture
def shelf(media_factory: MediaFactory, user_factory: UserFactory) -> dict[str, Media]:
    """Media that differ in everything that can be chosen; two of them are not for everybody."""
    made = {
        "signed": media_factory("Signed", cues=2, origin="upload"),
        "german": media_factory("German", cues=2, language="de"),
        "long": media_factory("Long", cues=2),
        "bare": media_factory("Bare"),
        "members": media_factory("Members", cues=2, visibility="members"),
        "named": media_factory("Named", cues=2, visibility="people"),
    }
    made["german"].duration_ms, made["long"].duration_ms = 10 * 60_000, 25 * 60_000
    sign(made["signed"], "bfi")
    sign(made["members"], "ase")
    for name, topics in {"signed": ["Art", "City"], "long": ["City"], "named": ["City"]}.items():
        made[name].topics = Topic.named(made[name].library, topics)
    db.session.commit()
    return made


def test_each_choice_says_how_many_videos_it_leaves_to_this_viewer(
    client: FlaskClient,
    librarian: FlaskClient,
    shelf: dict[str, Media],
    user_factory: UserFactory,
    sign_in: SignIn,
) -> None:
    member = sign_in(user_factory("Mia", "viewer"))
    assert choices(client.get("/").text) == {
        "signed-any": 1, "signed-bfi": 1, "captions-any": 3, "captions-people": 1,
        "language-en": 2, "language-de": 1, "length-short": 2, "length-medium": 1,
        "length-long": 1, "topic-art": 1, "topic-city": 2,
    }  # fmt: skip
    assert choices(member.get("/").text)["signed-any"] == 2
    assert choices(member.get("/").text)["topic-city"] == 2
    assert choices(librarian.get("/").text)["topic-city"] == 3
    assert choices(client.get("/?topic=city").text) == {
        "signed-any": 1, "signed-bfi": 1, "captions-any": 2, "captions-people": 1,
        "language-en": 2, "length-short": 1, "length-long": 1, "topic-art": 1, "topic-city": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("", {"Signed", "German", "Long", "Bare"}),
        ("signed=bfi", {"Signed"}),
        ("signed=any", {"Signed"}),
        ("captions=any", {"Signed", "German", "Long"}),
        ("captions=people", {"Signed"}),
        ("language=de", {"German"}),
        ("length=short", {"Signed", "Bare"}),
        ("length=medium", {"German"}),
        ("length=long&topic=city", {"Long"}),
        ("length=long&language=de", set()),
        ("length=huge", {"Signed", "German", "Long", "Bare"}),
        ("topic=%27%3B--", set()),
    ],
)
def test_what_is_chosen_is_what_is_shown(
    client: FlaskClient, shelf: dict[str, Media], query: str, left: set[str]
) -> None:
    assert set(titles(client.get(f"/?{query}").text)) == left


def test_a_choice_is_marked_and_leads_back(client: FlaskClient, shelf: dict[str, Media]) -> None:
    page = client.get("/?topic=city&captions=any&sort=title").text
    assert re.search(
        r'id="topic-city" href="/\?captions=any&amp;sort=title" aria-current="true"', page
    )
    assert re.search(r'id="chosen-captions-any" href="/\?topic=city&amp;sort=title"', page)
    assert 'id="choose-all" href="/?sort=title"' in page


@pytest.mark.parametrize(
    ("order", "first_to_last"),
    [
        ("oldest", ["Signed", "German", "Long", "Bare"]),
        ("title", ["Bare", "German", "Long", "Signed"]),
        ("longest", ["Long", "German", "Signed", "Bare"]),
        ("shortest", ["Bare", "Signed", "German", "Long"]),
        ("nonsense", ["Bare", "Long", "German", "Signed"]),
    ],
)
def test_the_order_is_the_one_that_was_chosen(
    client: FlaskClient, shelf: dict[str, Media], order: str, first_to_last: list[str]
) -> None:
    assert titles(client.get(f"/?sort={order}").text) == first_to_last


def test_ones_own_sign_language_comes_first(client: FlaskClient, shelf: dict[str, Media]) -> None:
    sign(shelf["long"], "gsg")
    sign(shelf["german"], "gsg")
    client.set_cookie(look.COOKIE.kind, look.COOKIE.signer.dumps({"sign_language": "bfi"}))
    order = [name for name in choices(client.get("/").text) if name.startswith("signed")]
    assert order == ["signed-bfi", "signed-any", "signed-gsg"]


def test_where_nothing_is_signed_in_a_language_yet_the_others_are_offered(
    client: FlaskClient, shelf: dict[str, Media]
) -> None:
    page = client.get("/?signed=gsg").text
    assert "No video is signed in German Sign Language (DGS) yet." in page
    assert 'class="button primary" href="/?signed=any"' in page
    sign_free = client.get("/?signed=gsg&topic=art").text
    assert "No video is like that." in sign_free
    assert 'class="button primary" href="/"' in sign_free


def test_a_link_of_the_page_is_told_what_came_of_it(
    client: FlaskClient, media_factory: MediaFactory, choose_density: ChooseDensity
) -> None:
    for number in range(4):
        media_factory(f"Video {number}")
    choose_density(1)
    swap = {"HX-Request": "true", "HX-Boosted": "true"}
    status = '<div id="status" role="status">{}</div>'
    assert status.format("4 videos. Page 2 of 2.") in client.get("/?page=2", headers=swap).text
    assert status.format("") in client.get("/?page=2").text


def choices(page: str) -> dict[str, int]:
    """How many videos each choice leaves, by the id of its link."""
    found = re.findall(r'<li><a id="([\w-]+)" href.*?class="filter-leaves">.*?(\d+)<', page)
    return {name: int(count) for name, count in found}


def titles(page: str) -> list[str]:
    return re.findall(r'class="card-title"><a [^>]*><bdi>(.*?)</bdi>', page)


def sign(media: Media, *languages: str) -> None:
    media.sign_tracks += [SignTrack(language=language, file="s.mp4") for language in languages]
    db.session.commit()


def media_caption(media: Media, **fields: object) -> None:
    """Give a media another transcript."""
    transcript = Transcript(media_id=media.id, language="en", origin="upload", **fields)
    db.session.add(transcript)
    db.session.flush()
    transcript.add_cues([Cue(0, 900, "A park.")], author="person")
    db.session.commit()


def _link(way: str, page: str) -> str:
    found = re.search(rf'rel="{way}" href="([^"]*)"', page)
    assert found is not None
    return html.unescape(found[1])
