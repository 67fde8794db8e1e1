"""Who is logged in where, for how long, and how it ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from sqlalchemy import event, select, text, update

from tests.unit.conftest import Browser, SignIn, UserFactory
from webapp import create_app, models
from webapp.accounts import sessions
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import Mail, User

PASSWORD = "seven quiet harbours at night"  # noqa: S105
HOUR_MS = 3600 * 1000
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0"


@pytest.fixture
def ana(user_factory: UserFactory) -> User:
    return user_factory("Ana", "viewer", password=hash_password(PASSWORD))


def log_in(browser: FlaskClient, **more: str) -> FlaskClient:
    browser.post(
        "/login",
        data={"email": "ana@example.org", "password": PASSWORD, **more},
        headers={"User-Agent": FIREFOX},
    )
    return browser


def is_in(browser: FlaskClient) -> bool:
    db.session.rollback()  # tests share one session: what it read is old
    return browser.get("/account").status_code == 200


def token_in(browser: FlaskClient) -> str:
    with browser.session_transaction() as session:
        return str(session.get(sessions.TOKEN, ""))


def rows() -> list[models.SignIn]:
    db.session.rollback()
    found = list(db.session.scalars(select(models.SignIn).order_by(models.SignIn.id)))
    db.session.expunge_all()
    db.session.rollback()
    return found


def shift(**milliseconds: int) -> None:
    """Move times of all log-ins into the past."""
    db.session.rollback()
    columns = models.SignIn.__table__.c
    values = {name: columns[name] - by for name, by in milliseconds.items()}
    db.session.execute(update(models.SignIn).values(values))
    db.session.commit()


def subjects() -> list[str]:
    db.session.rollback()
    return [mail.subject for mail in db.session.scalars(select(Mail).order_by(Mail.id))]


def test_the_database_holds_no_token(ana: User, client: FlaskClient) -> None:
    token = token_in(log_in(client))
    assert len(token) >= 43
    db.session.rollback()
    kept = str(db.session.execute(text("SELECT * FROM sign_in")).all())
    assert token not in kept
    (row,) = rows()
    assert (row.device, row.address) == ("Firefox on Linux", "127.0.0.0/24")


def test_a_cookie_without_its_row_is_worth_nothing(ana: User, client: FlaskClient) -> None:
    log_in(client)
    db.session.rollback()
    db.session.execute(text("DELETE FROM sign_in"))
    db.session.commit()
    assert not is_in(client)


@pytest.mark.parametrize("forged", ["", "made-up", None, 7, ["x"]])
def test_a_person_without_a_token_is_nobody(ana: User, client: FlaskClient, forged: object) -> None:
    with client.session_transaction() as session:
        session.update(_user_id=ana.fs_uniquifier, _fresh=True, sign_in=forged)
    assert not is_in(client)


def test_a_token_is_good_for_its_person_alone(
    ana: User, user_factory: UserFactory, sign_in: SignIn
) -> None:
    ben, browser = user_factory("Ben"), sign_in(ana)
    with browser.session_transaction() as session:
        session["_user_id"] = ben.fs_uniquifier
    assert not is_in(browser)


def test_logging_in_makes_a_new_token_and_ends_the_one_before(
    ana: User, client: FlaskClient
) -> None:
    with client.session_transaction() as session:
        session["sign_in"] = planted = "planted by somebody else"
    first = token_in(log_in(client))
    assert first != planted
    client.post("/logout")
    assert token_in(client) == ""
    assert [row.ended_ms is not None for row in rows()] == [True]
    assert token_in(log_in(client)) != first


def test_it_ends_when_nothing_is_done_for_an_hour(ana: User, sign_in: SignIn) -> None:
    browser = sign_in(ana)
    shift(seen_ms=HOUR_MS - 60_000)
    assert is_in(browser)
    shift(seen_ms=HOUR_MS + 1000)
    answer = browser.get("/account")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login?next=/account")
    assert "because nothing was done here for a while." in browser.get("/login").text
    assert "because nothing was done" not in browser.get("/login").text, "it is said once"


def test_it_ends_after_twelve_hours_whatever_is_done(ana: User, sign_in: SignIn) -> None:
    browser = sign_in(ana)
    shift(created_ms=12 * HOUR_MS)
    assert not is_in(browser)
    assert "because you had been logged in for long." in browser.get("/login").text


def test_who_asked_to_stay_logged_in_stays_for_weeks(ana: User, client: FlaskClient) -> None:
    log_in(client, remember="y")
    assert client.get_cookie("remember_token") is None
    shift(seen_ms=13 * 24 * HOUR_MS, created_ms=29 * 24 * HOUR_MS)
    assert is_in(client)
    shift(seen_ms=14 * 24 * HOUR_MS)
    assert not is_in(client)


def test_the_cookie_outlives_the_browser_only_where_that_was_asked_for(
    ana: User, app: Flask
) -> None:
    for more, persistent in (({}, False), ({"remember": "y"}, True)):
        browser = log_in(app.test_client(), **more)
        cookie = browser.get_cookie("session")
        assert cookie is not None
        assert (cookie.expires is not None) == persistent
        assert (cookie.http_only, cookie.same_site) == (True, "Lax")


def test_what_polls_and_plays_counts_as_being_there(ana: User, sign_in: SignIn) -> None:
    browser = sign_in(ana)
    shift(seen_ms=6 * 60_000)
    before = rows()[0].seen_ms
    browser.get("/", headers={"HX-Request": "true"})
    assert rows()[0].seen_ms > before


def test_being_there_is_written_at_most_every_five_minutes(ana: User, sign_in: SignIn) -> None:
    browser = sign_in(ana)
    shift(seen_ms=4 * 60_000)
    before = rows()[0].seen_ms
    browser.get("/account")
    assert rows()[0].seen_ms == before


def test_a_page_is_shown_while_somebody_else_writes(ana: User, sign_in: SignIn, app: Flask) -> None:
    browser = sign_in(ana)
    shift(seen_ms=6 * 60_000)
    with db.engine.begin() as writer:  # holds the lock that only one can have
        assert is_in(browser)
        writer.rollback()
    assert is_in(browser)
    assert len([row for row in rows() if row.seen_ms >= row.created_ms]) == 1


@pytest.fixture
def queries(app: Flask) -> Iterator[list[str]]:
    """The statements about people and log-ins."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if re.search(r"\b(users|sign_in)\b", statement):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def test_one_query_finds_the_person_and_her_log_in(
    ana: User, sign_in: SignIn, queries: list[str]
) -> None:
    browser = sign_in(ana)
    db.session.remove()
    queries.clear()
    assert is_in(browser)
    assert len([each for each in queries if "FROM sign_in" in each]) == 1
    assert len([each for each in queries if re.search(r"FROM users\b", each)]) == 0


