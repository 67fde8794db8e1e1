"""An audit runs in a process of its own, within limits, is stopped when nobody wants it, and is
kept whole or not at all.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
from flask import Flask

from tasks import audit_looking, audits
from tasks.audit_process import BROKE_OFF, TOO_LARGE, TOO_LONG, Limits, family, follow
from tasks.failures import StepFailed
from tests.unit import audit_runs
from webapp.audit.run import Run
from webapp.audit.subject import Subject
from webapp.extensions import db
from webapp.models import AuditFinding, AuditRun
from webapp.models.audit_run import Wish
from webapp.models.lease import Lease, LeaseLost

PLENTY = Limits(memory_bytes=2**33, seconds=60)
WAITS = "import sys; print('{}', flush=True); sys.stdin.read()"
"""A program that works until it is ended."""

News = list[dict[str, object]]


def program(source: str) -> list[str]:
    return [sys.executable, "-c", source]


def test_how_far_it_is_comes_line_by_line(tmp_path: Path) -> None:
    heard: News = []
    source = "print('{\"done\": 0}'); print('{\"done\": 1}')"
    follow(program(source), PLENTY, tmp_path / "errors", lambda news: heard.append(dict(news)))
    assert [news for news in heard if news] == [{"done": 0}, {"done": 1}]


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [(Limits(1024, 60), TOO_LARGE), (Limits(2**33, 0), TOO_LONG)],
)
def test_a_process_beyond_its_limits_is_ended(
    tmp_path: Path, limits: Limits, sentence: str
) -> None:
    with pytest.raises(StepFailed) as failure:
        follow(program(WAITS), limits, tmp_path / "errors", lambda _: None)
    assert str(failure.value) == sentence


def test_what_it_started_ends_with_it(tmp_path: Path) -> None:
    source = (
        "import subprocess, sys; other = subprocess.Popen([sys.executable, '-c', "
        "'import sys; sys.stdin.read()'], stdin=subprocess.PIPE, start_new_session=True);"
        "print('{\"other\": %d}' % other.pid, flush=True); sys.stdin.read()"
    )
    started: list[int] = []

    def stop(news: dict[str, int]) -> None:
        if news:
            started.append(news["other"])
            raise LeaseLost("somebody stopped it")

    with pytest.raises(LeaseLost):
        follow(program(source), PLENTY, tmp_path / "errors", stop)  # type: ignore[arg-type]
    while runs(started[0]):  # a process that was killed needs a moment to be gone
        time.sleep(0.01)


def runs(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


def test_a_crash_is_told_in_a_sentence_and_what_it_said_is_kept(tmp_path: Path) -> None:
    with pytest.raises(StepFailed, match=re.escape(BROKE_OFF)):
        follow(program("1 / 0"), PLENTY, tmp_path / "errors", lambda _: None)
    assert "ZeroDivisionError" in (tmp_path / "errors").read_text()


def test_our_settings_do_not_reach_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGHTLINE_DATABASE_URL", "postgresql://people/theirs")
    heard: News = []
    source = "import json, os; print(json.dumps({'has': 'SIGHTLINE_DATABASE_URL' in os.environ}))"
    follow(program(source), PLENTY, tmp_path / "errors", lambda news: heard.append(dict(news)))
    assert {"has": False} in heard


def test_a_process_is_of_its_own_family() -> None:
    assert os.getpid() in family(os.getpid())


@pytest.fixture
def lease(app: Flask) -> Lease:
    """An audit that was asked for, and its job in the hands of a worker."""
    run = AuditRun.start(Wish(matrix="one", pages="help*"), None)
    db.session.commit()
    taken = Lease.claim(run.job_id or 0, 30, 3)
    assert taken is not None
    return taken


@pytest.fixture
def looking(monkeypatch: pytest.MonkeyPatch) -> Callable[[Run], None]:
    """Lets a made run stand for what the program finds."""

    def use(run: Run) -> None:
        def find(
            command: list[str], _limits: Limits, _errors: Path, on_news: audits._Progress
        ) -> None:
            folder = Path(command[-1])
            on_news({"done": 1, "in_all": 4, "subject": "help"})
            run.save(folder)
            rules = {name: asdict(rule) for name, rule in audit_runs.RULES.items()}
            about = {"rules": rules, "release": "0.1.0"}
            folder.joinpath(audit_looking.ABOUT).write_text(json.dumps(about))

        monkeypatch.setattr(audits, "follow", find)

    return use


def test_what_was_found_is_kept_with_its_pictures(
    app: Flask, lease: Lease, looking: Callable[[Run], None]
) -> None:
    found = audit_runs.link()
    looking(audit_runs.made_run(found, pictures={found.identity: b"a picture"}))
    audits.make(lease)
    lease.complete_step("kept")
    run = db.session.query(AuditRun).one()
    assert run.finished_at is not None
    assert (run.pages_done, run.pages_in_all) == (1, 4)
    finding = AuditFinding.of(run, found.identity)
    assert finding is not None
    with app.extensions["storage"].open(finding.picture) as picture:
        assert picture.read() == b"a picture"


def test_an_audit_that_was_stopped_keeps_nothing(
    lease: Lease, looking: Callable[[Run], None]
) -> None:
    run = db.session.query(AuditRun).one()
    assert run.job is not None
    run.job.cancel()
    db.session.commit()
    looking(audit_runs.made_run(audit_runs.link()))
    with pytest.raises(LeaseLost):
        audits.make(lease)
    db.session.rollback()
    assert db.session.query(AuditFinding).count() == 0


def test_an_audit_whose_worker_died_begins_anew(
    lease: Lease, looking: Callable[[Run], None]
) -> None:
    found = audit_runs.link()
    looking(audit_runs.made_run(found))
    audits.make(lease)
    db.session.rollback()  # it died before the step was committed
    lease.extend(0)
    again = Lease.claim(lease.job_id, 30, 3)
    assert again is not None
    audits.make(again)
    again.complete_step("kept")
    assert db.session.query(AuditFinding).count() == 1


def test_a_name_that_no_page_has_is_said(tmp_path: Path) -> None:
    with pytest.raises(audit_looking.NothingToDo, match="No page has such a name"):
        audit_looking._audit(
            None,  # type: ignore[arg-type]
            {"address": "", "matrix": "one", "pages": "x"},
            {},
            "http://127.0.0.1",
            [],
            lambda *_: None,
        )


def test_a_site_that_leads_elsewhere_does_not_widen_what_may_be_looked_at() -> None:
    own = Subject("/", "https://www.example.org/")
    pages = [own, Subject("/secret", "http://10.0.0.1/secret")]
    assert audit_looking.of_site("https://www.example.org", pages) == [own]
