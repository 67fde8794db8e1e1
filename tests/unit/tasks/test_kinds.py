"""Whoever adds a kind of background work drops in one module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

import tasks
from tasks import pipeline
from webapp.extensions import db
from webapp.models import Job
from webapp.models.job import KINDS

MODULE = """
from tasks.pipeline import Work
from webapp.models.job import declare

DANCE = declare("dance", "asked", "danced", "bowed")
seen = []
work = Work(
    DANCE,
    {"danced": lambda lease: seen.append("danced"), "bowed": lambda lease: seen.append("bowed")},
    started=lambda lease: seen.append("started"),
    finished=lambda lease: seen.append("finished"),
    sweep=lambda: seen.append("swept"),
)
"""


@pytest.fixture
def dance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "dances.py").write_text(MODULE)
    monkeypatch.setattr(tasks, "__path__", [*tasks.__path__, str(tmp_path)])
    monkeypatch.setattr(pipeline, "works", pipeline.works.__wrapped__)
    yield
    KINDS.pop("dance", None)


def test_every_kind_is_done_by_a_module_that_knows_its_steps() -> None:
    assert set(pipeline.works()) == set(KINDS)
    for work in pipeline.works().values():
        assert set(work.steps) <= set(work.kind.steps)
        assert work.kind.steps[0] not in work.steps


@pytest.mark.usefixtures("dance")
def test_a_new_kind_needs_no_other_line(app: Flask) -> None:
    works = pipeline.works()
    from tasks.dances import seen  # type: ignore[import-not-found]

    job = Job.add(works["dance"].kind)
    db.session.commit()
    job_id = job.id
    db.session.commit()
    app.extensions["run_job"].call_local(job_id)
    assert seen == ["started", "danced", "bowed", "finished"]
    assert (job.state, job.step, job.fraction) == ("done", "bowed", 1.0)
    pipeline.sweep()
    assert seen[-1] == "swept"