def test_nobody_is_looked_up_for_a_style_sheet(
    ana: User, sign_in: SignIn, queries: list[str]
) -> None:
    browser = sign_in(ana)
    queries.clear()
    assert browser.get("/static/css/base.css").status_code == 200
    assert queries == []


def test_a_copy_of_the_cookie_is_worth_nothing_after_logging_out(
    ana: User, sign_in: SignIn, app: Flask
) -> None:
    browser, thief = sign_in(ana), app.test_client()
    with browser.session_transaction() as hers, thief.session_transaction() as copy:
        copy.update(hers)
    assert is_in(thief)
    browser.post("/logout")
    assert not is_in(thief)


def test_a_new_password_ends_all_other_log_ins(ana: User, sign_in: SignIn, app: Flask) -> None:
    here, there = log_in(app.test_client()), sign_in(ana)
    another = "eleven lamps along the pier"
    here.post("/account/password", data={"password": PASSWORD, "new_password": another})
    assert (is_in(here), is_in(there)) == (True, False)
    assert len([row for row in rows() if row.ended_ms is None]) == 1


def test_a_forgotten_password_ends_all_log_ins(
    ana: User, sign_in: SignIn, client: FlaskClient
) -> None:
    there = sign_in(ana)
    client.post("/reset", data={"email": "ana@example.org"})
    link = re.search(r"http://\S+(/reset/\S+)", db.session.scalars(select(Mail)).all()[-1].text)
    assert link
    db.session.rollback()
    another = "eleven lamps along the pier"
    client.post(link[1], data={"password": another, "password_confirm": another})
    assert not is_in(there)


def test_a_closed_account_is_out_at_once(ana: User, sign_in: SignIn) -> None:
    browser = sign_in(ana)
    ana.active = False
    db.session.commit()
    assert not is_in(browser)


