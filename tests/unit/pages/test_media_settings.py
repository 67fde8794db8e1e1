"""Whoever looks after a video says what it is, who may watch it, and when it goes."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tasks import pipeline
from tests.unit import kept_files
from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from webapp.extensions import db
from webapp.models import Library, LogEntry, Media, Membership, Topic, User


@pytest.fixture
def ula(user_factory: UserFactory) -> User:
    return user_factory("Ula", "uploader")


@pytest.fixture
def media(ula: User, media_factory: MediaFactory) -> Media:
    return media_factory("The harbour", cues=2, owner=ula, visibility="members")


@pytest.fixture
def browser(ula: User, sign_in: SignIn) -> FlaskClient:
    """The browser of Ula, whose video it is."""
    return sign_in(ula)


def change(browser: FlaskClient, media: Media, **fields: object) -> TestResponse:
    address = f"/media/{media.slug}/settings"
    db.session.commit()
    answer = browser.post(address, data=fields)
    db.session.expire_all()
    return answer


def logged() -> list[str]:
    return [entry.event for entry in db.session.scalars(db.select(LogEntry).order_by(LogEntry.id))]


def test_a_video_gets_another_name_description_and_language(
    browser: FlaskClient, media: Media
) -> None:
    change(browser, media, title="  The old\nharbour ", description="Boats.", language="cy")
    assert (media.title, media.description, media.language) == ("The old harbour", "Boats.", "cy")
    entry = db.session.scalars(db.select(LogEntry)).one()
    assert (entry.event, entry.details) == (
        "media.changed",
        {"changed": ["title", "description", "language"]},
    )


def test_a_video_gets_topics_and_takes_them_along_to_another_library(
    browser: FlaskClient, ula: User, media: Media
) -> None:
    change(browser, media, topic_names="Harbour,  boats ,harbour")
    assert [topic.name for topic in media.topics] == ["boats", "Harbour"]
    page = browser.get(f"/media/{media.slug}/settings").text
    assert 'value="boats, Harbour"' in page
    assert '<option value="boats"></option>' in page
    archive = Library(slug="archive", name="Archive")
    db.session.add(Membership(user=ula, library=archive, role="uploader"))
    change(browser, media, library="archive")
    assert {(topic.name, topic.library_id) for topic in media.topics} == {
        ("Harbour", archive.id),
        ("boats", archive.id),
    }
    assert Topic.of(Library.default()) == []


def test_too_many_topics_are_refused_and_stay_in_the_field(
    browser: FlaskClient, media: Media
) -> None:
    many = ", ".join(f"t{n}" for n in range(12))
    answer = change(browser, media, title="The port", topic_names=many)
    assert answer.status_code == 422
    assert "These are 12 topics. Keep at most 10." in answer.text
    assert f'value="{many}"' in answer.text
    assert (media.title, media.topics) == ("The harbour", [])


def test_a_video_is_not_left_without_a_title(browser: FlaskClient, media: Media) -> None:
    answer = change(browser, media, title=" ", description="Boats.")
    assert answer.status_code == 422
    assert "Give it a title." in answer.text
    assert ">Boats.</textarea>" in answer.text
    assert media.title == "The harbour"
    assert logged() == []


def test_what_is_open_to_members_is_opened_to_all(
    browser: FlaskClient, client: FlaskClient, media: Media
) -> None:
    address = f"/media/{media.slug}"
    assert client.get(address).status_code == 404
    db.session.commit()
    change(browser, media, visibility="public")
    assert client.get(address).status_code == 200
    entry = db.session.scalars(db.select(LogEntry)).one()
    assert entry.event == "visibility.changed"
    assert (entry.details["before"], entry.details["now"]) == ("members", "public")


def test_the_address_to_pass_on_is_there_to_copy(browser: FlaskClient, media: Media) -> None:
    answer = change(browser, media, visibility="link")
    page = browser.get(answer.location).text
    assert f'readonly value="http://localhost/media/{media.slug}"' in page
    assert "Whoever has the address can watch" in page


def test_a_member_is_named_by_address_and_another_by_a_tick(
    browser: FlaskClient, media: Media, user_factory: UserFactory, sign_in: SignIn
) -> None:
    zoe, ben = user_factory("Zoe", "viewer"), user_factory("Ben", "viewer")
    carl = sign_in(user_factory("Carl", "viewer"))
    change(browser, media, visibility="people", add="ZOE@example.org", person=[ben.id])
    assert set(media.viewers) == {zoe, ben}
    assert sign_in(zoe).get(f"/media/{media.slug}").status_code == 200
    assert carl.get(f"/media/{media.slug}").status_code == 404
    db.session.commit()
    change(browser, media, person=[ben.id])
    assert media.viewers == [ben]


def test_nobody_learns_which_addresses_have_accounts_elsewhere(
    browser: FlaskClient, media: Media, user_factory: UserFactory
) -> None:
    other = Library(name="Other")
    outsider = user_factory("Otto", "viewer", library=other)
    answers = [
        change(browser, media, visibility="people", add=address)
        for address in ("otto@example.org", "nobody@example.org")
    ]
    sentences = {re.findall(r'href="#add">([^<]+)', answer.text)[0] for answer in answers}
    assert {answer.status_code for answer in answers} == {422}
    assert len(sentences) == 1
    change(browser, media, visibility="people", person=[outsider.id])
    assert media.viewers == []
    assert "Otto" not in browser.get(f"/media/{media.slug}/settings").text


def test_a_video_moves_to_where_its_keeper_may_upload_and_both_logs_say_so(
    browser: FlaskClient, ula: User, media: Media, user_factory: UserFactory
) -> None:
    archive = Library(slug="archive", name="Archive")
    db.session.add(archive)
    closed = Library(slug="closed", name="Closed")
    db.session.add(closed)
    user_factory("Vera", "viewer")
    media.viewers = [user_factory("Ben", "viewer")]
    db.session.commit()
    change(browser, media, library="archive")
    assert media.library.slug == "main"
    db.session.add(Membership(user_id=ula.id, library_id=archive.id, role="uploader"))
    db.session.commit()
    page = browser.get(f"/media/{media.slug}/settings").text
    assert "Archive</option>" in page
    assert "Closed" not in page
    change(browser, media, library="archive", visibility="people")
    assert (media.library, media.viewers) == (archive, [])
    moved = db.session.scalars(db.select(LogEntry).where(LogEntry.event == "media.moved")).all()
    assert {entry.library_id for entry in moved} == {Library.default().id, archive.id}


def test_a_full_library_takes_no_video(
    browser: FlaskClient, ula: User, media: Media, user_factory: UserFactory, sign_in: SignIn
) -> None:
    archive = Library(slug="archive", name="Archive", quota_bytes=1)
    db.session.add(archive)
    root = sign_in(user_factory("Root", is_admin=True))
    answer = change(root, media, library="archive")
    assert answer.status_code == 422
    assert "This file does not fit." in answer.text
    assert media.library.slug == "main"


def test_deleting_asks_first_and_takes_the_files_along(
    browser: FlaskClient, media: Media, app: Flask
) -> None:
    address = f"/media/{media.slug}/delete"
    db.session.commit()
    assert "This cannot be undone." in browser.get(address).text
    assert db.session.scalars(db.select(Media)).all() == [media]
    db.session.commit()
    answer = browser.post(address)
    assert answer.location == "/"
    assert db.session.scalars(db.select(Media)).all() == []
    assert kept_files.names(app) == []
    entry = db.session.scalars(db.select(LogEntry)).one()
    assert (entry.event, entry.subject_name) == ("media.deleted", "The harbour")
    assert browser.get(address).status_code == 404


def test_a_worker_survives_that_its_video_is_deleted(
    app: Flask,
    browser: FlaskClient,
    ula: User,
    media_factory: MediaFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    media = media_factory("The harbour", owner=ula, state="queued")
    job_id, address = media.jobs[0].id, f"/media/{media.slug}/delete"
    db.session.commit()

    def delete_while_it_is_checked(_lease: object) -> None:
        browser.post(address)

    work = pipeline.works()["prepare"]
    first = work.kind.steps[1]
    steps = {**work.steps, first: delete_while_it_is_checked}
    changed = {"prepare": pipeline.Work(work.kind, steps, work.started, work.finished, work.sweep)}
    monkeypatch.setattr(pipeline, "works", lambda: changed)
    app.extensions["run_job"].call_local(job_id)
    assert db.session.scalars(db.select(Media)).all() == []


def test_a_viewer_cannot_manage_and_is_not_offered_it(
    media: Media, user_factory: UserFactory, sign_in: SignIn, browser: FlaskClient
) -> None:
    viewer = sign_in(user_factory("Vera", "viewer"))
    address = f"/media/{media.slug}"
    assert "Edit details" not in viewer.get(address).text
    assert viewer.get(f"{address}/settings").status_code == 403
    db.session.commit()
    assert viewer.post(f"{address}/delete").status_code == 403
    assert "Edit details" in browser.get(address).text


@pytest.mark.parametrize(
    ("visibility", "words"),
    [("members", "Only members"), ("link", "By link"), ("people", "Named people"), ("public", "")],
)
@pytest.mark.parametrize("density", [1, 3, 5])
def test_who_may_watch_stands_in_words_on_the_card_and_the_page(
    browser: FlaskClient, media: Media, visibility: str, words: str, density: int
) -> None:
    change(browser, media, visibility=visibility)
    browser.post("/look", data={"density": density})
    for address in ("/", f"/media/{media.slug}"):
        page = browser.get(address).text
        assert not words or words in page
        if visibility == "public":
            assert not re.search("Only members|By link|Named people", page)
