"""A copy of what is Ana's in an object store: it is there once, and comes to her alone."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update

from tasks import takeouts
from tests.unit.conftest import SignIn, UserFactory
from tests.unit.copies import ADDRESS, copy_of
from tests.unit.media.buckets import in_a_bucket, store
from webapp.config import Settings
from webapp.extensions import db
from webapp.media.object_storage import ObjectStorage
from webapp.models import Job, Takeout
from webapp.models.lease import Lease

__all__ = ["store"]


@pytest.fixture
def settings(settings: Settings, store: str) -> Settings:
    return in_a_bucket(settings, store)


def names(storage: ObjectStorage) -> list[str]:
    return sorted(name for some in storage.older_than(-3600) for name in some)


def test_ana_gets_it_from_us_and_no_link_leads_to_it(
    app: Flask, user_factory: UserFactory, sign_in: SignIn
) -> None:
    storage = app.extensions["storage"]
    browser = sign_in(user_factory("Ana", "viewer"))
    with copy_of(app, browser) as copy:
        assert "account.json" in copy.namelist()
    answer = browser.get(f"{ADDRESS}/copy")
    assert (answer.status_code, answer.location) == (200, None), "although the store could send it"
    assert answer.headers["Cache-Control"] == "private, no-store"
    part = browser.get(f"{ADDRESS}/copy", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, b"PK\x03\x04")
    assert names(storage) == [db.session.query(Takeout).one().file]
    browser.post("/account/delete")
    assert names(storage) == []


def test_a_worker_that_died_before_it_said_so_leaves_one_file(
    app: Flask, user_factory: UserFactory
) -> None:
    storage = app.extensions["storage"]
    Takeout.ask(user_factory("Ana", "viewer"), file := storage.new_name(".zip"))
    db.session.commit()
    job_id = db.session.query(Takeout.job_id).scalar()
    lease = Lease.claim(job_id, 5, 3)
    assert lease is not None
    takeouts.make(lease)
    db.session.rollback()
    assert names(storage) == [file]
    db.session.execute(update(Job).values(lease_until_ms=0))
    db.session.commit()
    app.extensions["run_job"].call_local(job_id)
    assert db.session.get_one(Job, job_id).state == "done"
    assert names(storage) == [file]
