"""QA people, and an audit that found something."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.unit import audit_runs
from webapp.models import AuditRun, User


@pytest.fixture
def qasim(user_factory: Callable[..., User], sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    """The browser of somebody whose work audits are."""
    return sign_in(user_factory("Qasim", "qa"))


@pytest.fixture
def first(qasim: FlaskClient) -> AuditRun:
    """An audit with two faults and something for a person."""
    return audit_runs.kept_run(
        audit_runs.made_run(
            audit_runs.link(),
            audit_runs.silent_video(),
            audit_runs.doubtful_picture(),
            trees={"t1": '- main\n  - link "here"\n  - heading "News"'},
        )
    )


@pytest.fixture
def second(first: AuditRun) -> AuditRun:
    """The next one: the video was mended, a link is new, the first one reads otherwise."""
    return audit_runs.kept_run(
        audit_runs.made_run(
            audit_runs.link(),
            audit_runs.link("more", "start", audit_runs.PHONE),
            audit_runs.doubtful_picture(),
            trees={"t2": '- main\n  - link "here"\n  - heading "Old news"'},
        )
    )
