"""What an audit found: narrowed, judged, looked at by hand, compared, and taken away."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit import audit_runs
from tests.unit.audit_runs import LINKS
from webapp.audit.coverage import PERSON, WHOLE
from webapp.audit.run import Run
from webapp.audit.wcag import CRITERIA
from webapp.extensions import db
from webapp.models import AuditRun, AuditVerdict
from webapp.models.clock import utc_now

LINK, VIDEO = audit_runs.link(), audit_runs.silent_video()
DOUBT = audit_runs.doubtful_picture()
TASKS = 1 + len(CRITERIA)
SAYS = {"link": "This link says only “here”.", "video": "This video has no captions."}


def every_page(browser: FlaskClient, address: str, narrowed: str = "") -> str:
    """All pages of a list, one after the other."""
    pages = [browser.get(f"{address}?page=1{narrowed}").text]
    while f"page={len(pages) + 1}" in pages[-1]:
        pages.append(browser.get(f"{address}?page={len(pages) + 1}{narrowed}").text)
    return "\n".join(pages)


@pytest.mark.parametrize("density", range(1, 6))
def test_every_page_is_there_in_every_density(
    qasim: FlaskClient, first: AuditRun, second: AuditRun, density: int
) -> None:
    qasim.post("/look", data={"density": density})
    here = f"/audits/{second.id}"
    for address in (
        "/audits", here, f"{here}/findings/{LINK.identity}", f"{here}/by-hand",
        f"{here}/against", f"{here}/against?trees=start", f"{here}/progress",
    ):  # fmt: skip
        assert qasim.get(address).status_code == 200, address


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("rule=link-says-nothing", ["link"]),
        ("criterion=1.2.2", ["video"]),
        ("touches=deaf", ["video"]),
        ("touches=cognitive&severity=hinders", ["link"]),
        ("page=start&outcome=failed", ["link"]),
        (f"variant={audit_runs.PHONE.name}", ["video"]),
        ("said=open&outcome=failed", ["link", "video"]),
        ("said=wrong", []),
        ("rule=nothing-like-that&outcome=failed", ["link", "video"]),
    ],
)
def test_qasim_narrows_what_was_found(
    qasim: FlaskClient, first: AuditRun, query: str, shown: list[str]
) -> None:
    page = qasim.get(f"/audits/{first.id}?{query}").text
    assert [finding for finding, said in SAYS.items() if said in page] == shown


def test_what_keeps_people_out_comes_first_and_pages_have_the_size_of_the_look(
    qasim: FlaskClient, first: AuditRun
) -> None:
    qasim.post("/look", data={"density": 1})
    page = qasim.get(f"/audits/{first.id}").text
    assert SAYS["video"] in page
    assert SAYS["link"] not in page
    assert "page_no=2" in page


def test_new_ones_are_told_from_those_that_remain(
    qasim: FlaskClient, first: AuditRun, second: AuditRun
) -> None:
    new = qasim.get(f"/audits/{second.id}?change=new").text
    assert "This link says only “more”." in new
    assert SAYS["link"] not in new


def test_a_finding_says_who_is_hurt_how_to_mend_it_and_since_when(
    qasim: FlaskClient, first: AuditRun, second: AuditRun
) -> None:
    page = qasim.get(f"/audits/{second.id}/findings/{LINK.identity}").text
    assert audit_runs.LINKS.hurts in page
    assert audit_runs.LINKS.mend in page
    assert "Found in 2 audits" in page
    assert "&lt;a id=&#34;here&#34;" in page
    assert "Open the page like this" in page
    assert 'name="next" value="/"' in page


def test_a_page_of_the_known_library_alone_cannot_be_opened_here(
    qasim: FlaskClient, first: AuditRun
) -> None:
    page = qasim.get(f"/audits/{first.id}/findings/{VIDEO.identity}").text
    assert "is there only while an audit runs" in page
    assert "Open the page like this" not in page


def test_accepting_needs_a_day_and_a_reason_and_holds_for_the_next_audit(
    qasim: FlaskClient, first: AuditRun, second: AuditRun
) -> None:
    address = f"/audits/{first.id}/findings/{LINK.identity}"
    answer = qasim.post(address, data={"saying": "accepted", "until": "soon"})
    assert answer.status_code == 422
    assert "Name the day" in answer.text
    assert "Say why" in answer.text
    day = (utc_now().date() + timedelta(days=30)).isoformat()
    data = {"saying": "accepted", "until": day, "because": "The page goes in spring."}
    assert qasim.post(address, data=data).status_code == 303
    page = qasim.get(f"/audits/{second.id}?said=accepted").text
    assert "Accepted for now" in page
    assert "One finding" in page
    assert AuditVerdict.history(LINK.identity)[0].person.name == "Qasim"


def test_a_day_that_is_over_is_refused(qasim: FlaskClient, first: AuditRun) -> None:
    data = {"saying": "accepted", "until": "2020-01-01", "because": "It was."}
    answer = qasim.post(f"/audits/{first.id}/findings/{LINK.identity}", data=data)
    assert "This day is over." in answer.text
    assert "It was." in answer.text


def test_what_needs_a_person_is_worked_through(qasim: FlaskClient, second: AuditRun) -> None:
    address = f"/audits/{second.id}/by-hand"
    assert f"0 of {TASKS} done" in qasim.get(address).text
    task = {"subject": DOUBT.subject, "task": DOUBT.found.rule}
    refused = qasim.post(address, data=task | {"seen": "fault"})
    assert refused.status_code == 422
    assert "Say what is wrong" in refused.text
    qasim.post(address, data=task | {"seen": "fault", "what": "It shows a harbour."})
    assert f"1 of {TASKS} done" in qasim.get(address).text
    assert "It shows a harbour." in every_page(qasim, address)
    assert qasim.post(address, data={"task": "x", "seen": "good"}).status_code == 404


def test_only_what_is_open_is_shown_to_those_who_ask_for_it(
    qasim: FlaskClient, second: AuditRun
) -> None:
    address = f"/audits/{second.id}/by-hand"
    assert "only=open" not in qasim.get(address).text, (
        "nothing is done, so nothing is to be left out"
    )
    task = {"subject": "", "task": "2.2.1", "seen": "good", "only": "open"}
    answer = qasim.post(address, data=task)
    assert "only=open" in answer.location
    every, opened = every_page(qasim, address), every_page(qasim, address, "&only=open")
    assert PERSON["2.2.1"] in every
    assert PERSON["2.2.1"] not in opened
    assert PERSON["2.1.1"] in opened
    assert f"1 of {TASKS} done" in opened
    assert 'name="only" value="open"' in opened


def test_a_german_page_names_criteria_in_german(qasim: FlaskClient, second: AuditRun) -> None:
    qasim.post("/look", data={"language": "de"})
    assert "2.1.2 Keine Tastaturfalle" in every_page(qasim, f"/audits/{second.id}/by-hand")
    shown = qasim.get(f"/audits/{second.id}").text
    assert "1.2.2 Untertitel (aufgezeichnet)" in shown


def test_a_criterion_that_no_check_sees_is_looked_at_once_for_a_release(
    qasim: FlaskClient, first: AuditRun, second: AuditRun
) -> None:
    address = f"/audits/{first.id}/by-hand"
    assert PERSON["2.2.1"] in every_page(qasim, address)
    criterion = {"subject": "", "task": "2.2.1", "seen": "fault", "what": "Logged out at once."}
    assert qasim.post(address, data=criterion).status_code == 303
    assert f"1 of {TASKS} done" in qasim.get(address).text
    later = every_page(qasim, f"/audits/{second.id}/by-hand")
    assert f"1 of {TASKS} done" in later
    assert "Logged out at once." in later
    assert re.search(r"<bdi>Qasim</bdi>, in an earlier audit", later)
    second.release = "0.2.0"
    db.session.commit()
    assert f"0 of {TASKS} done" in qasim.get(f"/audits/{second.id}/by-hand").text


@pytest.mark.parametrize(
    ("criterion", "sentence"),
    [("1.2.2", "Checks see a part of it."), ("2.2.1", "No check sees it.")],
)
def test_qasim_is_told_whether_checks_see_a_part_of_a_criterion(
    qasim: FlaskClient, second: AuditRun, criterion: str, sentence: str
) -> None:
    pages = every_page(qasim, f"/audits/{second.id}/by-hand")
    task = pages.partition(f'id="task-{criterion.replace(".", "-")}-title"')[2]
    assert sentence in task.partition("<form")[0]


def test_what_a_check_sees_whole_is_no_task(qasim: FlaskClient, second: AuditRun) -> None:
    assert "3.1.1 " in every_page(qasim, f"/audits/{second.id}/by-hand")
    whole = {name: asdict(LINKS) | {"id": name, "criteria": ["3.1.1"]} for name in WHOLE["3.1.1"]}
    second.rules = {**second.rules, **whole}
    db.session.commit()
    assert "3.1.1 " not in every_page(qasim, f"/audits/{second.id}/by-hand")


def test_two_audits_are_compared(qasim: FlaskClient, first: AuditRun, second: AuditRun) -> None:
    page = qasim.get(f"/audits/{second.id}/against?trees=start").text
    assert "This link says only “more”." in page.partition('id="change-mended"')[0]
    mended = page.partition('id="change-mended"')[2].partition('id="change-moved"')[0]
    assert SAYS["video"] in mended
    assert "<del>" in page
    assert "Old news" in page


@pytest.fixture
def rotated(first: AuditRun) -> AuditRun:
    """The next audit, in another form of the pages: it found a link that nobody looked for."""
    link = audit_runs.link("more", "start", audit_runs.TABLET)
    return audit_runs.kept_run(audit_runs.in_form(audit_runs.made_run(link), audit_runs.TABLET))


def test_what_the_audit_before_did_not_look_for_is_not_called_new(
    qasim: FlaskClient, rotated: AuditRun
) -> None:
    assert "No finding is like that." in qasim.get(f"/audits/{rotated.id}?change=new").text
    assert "“more”" in qasim.get(f"/audits/{rotated.id}?change=first_looked").text
    page = qasim.get(f"/audits/{rotated.id}/against").text
    assert "“more”" in page.partition('id="change-first_looked"')[2]
    assert SAYS["video"] in page.partition('id="change-unseen"')[2]


@pytest.mark.parametrize("form", ["html", "json", "junit", "sarif"])
def test_an_audit_can_be_taken_away(qasim: FlaskClient, second: AuditRun, form: str) -> None:
    answer = qasim.get(f"/audits/{second.id}/export.{form}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "This link says only" in answer.text
    assert audit_runs.LINKS.id in answer.text
    if form == "json":
        assert Run.from_json(json.loads(answer.text), {}).findings == second.as_run().findings


def test_a_picture_is_shown_to_those_with_the_right(
    qasim: FlaskClient, app: Flask, client: FlaskClient
) -> None:
    from io import BytesIO

    name = app.extensions["storage"].save(BytesIO(b"a picture"), ".png")
    run = audit_runs.kept_run(audit_runs.made_run(LINK), {LINK.identity: name})
    address = f"/audits/{run.id}/findings/{LINK.identity}/picture"
    assert f'src="{address}"' in qasim.get(f"/audits/{run.id}").text
    assert qasim.get(address).get_data() == b"a picture"
    assert client.get(address).status_code == 303


def test_words_of_rules_in_english_are_marked_in_a_german_page(
    qasim: FlaskClient, first: AuditRun
) -> None:
    qasim.post("/look", data={"language": "de"})
    page = qasim.get(f"/audits/{first.id}/findings/{LINK.identity}").text
    assert f'<span lang="en">{audit_runs.LINKS.hurts}</span>' in page
