"""Ana asks for a copy of what is hers, waits for it or comes back, and is the one who gets it."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from tests.unit.copies import ADDRESS, copy_of, work_on_copies
from tests.unit.outbox import link_in, take_mails
from webapp.config import Settings
from webapp.extensions import cache, db
from webapp.models import Job, LogEntry, StepTime, Takeout, User, Worker
from webapp.models.takeout import KEPT

NEWS = {"HX-Request": "true"}


@pytest.fixture
def ana(user_factory: UserFactory) -> User:
    return user_factory("Ana", "viewer", "uploader")


@pytest.fixture
def browser(ana: User, sign_in: SignIn) -> FlaskClient:
    """Ana's, just after she logged in."""
    return sign_in(ana)


def jobs() -> int:
    return db.session.scalar(select(func.count()).where(Job.kind == "takeout")) or 0


def polled(page: str) -> str:
    """Where a page asks for news of itself."""
    found = re.search(r'hx-get="([^"]+)"', page)
    assert found, page
    return found[1].replace("&amp;", "&")


def kept_files(app: Flask) -> list[str]:
    names = app.extensions["storage"].older_than(-60)
    return [name for some in names for name in some if name.endswith(".zip")]


def an_hour_passes(browser: FlaskClient) -> None:
    """Since she showed who she is, and since she did what asks for that."""
    with browser.session_transaction() as session:
        session["fs_paa"] -= 3000
        session.pop("fs_gexp", None)


def test_a_copy_holds_everything_that_is_hers(
    app: Flask, browser: FlaskClient, ana: User, media_factory: MediaFactory
) -> None:
    ana.look, ana.hearing = {"contrast": "soft"}, "deaf"
    ana.reviewing = {"letters": True, "keys": {"split": ["F13"]}}
    media_factory("My talk: part 1/2", cues=3, owner=ana, origin="engine")
    media_factory("My other talk", cues=1, owner=ana, origin="upload")
    media_factory("Somebody else's", cues=2)
    reviewing = ana.reviewing
    copy = copy_of(app, browser)
    account = json.loads(copy.read("account.json"))
    assert (account["email"], account["name"], account["hearing"]) == (
        "ana@example.org",
        "Ana",
        "deaf",
    )
    assert {each["role"] for each in account["libraries"]} == {"viewer", "uploader"}
    assert json.loads(copy.read("preferences.json")) == {"contrast": "soft"}
    assert json.loads(copy.read("reviewing.json")) == reviewing
    assert json.loads(copy.read("log-ins.json"))[0]["device"] == "Firefox on Linux"
    assert json.loads(copy.read("activity.json"))[0]["event"] == "account.exported"
    videos = json.loads(copy.read("videos.json"))
    assert [each["title"] for each in videos] == ["My talk: part 1/2", "My other talk"]
    assert videos[0]["original"].endswith("/original")
    captions = sorted(name for name in copy.namelist() if name.startswith("captions/"))
    assert len(captions) == 2
    automatic = next(name for name in captions if "automatic" in name)
    text = copy.read(automatic).decode()
    assert text.startswith("WEBVTT")
    assert "Automatic captions, not reviewed." in text
    assert "Line 3 of the talk." in text
    everything = b"".join(copy.read(name) for name in copy.namelist())
    assert b"argon2" not in everything
    assert b"Somebody else" not in everything
    assert db.session.scalars(select(LogEntry.event)).all() == ["account.exported"]


def test_each_original_is_offered(
    browser: FlaskClient, ana: User, media_factory: MediaFactory
) -> None:
    media = media_factory("My talk", owner=ana)
    text = browser.get(ADDRESS).text
    assert f'href="/media/{media.slug}/original"' in text
    assert "Save <bdi>My talk</bdi>" in text


