"""Who mends pages reads which rule was broken where, and not who was there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from webapp.pages.reports import LARGEST_BYTES, MOST_REPORTS

OLD = "application/csp-report"
NEW = "application/reports+json"
RESET_PAGE = "http://localhost/reset/WyJhIl0.aSBvTw.kJ3vXq9Lr2Tn8wYb5Zc1Dd4Ff6G?next=/x"


def send(client: FlaskClient, kind: str, body: object, **headers: str) -> int:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(
        "/browser-reports", data=data, content_type=kind, headers=headers
    ).status_code


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Any:
    """What was logged about violations."""

    def read() -> list[dict[str, Any]]:
        events = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
        return [event for event in events if event["event"] == "policy violation"]

    return read


def older(**fields: object) -> dict[str, object]:
    return {"csp-report": {"effective-directive": "img-src", "document-uri": RESET_PAGE, **fields}}


def test_the_older_form_is_taken(client: FlaskClient, said: Any) -> None:
    blocked = "https://tracker.example/pixel?person=ana"
    assert send(client, OLD, older(**{"blocked-uri": blocked, "line-number": 7})) == 204
    (event,) = said()
    assert event["directive"] == "img-src"
    assert event["blocked"] == "https://tracker.example"
    assert event["route"] == "/reset/<token>"
    assert event["line"] == 7
    assert "ana" not in str(event)
    assert "kJ3v" not in str(event)


def test_the_newer_form_is_taken(client: FlaskClient, said: Any) -> None:
    body = {"effectiveDirective": "script-src-elem", "blockedURL": "inline", "lineNumber": 3,
            "documentURL": "http://localhost/media/a-private-name"}  # fmt: skip
    reports = [{"type": "csp-violation", "body": body, "user_agent": "Browser of Ana"}]
    assert send(client, NEW, [*reports, {"type": "deprecation", "body": {}}]) == 204
    (event,) = said()
    assert (event["directive"], event["blocked"]) == ("script-src-elem", "inline")
    assert event["route"] == "/media/<slug>"
    assert "Ana" not in str(event)


@pytest.mark.parametrize(
    "fields",
    [
        {"effective-directive": "img-src\nERROR forged line"},
        {"effective-directive": ["img-src"], "blocked-uri": {"a": 1}, "line-number": "7"},
        {"effective-directive": "x" * 9000, "blocked-uri": "https://[", "document-uri": "//["},
        {"blocked-uri": "https://" + "a" * 3000},
        {"document-uri": None, "blocked-uri": 5},
    ],
)
def test_what_is_odd_is_cleaned_away(client: FlaskClient, said: Any, fields: dict) -> None:
    assert send(client, OLD, older(**fields)) == 204
    (event,) = said()
    assert "forged" not in str(event)
    assert len(str(event)) < 600


def test_one_request_writes_few_lines(client: FlaskClient, said: Any) -> None:
    assert send(client, NEW, [{"type": "csp-violation", "body": {}}] * 200) == 204
    assert len(said()) == MOST_REPORTS


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[1, null, []]", b'{"csp-report": 5}', b"7"])
def test_what_is_no_report_does_no_harm(client: FlaskClient, said: Any, body: bytes) -> None:
    assert send(client, OLD, body) in (204, 400)
    assert said() == []


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data"])
def test_only_reports_are_taken(client: FlaskClient, kind: str) -> None:
    assert send(client, kind, older()) == 415


def test_long_reports_are_refused(client: FlaskClient) -> None:
    assert send(client, OLD, b"[" + b" " * LARGEST_BYTES + b"]") == 413


def test_a_browser_sends_them_without_a_form_token(app: Any, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert send(client, OLD, older(), Origin="null") == 204
    assert client.post("/look", data={"density": 5}).status_code == 400
