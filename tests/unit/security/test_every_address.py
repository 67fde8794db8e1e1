"""What holds at every address of the site, now and for each one that is added.

Numbers in comments are requirements of OWASP ASVS 5.0 (docs/asvs.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from tests.unit.security.conftest import SITE
from tests.unit.test_routes import fill
from webapp.extensions import db
from webapp.models import Media, User

NOT_FOR_PEOPLE = {"reports.receive"}
"""Browsers send these by themselves, and they change nothing that anybody sees."""
KEPT_BY_THE_WAY = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM) (sign_in|log_entry)\b")
"""When somebody was last seen, and what she looked at: no change that a forged link could want."""


@pytest.fixture
def addresses(app: Flask, media_factory: Callable[..., Media]) -> list[tuple[str, str]]:
    """(endpoint, address) of every rule, about a media that is there."""
    media = media_factory(cues=3)
    names = {"slug": media.slug, "library": "main", "transcript_id": str(media.transcripts[0].id)}
    names |= {"format_name": "vtt", "filename": "css/base.css"}
    db.session.commit()
    return [(rule.endpoint, fill(rule, names)) for rule in app.url_map.iter_rules()]


@pytest.fixture
def admin(user_factory: Callable[..., User], sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(user_factory("Root", is_admin=True))


def answers(
    browser: FlaskClient, addresses: list[tuple[str, str]], *methods: str
) -> Iterator[tuple[str, TestResponse]]:
    for _endpoint, address in addresses:
        for method in methods:
            answer = browser.open(address, method=method)
            yield f"{method} {address}: {answer.status_code}", answer


def test_every_answer_says_what_browsers_may_do_with_it(
    client: FlaskClient, admin: FlaskClient, addresses: list[tuple[str, str]]
) -> None:
    """3.4.1, 3.4.3, 3.4.4, 3.4.5, 3.4.6"""
    for browser in (client, admin):
        for where, answer in answers(browser, addresses, "GET", "POST", "OPTIONS", "PUT"):
            policy = answer.headers.get("Content-Security-Policy", "")
            rules = {rule.strip() for rule in policy.split(";")}
            assert {"default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} <= rules, (
                where
            )
            assert {"sandbox", "object-src 'none'"} & rules, where
            assert "unsafe" not in policy, where
            assert answer.headers.get("X-Content-Type-Options") == "nosniff", where
            assert answer.headers.get("Referrer-Policy") == "same-origin", where
            secure = answer.headers.get("Strict-Transport-Security", "")
            assert int(re.findall(r"max-age=(\d+)", secure)[0]) >= 365 * 24 * 3600, where
            assert "includeSubDomains" in secure, where
            assert answer.status_code < 500 or where == "GET /health/ready: 503"


def test_every_answer_names_its_kind_and_its_letters(
    client: FlaskClient, admin: FlaskClient, addresses: list[tuple[str, str]]
) -> None:
    """4.1.1"""
    for browser in (client, admin):
        for where, answer in answers(browser, addresses, "GET", "POST"):
            kind = answer.headers.get("Content-Type", "")
            if answer.data:
                assert re.match(r"[a-z]+/[a-z0-9.+-]+", kind), where
            if kind.startswith("text/"):
                assert "charset=utf-8" in kind.lower(), where
                answer.data.decode("utf-8")


def test_no_other_site_may_read_an_answer(
    client: FlaskClient, admin: FlaskClient, addresses: list[tuple[str, str]]
) -> None:
    """3.4.2"""
    for browser in (client, admin):
        for _endpoint, address in addresses:
            answer = browser.get(address, headers={"Origin": "https://evil.example"})
            assert "Access-Control-Allow-Origin" not in answer.headers, address


def test_every_cookie_is_for_this_host_by_https_and_not_for_scripts(
    client: FlaskClient, admin: FlaskClient, addresses: list[tuple[str, str]]
) -> None:
    """3.3.1, 3.3.2, 3.3.3, 3.3.4"""
    client.application.config["WTF_CSRF_ENABLED"] = False
    seen = set()
    for browser in (client, admin):
        for where, answer in answers(browser, addresses, "GET", "POST"):
            for cookie in answer.headers.getlist("Set-Cookie"):
                seen.add(cookie.partition("=")[0])
                parts = {part.strip().lower() for part in cookie.split(";")}
                assert cookie.startswith("__Host-"), f"{where}: {cookie}"
                assert {"secure", "httponly", "samesite=lax", "path=/"} <= parts, where
                assert not any(part.startswith("domain") for part in parts), where
    assert {"__Host-session", "__Host-look"} <= seen


def test_nothing_is_changed_without_the_token_of_a_form(
    admin: FlaskClient, addresses: list[tuple[str, str]]
) -> None:
    """3.5.1, 3.5.2: also where a request needs no preflight.

    412: what is sent in pieces carries a header instead, which another site cannot send.
    """
    for endpoint, address in addresses:
        if endpoint in NOT_FOR_PEOPLE:
            continue
        for kind in ("application/x-www-form-urlencoded", "text/plain", "application/json"):
            answer = admin.post(address, data="a=1", content_type=kind)
            assert answer.status_code in (400, 404, 405, 412), f"{address}: {answer.status_code}"


def test_whoever_only_looks_changes_nothing(
    admin: FlaskClient, addresses: list[tuple[str, str]]
) -> None:
    """3.5.3"""
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        for _ in answers(admin, addresses, "GET", "HEAD", "OPTIONS"):
            pass
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    changes = [s for s in statements if re.match(r"INSERT|UPDATE|DELETE", s)]
    assert [change for change in changes if not KEPT_BY_THE_WAY.match(change)] == []


def test_an_address_has_the_methods_that_it_names(
    client: FlaskClient, addresses: list[tuple[str, str]]
) -> None:
    """13.4.4: TRACE is not among them."""
    for where, answer in answers(client, addresses, "TRACE"):
        assert answer.status_code in (404, 405), where
        assert "TRACE" not in answer.headers.get("Allow", ""), where
    others = [each for each in addresses if not each[0].startswith("upload")]
    for where, answer in answers(client, others, "PATCH"):
        assert answer.status_code in (404, 405), where


def test_what_is_no_page_is_not_turned_into_one(
    client: FlaskClient, addresses: list[tuple[str, str]]
) -> None:
    """4.1.2: who asks by http is told nothing of https; the proxy sends people's pages there."""
    for _endpoint, address in addresses:
        answer = client.get(address, base_url=SITE.replace("https:", "http:"))
        assert not answer.headers.get("Location", "").startswith("https:"), address


def test_a_field_sent_twice_or_in_the_address_changes_nothing(client: FlaskClient) -> None:
    """15.3.7: the form counts, and of two values the first."""
    client.application.config["WTF_CSRF_ENABLED"] = False
    client.post("/look?density=5", data={"density": ["2", "4"]})
    assert 'data-density="low"' in client.get("/settings").text


def test_numbers_beyond_all_bounds_are_no_fault(
    client: FlaskClient, media_factory: Callable[..., Media]
) -> None:
    """1.4.2, 15.3.5"""
    slug = media_factory(cues=3).slug
    db.session.commit()
    for number in ("9" * 30, "-" + "9" * 30, "1e999", "nan", "0x10", "", "1,5", "true", "²"):
        for address in (
            f"/?page={number}",
            f"/media/{slug}?t={number}",
            f"/media/{slug}?captions={number}",
            f"/media/{slug}/transcript?part={number}",
            f"/media/{slug}/progress?said={number}",
            f"/media/{slug}/captions/{number}.vtt",
        ):
            status = client.get(address).status_code
            assert status in (200, 404), f"{address}: {status}"