def test_the_page_tells_her_by_itself_when_it_is_ready_and_then_is_quiet(
    app: Flask, browser: FlaskClient
) -> None:
    assert "hx-get" not in browser.get(ADDRESS).text, "there is nothing to wait for"
    browser.post(ADDRESS)
    page = browser.get(ADDRESS).text
    assert "Your copy is waiting for its turn." in page
    assert 'id="look-again"' in page, "without scripts she looks again herself"
    first = browser.get(polled(page), headers=NEWS)
    assert "hx-swap-oob" not in first.text, "nothing is new"
    seen = {**NEWS, "Sightline-Seen": first.headers["ETag"]}
    assert browser.get(polled(page), headers=seen).status_code == 204
    work_on_copies(app)
    news = browser.get(polled(page), headers=seen).text
    assert "hx-get" not in news
    assert re.search(r"#status.*Your copy is ready\.", news), "it is announced"
    assert 'href="/account/export/copy"' in news
    assert "Make a new copy" in news
    assert "Your copy is ready." in browser.get(ADDRESS).text


def test_an_address_for_news_is_no_page(browser: FlaskClient) -> None:
    assert browser.get(f"{ADDRESS}/progress").location == ADDRESS


def test_whoever_asks_twice_gets_one(app: Flask, browser: FlaskClient) -> None:
    browser.post(ADDRESS)
    browser.post(ADDRESS)
    assert jobs() == 1
    assert db.session.query(Takeout).count() == 1
    work_on_copies(app)
    assert len(kept_files(app)) == 1
    assert db.session.scalars(select(LogEntry.event)).all() == ["account.exported"]


def test_a_new_copy_takes_the_place_of_the_old_one(
    app: Flask, browser: FlaskClient, ana: User, media_factory: MediaFactory
) -> None:
    copy_of(app, browser)
    before = kept_files(app)
    media_factory("Made since", owner=ana)
    titles = [each["title"] for each in json.loads(copy_of(app, browser).read("videos.json"))]
    assert titles == ["Made since"]
    assert len(kept_files(app)) == 1
    assert kept_files(app) != before


def test_nobody_else_gets_it(
    app: Flask,
    browser: FlaskClient,
    client: FlaskClient,
    user_factory: UserFactory,
    sign_in: SignIn,
) -> None:
    copy_of(app, browser)
    assert client.get(f"{ADDRESS}/copy").status_code in (302, 303)
    ben = sign_in(user_factory("Ben", "admin", is_admin=True)).get(f"{ADDRESS}/copy")
    assert ben.location == ADDRESS
    answer = browser.get(f"{ADDRESS}/copy")
    assert answer.headers["Cache-Control"] == "private, no-store"
    name = re.search(r'filename="?(sightline\.[\d-]+\.zip)', answer.headers["Content-Disposition"])
    assert name


def test_later_she_shows_again_who_she_is_before_she_gets_it(
    app: Flask, browser: FlaskClient
) -> None:
    copy_of(app, browser)
    an_hour_passes(browser)
    asked = browser.get(f"{ADDRESS}/copy")
    assert asked.location.startswith("/account/verify?next=")
    browser.post(ADDRESS)
    assert jobs() == 1, "nor does anybody ask in her name"


def test_a_poll_asks_nobody_who_she_is(browser: FlaskClient) -> None:
    browser.post(ADDRESS)
    page = browser.get(ADDRESS).text
    an_hour_passes(browser)
    news = browser.get(polled(page), headers=NEWS)
    assert news.status_code == 200
    assert 'id="copy"' in news.text


def test_she_gets_one_mail_that_leads_to_the_page_and_lets_nobody_in(
    app: Flask, browser: FlaskClient
) -> None:
    browser.post(ADDRESS)
    assert "You get a mail when it is ready." in browser.get(ADDRESS).text
    assert take_mails() == []
    browser.post(ADDRESS)
    work_on_copies(app)
    (mail,) = take_mails("ana@example.org")
    assert mail.subject == "The copy of what is yours is ready"
    assert link_in(mail) == ADDRESS
    assert "7 days, until " in mail.text


def test_where_no_mail_is_sent_none_is_promised(app: Flask, browser: FlaskClient) -> None:
    app.extensions["sends_mail"] = False
    app.template_context_processors[None].append(lambda: {"no_mail": "No mail is sent here."})
    browser.post(ADDRESS)
    assert "You get a mail" not in browser.get(ADDRESS).text
    work_on_copies(app)
    assert take_mails() == []
    assert "Your copy is ready." in browser.get(ADDRESS).text


