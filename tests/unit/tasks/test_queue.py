"""A worker keeps its job while it works, also on a machine that has too much to do."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from tests.unit.conftest import SignIn, UserFactory
from tests.unit.tasks.test_media import tone, upload, work
from webapp.config import Settings
from webapp.media import probe
from webapp.models.lease import Lease


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"job_lease_s": 3})


def test_a_busy_database_costs_a_heartbeat_and_not_the_job(
    app: Flask, user_factory: UserFactory, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    extend, look = Lease.extend, probe.probe
    beats, heard_again = [], threading.Event()

    def extend_at_the_second_try(self: Lease, lease_s: float) -> None:
        beats.append(lease_s)
        if len(beats) == 1:
            raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))
        extend(self, lease_s)
        heard_again.set()

    def look_slowly(*args: object, **options: object) -> probe.MediaInfo:
        assert heard_again.wait(30)
        return look(*args, **options)  # type: ignore[arg-type]

    media = upload(sign_in(user_factory("Ana", "uploader")), tone())
    monkeypatch.setattr(Lease, "extend", extend_at_the_second_try)
    monkeypatch.setattr(probe, "probe", look_slowly)
    assert (work(app, media).state, media.jobs[0].attempts) == ("done", 1)
