"""What people say of a finding holds for later audits, and a date ends what was accepted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.unit import audit_runs
from webapp.extensions import db
from webapp.models import AuditFinding, AuditHandCheck, AuditVerdict, User
from webapp.models.clock import utc_now

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def qasim(user_factory: Callable[..., User]) -> User:
    return user_factory("Qasim", "qa")


@pytest.fixture
def finding() -> AuditFinding:
    made = audit_runs.link()
    found = AuditFinding.of(audit_runs.kept_run(audit_runs.made_run(made)), made.identity)
    assert found is not None
    return found


def test_what_qasim_said_of_a_finding_is_there_when_it_is_found_again(
    finding: AuditFinding, qasim: User
) -> None:
    AuditVerdict.say(finding, "wrong", qasim, because="The heading before it says where.")
    db.session.commit()
    again = audit_runs.kept_run(audit_runs.made_run(audit_runs.link()))
    (identity,) = [each.identity for each in AuditFinding.all_of(again)]
    assert AuditVerdict.now()[identity].because == "The heading before it says where."
    assert [each.run_id for each in AuditFinding.history(identity)] == [again.id, finding.run_id]


def test_what_is_accepted_until_a_day_is_open_the_day_after(
    finding: AuditFinding, qasim: User
) -> None:
    today = utc_now().date()
    AuditVerdict.say(finding, "accepted", qasim, because="The new page comes.", until=today)
    db.session.commit()
    assert AuditVerdict.now([finding.identity])[finding.identity].state == "accepted"
    AuditVerdict.say(
        finding, "accepted", qasim, because="It came late.", until=today - timedelta(days=1)
    )
    db.session.commit()
    assert AuditVerdict.now() == {}


def test_taking_it_back_leaves_the_history(finding: AuditFinding, qasim: User) -> None:
    AuditVerdict.say(finding, "confirmed", qasim)
    AuditVerdict.say(finding, "open", qasim)
    db.session.commit()
    assert AuditVerdict.now() == {}
    assert [each.saying for each in AuditVerdict.history(finding.identity)] == ["open", "confirmed"]


def test_a_look_of_a_person_is_known_in_the_next_audit_and_not_in_an_older_one(
    finding: AuditFinding, qasim: User
) -> None:
    second = audit_runs.kept_run(audit_runs.made_run())
    AuditHandCheck.mark(second, "start", "picture-text-fits", "fault", qasim, "It shows a harbour.")
    AuditHandCheck.mark(second, "start", "picture-text-fits", "good", qasim)
    db.session.commit()
    third = audit_runs.kept_run(audit_runs.made_run())
    assert AuditHandCheck.last(third)["start", "picture-text-fits"].seen == "good"
    assert AuditHandCheck.last(finding.run) == {}
