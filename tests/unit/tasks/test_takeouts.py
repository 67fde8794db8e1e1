"""Copies of what is somebody's: one each, whatever dies meanwhile, and for no longer than said."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from tasks import takeouts
from tasks.tidying import tidy
from tests.unit.conftest import MediaFactory, UserFactory
from tests.unit.outbox import take_mails
from tests.unit.tasks.test_worker import fresh, kill, until, worker
from webapp.accounts import closing, takeout
from webapp.config import Settings
from webapp.extensions import db
from webapp.media.folder_storage import FolderStorage
from webapp.models import Job, SignFeedback, Takeout, User
from webapp.models.lease import Lease, LeaseLost
from webapp.models.takeout import KEPT

pytestmark = pytest.mark.without("s3", reason="a folder; test_takeouts_in_a_bucket has a store")

MIB = 1024**2
LARGE_BYTES = 512 * MIB
"""To copy so much takes long enough to be killed meanwhile."""


@pytest.fixture
def ana(user_factory: UserFactory) -> User:
    return user_factory("Ana", "viewer", "uploader")


@pytest.fixture
def storage(app: Flask) -> FolderStorage:
    found: FolderStorage = app.extensions["storage"]
    return found


def ask(ana: User, storage: FolderStorage) -> Takeout:
    Takeout.ask(ana, storage.new_name(".zip"))
    db.session.commit()
    mine = Takeout.of(ana)
    assert mine is not None
    return mine


def claim(mine: Takeout) -> Lease:
    lease = Lease.claim(mine.job_id or 0, 5, 3)
    assert lease is not None
    return lease


def work_on(app: Flask, mine: Takeout) -> None:
    job_id = mine.job_id
    db.session.commit()
    app.extensions["run_job"].call_local(job_id)
    db.session.expire_all()


def zips(storage: FolderStorage) -> list[str]:
    return [name for some in storage.older_than(-60) for name in some if name.endswith(".zip")]


def test_a_worker_that_dies_before_it_said_so_leaves_one_file(
    app: Flask, ana: User, storage: FolderStorage
) -> None:
    mine = ask(ana, storage)
    takeouts.make(claim(mine))
    db.session.rollback()  # it died between the file and the row
    assert zips(storage) == [mine.file]
    assert mine.ready_at is None
    db.session.execute(update(Job).values(lease_until_ms=0))
    db.session.commit()
    work_on(app, mine)
    assert mine.is_ready
    assert zips(storage) == [mine.file]
    assert mine.bytes == storage.size(mine.file)
    assert [mail.subject for mail in take_mails()] == ["The copy of what is yours is ready"]


def test_how_far_it_is_can_be_seen(
    ana: User, storage: FolderStorage, media_factory: MediaFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        media_factory(f"Talk {number}", cues=1, owner=ana)
    mine = ask(ana, storage)
    seen: list[float] = []
    monkeypatch.setattr(takeouts, "reporter", lambda _lease: seen.append)
    takeouts.make(claim(mine))
    assert seen == [0.25, 0.5, 0.75, 1.0]


@pytest.mark.both_databases
def test_who_leaves_while_it_is_made_leaves_no_file(
    ana: User, storage: FolderStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = ask(ana, storage)
    lease = claim(mine)
    write = takeout.write

    def leave(user_id: int, *rest: object) -> None:
        write(user_id, *rest)  # type: ignore[arg-type]
        closing.close(db.session.get_one(User, user_id), with_media=False)

    monkeypatch.setattr(takeout, "write", leave)
    with pytest.raises((LeaseLost, takeouts.StepFailed)):
        takeouts.make(lease)
    assert zips(storage) == []


def test_who_asks_again_while_a_stopped_one_ends_keeps_hers(
    app: Flask, ana: User, storage: FolderStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An administrator stopped it, and she was quick: the worker of the first hears of it late."""
    first = ask(ana, storage)
    assert first.job is not None
    lease, name = claim(first), first.file
    first.job.cancel()
    second = ask(ana, storage)
    work_on(app, second)
    kept = second.file
    assert kept != name
    with pytest.raises((LeaseLost, takeouts.StepFailed)):
        takeouts.make(lease)
    assert zips(storage) == [kept]


def test_a_file_goes_after_a_week_and_not_before(
    app: Flask, ana: User, storage: FolderStorage, media_factory: MediaFactory
) -> None:
    media_factory()
    mine = ask(ana, storage)
    work_on(app, mine)
    assert mine.ready_at is not None
    mine.ready_at -= KEPT - timedelta(minutes=1)
    db.session.commit()
    takeouts.tidy()
    tidy(storage)
    assert zips(storage) == [mine.file]
    mine.ready_at -= timedelta(minutes=2)
    db.session.commit()
    takeouts.tidy()
    assert zips(storage) == []
    assert Takeout.of(db.session.merge(ana)) is None


@pytest.mark.both_databases
def test_one_that_waits_is_never_tidied_away(ana: User, storage: FolderStorage) -> None:
    mine = ask(ana, storage)
    mine.asked_at -= 2 * KEPT
    db.session.commit()
    assert Takeout.remove_over() == []
    assert mine.job is not None
    mine.job.cancel()
    db.session.commit()
    assert Takeout.remove_over() == [mine.file]


@pytest.mark.without("s3", reason="it sees in a folder how far the worker is")
@pytest.mark.flaky(reruns=2)  # real processes on a busy machine may be late for all our patience
def test_a_real_worker_that_is_killed_meanwhile_costs_nobody_her_copy(
    settings: Settings, ana: User, storage: FolderStorage
) -> None:
    """It is killed in the middle of the zip, while it copies a large video."""
    large = storage.save(io.BytesIO(b"signed"), ".mp4")
    os.truncate(storage.path(large), LARGE_BYTES)
    db.session.add(SignFeedback(person_id=ana.id, understood="partly", reply=large))
    mine = ask(ana, storage)
    job_id, file = mine.job_id, mine.file
    begun = storage.path(file).parent
    db.session.commit()
    with worker(settings) as first:
        until(lambda: any(place.stat().st_size > MIB for place in begun.glob("*.part/*.zip")))
        kill(first)
    assert zips(storage) == [], "nothing that is not whole can be had"
    os.truncate(storage.path(large), len(b"signed"))
    state = select(Job.state).where(Job.id == job_id)
    assert fresh(state) == "running"
    with worker(settings):
        until(lambda: fresh(state) == "done")
    assert zips(storage) == [file]
    with storage.open(file) as opened, zipfile.ZipFile(opened) as copy:
        assert copy.testzip() is None
        (reply,) = (name for name in copy.namelist() if name.startswith("feedback/"))
        assert copy.read(reply) == b"signed"
    assert fresh(select(func.count()).where(Job.kind == "mail")) == 1
