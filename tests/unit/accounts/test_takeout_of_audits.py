"""A QA person takes with her what she said of findings, and what she saw herself."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

import pytest

from tests.unit import audit_runs
from tests.unit.conftest import UserFactory
from webapp.accounts import takeout
from webapp.extensions import db
from webapp.models import AuditFinding, AuditHandCheck, AuditVerdict

pytestmark = pytest.mark.usefixtures("app")


def test_qasim_takes_his_verdicts_and_looks_with_him_and_nobody_else_s(
    user_factory: UserFactory,
) -> None:
    qasim, quinn = user_factory("Qasim", "qa"), user_factory("Quinn", "qa")
    run = audit_runs.kept_run(audit_runs.made_run(audit_runs.link()))
    (finding,) = AuditFinding.all_of(run)
    AuditVerdict.say(finding, "accepted", qasim, because="Until spring.", until=date(2027, 3, 1))
    AuditVerdict.say(finding, "wrong", quinn, because="It says enough.")
    AuditHandCheck.mark(run, "start", "picture-text-fits", "good", qasim)
    AuditHandCheck.mark(run, "", "2.2.1", "fault", qasim, "Logged out at once.")
    AuditHandCheck.mark(run, "", "1.2.2", "good", quinn)
    db.session.commit()
    qasim_id = qasim.id
    file = io.BytesIO()
    db.session.remove()
    takeout.write(qasim_id, file)
    with zipfile.ZipFile(file) as zipped:
        audits = json.loads(zipped.read("audits.json"))
    (said,) = audits["said"]
    assert (said["said"], said["because"], said["until"]) == (
        "accepted", "Until spring.", "2027-03-01",
    )  # fmt: skip
    assert [(each["page"], each["looked_for"], each["what"]) for each in audits["seen"]] == [
        ("start", "picture-text-fits", ""),
        (None, "2.2.1", "Logged out at once."),
    ]
