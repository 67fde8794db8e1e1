"""Libraries are made, set up, and gone to."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from webapp.config import GIB, Settings
from webapp.extensions import db
from webapp.models import Library, LogEntry

SETTINGS = {
    "name": "Town archive",
    "language": "cy",
    "caption_profile": "bbc",
    "default_visibility": "people",
    "quota": "2,5",
}


@pytest.fixture
def root(user_factory: UserFactory, sign_in: SignIn) -> FlaskClient:
    return sign_in(user_factory("Root", is_admin=True))


@pytest.fixture
def amir(user_factory: UserFactory, sign_in: SignIn) -> FlaskClient:
    """The administrator of the default library alone."""
    return sign_in(user_factory("Amir", "admin"))


def only_event() -> tuple[str, dict[str, object]]:
    entry = db.session.scalars(db.select(LogEntry)).one()
    return entry.event, entry.details


def test_an_administrator_makes_a_library(root: FlaskClient) -> None:
    answer = root.post("/libraries/new", data=SETTINGS)
    made = db.session.scalars(db.select(Library).where(Library.name == "Town archive")).one()
    assert answer.location == f"/libraries/{made.slug}"
    assert (made.language, made.caption_profile) == ("cy", "bbc")
    assert (made.default_visibility, made.quota_bytes) == ("people", int(2.5 * GIB))
    assert only_event()[0] == "library.created"
    db.session.commit()
    assert "Town archive" in root.get("/libraries").text


def test_settings_are_changed_and_the_log_says_which(amir: FlaskClient) -> None:
    page = amir.get("/libraries/main/settings").text
    assert 'value="Library"' in page
    assert 'name="quota"' not in page
    amir.post("/libraries/main/settings", data={**SETTINGS, "name": "Library"})
    library = Library.default()
    assert (library.caption_profile, library.quota_bytes) == ("bbc", None)
    assert only_event() == (
        "library.changed",
        {"settings": ["language", "caption_profile", "default_visibility"]},
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": " "}, "Give the library a name."),
        ({"language": "xx"}, "Choose one of the list."),
        ({"caption_profile": "mine"}, "Choose one of the list."),
        ({"default_visibility": ""}, "Choose one of the list."),
        ({"quota": "much"}, "Write a number of GB"),
        ({"quota": "-1"}, "Write a number of GB"),
        ({"quota": "inf"}, "Write a number of GB"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(
    root: FlaskClient, wrong: dict[str, str], sentence: str
) -> None:
    answer = root.post("/libraries/main/settings", data={**SETTINGS, **wrong})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert Library.default().name == "Library"


def test_whoever_belongs_to_several_libraries_goes_from_one_to_the_other(
    user_factory: UserFactory, sign_in: SignIn
) -> None:
    archive = Library(slug="archive", name="Archive")
    closed = Library(slug="closed", name="Closed")
    db.session.add_all([archive, closed])
    browser = sign_in(user_factory("Ula", "uploader", library=archive))
    page = browser.get("/").text
    assert '<a href="/libraries/archive"><bdi>Archive</bdi></a>' in page
    assert "Closed" not in page
    there = browser.get("/libraries/archive").text
    assert "<h1>Videos: <bdi>Archive</bdi></h1>" in there
    assert '<a href="/libraries/archive" aria-current="page"><bdi>Archive</bdi></a>' in there
    assert 'href="/upload?library=archive"' in there
    assert "Look after this library" not in there


def test_whoever_watches_by_chance_is_not_led_into_a_library_that_is_closed_to_her(
    client: FlaskClient, librarian: FlaskClient, media_factory: MediaFactory
) -> None:
    archive = Library(slug="archive", name="Archive")
    address = f"/media/{media_factory(library=archive).slug}"
    for browser in (client, librarian):
        page = browser.get(address)
        assert page.status_code == 200
        assert "/libraries/archive" not in page.text
        db.session.commit()


def test_each_sees_the_tools_that_she_may_use(
    librarian: FlaskClient, amir: FlaskClient, client: FlaskClient
) -> None:
    assert "/libraries/main/people" in librarian.get("/").text
    assert "/libraries/main/settings" not in librarian.get("/").text
    assert "/libraries/main/settings" in amir.get("/").text
    assert "/libraries/main" not in client.get("/").text


class TestASpeechServer:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        address = "https://speech.example.org/v1"
        return settings.model_copy(update={"remote_engine_url": address})

    def test_a_library_lets_it_hear_its_videos(self, amir: FlaskClient) -> None:
        page = amir.get("/libraries/main/settings").text
        assert '<option value="here" selected>This machine only</option>' in page
        assert "leaves this machine and is sent to speech.example.org" in page
        amir.post("/libraries/main/settings", data={**SETTINGS, "heard_by": "either"})
        assert Library.default().heard_by == "either"
        assert "heard_by" in str(only_event()[1])

    def test_only_what_is_in_the_list_is_taken(self, amir: FlaskClient) -> None:
        answer = amir.post("/libraries/main/settings", data={**SETTINGS, "heard_by": "elsewhere"})
        assert answer.status_code == 422
        assert Library.default().heard_by == "here"

    def test_a_reviewer_has_it_listen_again_where_the_library_lets_it(
        self, librarian: FlaskClient, media_factory: MediaFactory
    ) -> None:
        media = media_factory(cues=2)
        address = f"/media/{media.slug}/review/{media.transcripts[0].id}/again"
        db.session.commit()
        assert "The speech server speech.example.org" not in librarian.get(address).text
        Library.default().heard_by = "server"
        db.session.commit()
        assert "The speech server speech.example.org" in librarian.get(address).text


def test_without_a_speech_server_what_was_chosen_is_kept(amir: FlaskClient) -> None:
    Library.default().heard_by = "server"
    db.session.commit()
    assert "heard_by" not in amir.get("/libraries/main/settings").text
    amir.post("/libraries/main/settings", data={**SETTINGS, "heard_by": "either"})
    assert Library.default().heard_by == "server"
