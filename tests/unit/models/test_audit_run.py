"""Audits are kept as they were made, begin once a night, and old ones make room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from tests.unit import audit_runs
from webapp.audit.tally import tally
from webapp.extensions import db
from webapp.models import AuditFinding, AuditHandCheck, AuditRun, User
from webapp.models.audit_run import Wish

pytestmark = pytest.mark.usefixtures("app")


def test_what_was_found_comes_back_as_it_was_written() -> None:
    made = audit_runs.made_run(
        audit_runs.link(), audit_runs.silent_video(), audit_runs.doubtful_picture()
    )
    kept = audit_runs.kept_run(made)
    db.session.expire_all()
    assert kept.as_run() == made
    assert kept.checks_made == made.checks_made == 12
    assert kept.state == "done"


def test_what_could_not_be_looked_at_is_said_with_its_reason() -> None:
    run = audit_runs.made_run()
    first, second, *others = run.visits
    visits = (
        replace(first, not_looked_at="the server answered 500"),
        replace(second, failed={"media": "it took too long"}),
        *others,
    )
    kept = audit_runs.kept_run(replace(run, visits=visits))
    told = [each for page in kept.looked_at for each in page.not_made]
    assert ("start", first.variant, "", "the server answered 500") in told
    assert ("start", second.variant, "media", "it took too long") in told
    assert first.variant not in kept.looked_at[0].variants


def test_the_audit_of_the_night_begins_once_and_not_before_its_hour() -> None:
    assert AuditRun.start_of_the_night(2, datetime(2026, 11, 21, 1, 59)) is None
    begun = AuditRun.start_of_the_night(2, datetime(2026, 11, 21, 2, 0))
    assert begun is not None
    assert begun.night == date(2026, 11, 21)
    assert AuditRun.start_of_the_night(2, datetime(2026, 11, 21, 2, 0)) is None
    assert AuditRun.start_of_the_night(2, datetime(2026, 11, 22, 7, 30)) is None, "it is day"
    assert AuditRun.start_of_the_night(2, datetime(2026, 11, 23, 6, 30)) is not None


def test_a_night_that_goes_over_midnight_is_one_night() -> None:
    assert AuditRun.start_of_the_night(23, datetime(2026, 11, 21, 23, 0)) is not None
    assert AuditRun.start_of_the_night(23, datetime(2026, 11, 22, 0, 30)) is None


def test_two_workers_that_ask_at_once_begin_one_audit(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 11, 21, 2, 0)
    AuditRun.start_of_the_night(2, now)
    with monkeypatch.context() as blind:  # the second worker looked before the first committed
        blind.setattr(db.session, "scalar", lambda *_: None)
        assert AuditRun.start_of_the_night(2, now) is None
    assert AuditRun.count() == 1


def test_old_audits_make_room_but_for_those_with_a_note() -> None:
    runs = [
        audit_runs.kept_run(
            audit_runs.made_run(found := audit_runs.link()), {found.identity: f"ab/{number}.png"}
        )
        for number in range(4)
    ]
    runs[0].note = "Before the new player."
    db.session.commit()
    assert AuditRun.remove_old(keep=2) == ["ab/1.png"]
    assert [run.id for run in AuditRun.newest(limit=9)] == [runs[3].id, runs[2].id, runs[0].id]
    assert AuditFinding.counts_of([runs[0]])[runs[0].id] == {"failed": 1}


def test_what_somebody_looked_at_by_hand_is_kept_with_its_audit(
    user_factory: Callable[..., User],
) -> None:
    runs = [audit_runs.kept_run(audit_runs.made_run()) for _night in range(3)]
    AuditHandCheck.mark(runs[0], "", "2.2.1", "good", user_factory("Qasim", "qa"))
    db.session.commit()
    AuditRun.remove_old(keep=1)
    assert [run.id for run in AuditRun.newest(limit=9)] == [runs[2].id, runs[0].id]


def test_an_audit_is_compared_with_the_one_before_it_of_the_same_site() -> None:
    first = audit_runs.kept_run(audit_runs.made_run())
    other = audit_runs.kept_run(audit_runs.made_run(), wish=Wish("https://example.org"))
    second = audit_runs.kept_run(audit_runs.made_run())
    assert second.before == first
    assert other.before is None


def test_ana_s_audit_stays_when_her_account_goes(user_factory: Callable[..., User]) -> None:
    ana = user_factory("Ana", "qa")
    run = AuditRun.start(Wish(), ana)
    db.session.commit()
    assert AuditRun.under_way() == run
    db.session.delete(ana)
    db.session.commit()
    db.session.expire_all()
    assert run.started_by is None


def test_what_an_audit_found_is_counted_once_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    audit_runs.kept_run(audit_runs.made_run(audit_runs.link(), audit_runs.silent_video()))
    last = audit_runs.kept_run(audit_runs.made_run(audit_runs.link(), audit_runs.link("more")))
    db.session.commit()
    counted = tally(
        audit_runs.made_run(audit_runs.link(), audit_runs.silent_video()),
        audit_runs.made_run(audit_runs.link(), audit_runs.link("more")),
    )
    assert (counted.new, counted.mended) == (1, 1)
    with monkeypatch.context() as without:
        without.setattr(AuditRun, "as_run", lambda _run: pytest.fail("was counted again"))
        assert last.counted() == counted
    last.tally = None  # it ended before this was kept
    assert last.counted() == counted