def test_how_long_it_takes_is_what_was_measured_or_nobody_knows(browser: FlaskClient) -> None:
    browser.post(ADDRESS)
    assert "No program makes copies here just now." in browser.get(ADDRESS).text
    Worker.beat("one-media", "one", ("media", "signs", "exports"))
    cache.clear()
    assert "We do not know yet how long it takes." in browser.get(ADDRESS).text
    StepTime.keep("takeout", "zipped", engine="", media_ms=0, took_ms=300_000)
    db.session.commit()
    cache.clear()
    assert "It is ready in about 5 minutes." in browser.get(ADDRESS).text


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("failed", "The copy could not be made: There is no room left"),
        ("cancelled", "The copy was stopped. Ask for it again."),
    ],
)
def test_what_came_to_nothing_is_said_and_can_be_asked_for_again(
    app: Flask, browser: FlaskClient, state: str, sentence: str
) -> None:
    browser.post(ADDRESS)
    why = "There is no room left." if state == "failed" else ""
    db.session.execute(update(Job).values(state=state, error=why))
    db.session.commit()
    page = browser.get(ADDRESS).text
    assert sentence in page
    assert "hx-get" not in page
    copy_of(app, browser)
    assert jobs() == 2
    assert len(kept_files(app)) == 1


def test_after_a_week_it_cannot_be_had_even_where_nothing_tidied_up(
    app: Flask, browser: FlaskClient
) -> None:
    copy_of(app, browser)
    (mine,) = db.session.query(Takeout)
    mine.ready_at = mine.ready_at - KEPT - timedelta(minutes=1)
    db.session.commit()
    assert "Make the copy" in browser.get(ADDRESS).text
    assert browser.get(f"{ADDRESS}/copy").location == ADDRESS
    assert "There is no copy to be saved." in browser.get(ADDRESS).text


def test_a_copy_whose_file_was_lost_is_asked_for_again(app: Flask, browser: FlaskClient) -> None:
    """As after a disk was brought back from a backup, which holds no copies."""
    copy_of(app, browser)
    app.extensions["storage"].delete(db.session.query(Takeout).one().file)
    assert browser.get(f"{ADDRESS}/copy").location == ADDRESS
    assert "The copy is not there any more." in browser.get(ADDRESS).text
    copy_of(app, browser)


def test_it_goes_with_her_account(app: Flask, browser: FlaskClient) -> None:
    copy_of(app, browser)
    assert len(kept_files(app)) == 1
    browser.post("/account/delete")
    assert kept_files(app) == []
    assert db.session.query(Takeout).count() == 0


def test_who_leaves_meanwhile_has_the_work_stopped(app: Flask, browser: FlaskClient) -> None:
    browser.post(ADDRESS)
    browser.post("/account/delete")
    db.session.expire_all()
    assert db.session.scalar(select(Job.state).where(Job.kind == "takeout")) == "cancelled"
    work_on_copies(app)
    assert kept_files(app) == []


def test_irma_who_looks_after_the_jobs_sees_whose_it_is(
    browser: FlaskClient, user_factory: UserFactory, sign_in: SignIn
) -> None:
    browser.post(ADDRESS)
    irma = sign_in(user_factory("Irma", is_admin=True))
    page = irma.get("/jobs").text
    assert "Copying what is somebody’s" in page
    assert "Ana" in page
    assert "Copies to take away" in page


@pytest.mark.without("s3", reason="nginx sends files of a folder")
def test_a_proxy_that_has_the_folder_sends_it(
    app: Flask, browser: FlaskClient, settings: Settings
) -> None:
    copy_of(app, browser)
    app.extensions["settings"] = settings.model_copy(update={"accel_prefix": "/files/"})
    answer = browser.get(f"{ADDRESS}/copy")
    assert answer.headers["X-Accel-Redirect"].startswith("/files/")
    assert answer.headers["Cache-Control"] == "private, no-store"