def test_rights_that_change_give_a_fresh_token_with_the_next_page(
    ana: User, sign_in: SignIn
) -> None:
    browser = sign_in(ana)
    before = token_in(browser)
    sessions.rotate_all(ana)
    db.session.commit()
    browser.get("/account", headers={"Sec-Fetch-Mode": "cors"})
    browser.get("/account", headers={"HX-Request": "true"})
    assert token_in(browser) == before, "a part of a page comes too often at once"
    assert is_in(browser)
    fresh = token_in(browser)
    assert fresh != before
    assert is_in(browser)
    assert token_in(browser) == fresh, "once"


def test_a_token_that_was_replaced_is_taken_for_a_minute(
    ana: User, sign_in: SignIn, app: Flask
) -> None:
    browser, late = sign_in(ana), app.test_client()
    with browser.session_transaction() as now, late.session_transaction() as copy:
        copy.update(now)
    sessions.rotate_all(ana)
    db.session.commit()
    assert is_in(browser)
    assert is_in(late)
    shift(replaced_ms=61_000)
    assert (is_in(browser), is_in(late)) == (True, False)


def test_showing_again_who_she_is_makes_a_new_token(ana: User, client: FlaskClient) -> None:
    before = token_in(log_in(client))
    client.post("/account/verify", data={"password": PASSWORD})
    assert token_in(client) != before
    assert is_in(client)


def test_somebody_is_told_of_a_device_that_was_never_seen(ana: User, app: Flask) -> None:
    first = log_in(app.test_client())
    assert subjects() == [], "her first log-in is no news"
    first.post("/logout")
    log_in(first)
    assert subjects() == []
    log_in(app.test_client())
    assert subjects() == ["New log-in to your account"]
    assert "Firefox on Linux" in db.session.scalars(select(Mail)).one().text


def test_the_page_lists_where_she_is_logged_in(
    ana: User, sign_in: SignIn, client: FlaskClient
) -> None:
    log_in(client)
    sign_in(ana)
    page = client.get("/account/sessions").text
    assert page.count("Firefox on Linux</h2>") == 2
    assert page.count("This browser") == 1
    assert "192.0.2.0/24" in page
    assert "nothing was done for 1 hour, and after 12 hours" in page


def test_one_of_them_can_be_ended(ana: User, sign_in: SignIn, client: FlaskClient) -> None:
    there = sign_in(ana)
    log_in(client)
    answer = client.post(f"/account/sessions/{rows()[0].id}/end")
    assert answer.status_code == 303
    assert (is_in(client), is_in(there)) == (True, False)
    assert client.post(f"/account/sessions/{rows()[0].id}/end").status_code == 404


def test_all_others_can_be_ended(ana: User, sign_in: SignIn, client: FlaskClient) -> None:
    others = [sign_in(ana) for _ in range(3)]
    log_in(client)
    client.post("/account/sessions/end-others")
    assert is_in(client)
    assert not any(is_in(other) for other in others)
    assert "You are logged in nowhere else." in client.get("/account/sessions").text


def test_nobody_ends_the_log_in_of_somebody_else(
    ana: User, user_factory: UserFactory, sign_in: SignIn
) -> None:
    hers = sign_in(ana)
    ben = sign_in(user_factory("Ben"))
    assert ben.post(f"/account/sessions/{rows()[0].id}/end").status_code == 404
    ben.post("/account/sessions/end-others")
    assert is_in(hers)


def test_in_production_no_other_site_can_set_the_cookies(tmp_path: Path) -> None:
    app = create_app(
        Settings(
            environment="production",
            data_dir=tmp_path,
            secret_key="Zk3v9Q1xY7u2Lr8mT4wN6pB0cD5fG1hJ9sAqWeRtYu",
            public_url="https://videos.example.org",
        )
    )
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = Browser
    with app.app_context():
        db.create_all()
        user = User(
            email="ana@example.org", fs_uniquifier="u" * 32, confirmed_at=models.clock.utc_now()
        )
        user.password = hash_password(PASSWORD)
        db.session.add(user)
        db.session.commit()
        answer = app.test_client().post(
            "/login",
            base_url="https://videos.example.org",
            data={"email": "ana@example.org", "password": PASSWORD},
        )
        db.session.remove()
        db.engine.dispose()
    cookies = {each.partition("=")[0]: each for each in answer.headers.getlist("Set-Cookie")}
    for name in ("__Host-session", "__Host-device"):
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookies[name].split("; "))
        assert "Domain" not in cookies[name]
