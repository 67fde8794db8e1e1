"""Somebody looks for something to watch."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from tests.unit.pages.conftest import ChooseDensity, CountQueries
from webapp.look import LIST_SIZES


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
        "Captions</span>",
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
    assert ("<table>" in page) == (density == 5)


def test_the_pages_of_a_long_list_are_links(
    client: FlaskClient, media_factory: MediaFactory, choose_density: ChooseDensity
) -> None:
    for number in range(7):
        media_factory(f"Video {number}")
    choose_density(1)
    assert 'href="/?page=2"' in client.get("/").text
    last = client.get("/?page=3").text
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
