"""A QA person starts audits, sees how they went over time, and keeps notes."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from webapp.extensions import db
from webapp.models import AuditRun, LogEntry


def test_qasim_starts_an_audit_and_is_led_to_its_progress(qasim: FlaskClient) -> None:
    answer = qasim.post("/audits", data={"address": "", "matrix": "one", "pages": "help*"})
    run = AuditRun.under_way()
    assert run is not None
    assert (run.matrix, run.pages, run.started_by.name) == ("one", "help*", "Qasim")
    assert answer.location == f"/audits/{run.id}/progress"
    assert db.session.query(LogEntry).filter_by(event="audit.started").count() == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"address": "http://10.0.0.1", "matrix": "one"}, "does not allow that site"),
        ({"address": "", "matrix": "all"}, "Choose in how many forms"),
        ({"address": "", "matrix": "one", "pages": "a" * 200}, "at most 100 letters"),
    ],
)
def test_what_cannot_be_started_is_said_and_what_was_typed_stays(
    qasim: FlaskClient, data: dict[str, str], sentence: str
) -> None:
    answer = qasim.post("/audits", data={"pages": "watch*"} | data)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert data.get("pages", "watch*") in answer.text
    assert AuditRun.count() == 0


def test_a_site_that_the_installation_names_can_be_audited(qasim: FlaskClient, app: Flask) -> None:
    settings = app.extensions["settings"]
    app.extensions["settings"] = settings.model_copy(
        update={"audit_origins": "https://www.example.org"}
    )
    data = {"address": "https://www.example.org", "matrix": "one"}
    assert qasim.post("/audits", data=data).status_code == 303


def test_a_second_audit_waits_until_the_first_is_over(qasim: FlaskClient) -> None:
    data = {"address": "", "matrix": "one"}
    qasim.post("/audits", data=data)
    assert "An audit is under way" in qasim.post("/audits", data=data).text
    assert AuditRun.count() == 1


def test_the_list_says_what_was_found_and_never_a_score(
    qasim: FlaskClient, first: AuditRun, second: AuditRun
) -> None:
    page = qasim.get("/audits").text
    assert "12 checks made:" in page
    assert "<strong>2 faults</strong>, 1 needs a person." in page
    assert "Found in the last audit: 2, of them new: 1. Mended since the one before: 1." in page
    assert "%" not in page.partition("<main")[2].partition("</main")[0]


def test_with_very_little_at_once_one_audit_is_shown(
    qasim: FlaskClient, first: AuditRun, second: AuditRun
) -> None:
    qasim.post("/look", data={"density": 1})
    page = qasim.get("/audits").text
    assert f'id="run-{second.id}"' in page
    assert f'id="run-{first.id}"' not in page
    assert f'id="run-{first.id}"' in qasim.get("/audits?page=2").text


def test_a_note_keeps_an_audit(qasim: FlaskClient, first: AuditRun) -> None:
    qasim.post(f"/audits/{first.id}/note", data={"note": "Before the new player."})
    assert "Before the new player." in qasim.get("/audits").text


def test_only_those_with_the_right_are_led_there(
    qasim: FlaskClient, librarian: FlaskClient, client: FlaskClient
) -> None:
    assert 'href="/audits"' in qasim.get("/help").text
    assert 'href="/audits"' not in librarian.get("/help").text
    assert librarian.get("/audits").status_code == 403
    assert client.get("/audits").location.startswith("/login")


def test_progress_is_said_at_quarters_and_the_last_fragment_asks_no_more(
    qasim: FlaskClient,
) -> None:
    qasim.post("/audits", data={"address": "", "matrix": "one"})
    run = AuditRun.under_way()
    assert run is not None
    assert run.job is not None
    htmx = {"HX-Request": "true"}
    address = f"/audits/{run.id}/progress"
    run.job.state, run.job.progress = "running", 0.55
    run.looks_at("watch", 11, 20)
    db.session.commit()
    half = qasim.get(f"{address}?said=1", headers=htmx).text
    assert "Half is done." in half
    assert "11 of 20 views done." in half
    assert "every " in half
    assert "Half is done." not in qasim.get(f"{address}?said=2", headers=htmx).text
    qasim.post(address)
    over = qasim.get(f"{address}?said=2", headers=htmx).text
    assert "The audit was stopped." in over
    assert "hx-trigger" not in over
