"""Two workers on one ledger: both look for work, both look for what was lost, both tidy up."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from pathlib import Path
from uuid import uuid4

import pytest

from tests.faults import clips, people
from tests.faults.books import Books, balance
from tests.faults.browser import Browser
from tests.faults.conftest import MakeSite
from tests.faults.site import LIBRARIAN, Site, until
from tests.unit.smtp_server import mail_server

pytestmark = pytest.mark.timeout(600)  # as long as a busy machine needs

MAILS = 24
DAYS_3_S = 3 * 24 * 3600
OUTCOMES = (
    "SELECT job_id, outcome FROM job_attempt JOIN job ON job.id = job_id WHERE job.kind = 'mail'"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def make_site(request: pytest.FixtureRequest) -> MakeSite:
    name = "new_site" if request.param == "sqlite" else "new_site_on_postgresql"
    made: MakeSite = request.getfixturevalue(name)
    return made


def test_each_job_is_done_once_and_what_a_dead_worker_held_is_taken_over_once(
    make_site: MakeSite,
) -> None:
    answers = threading.Event()
    with mail_server() as inbox:
        inbox.on_mail = answers.wait  # the server is in the middle of taking one
        site = make_site(
            SMTP_URL=inbox.url,
            MAIL_FROM="Sightline <videos@example.org>",
            JOB_LEASE_S=8,  # also on a busy machine, only the dead one is not heard of for so long
        )
        site.web()
        _ask_for_links(site)
        dying = site.worker(1, queues="mail")
        until(lambda: inbox.mails, what=site.log("worker"))
        dying.kill("all")
        (held,) = (row[0] for row in site.rows("SELECT id FROM job WHERE state = 'running'"))
        answers.set()
        workers = [site.worker(3, queues="mail") for _ in range(2)]
        site.wait_for_jobs()
        assert all(worker.is_running for worker in workers)
        copies = Counter(mail["Message-ID"] for mail in inbox.mails)
        assert sorted(copies.values()) == [1] * (MAILS - 1) + [2]  # of that one it was not known
        once = {(row[0], "done"): 1 for row in site.rows("SELECT id FROM job WHERE kind = 'mail'")}
        assert Counter(map(tuple, site.rows(OUTCOMES))) == {**once, (held, "lost"): 1}


def test_two_that_tidy_up_at_once_remove_what_nobody_needs_and_nothing_else(
    new_site: MakeSite,
) -> None:
    site = new_site()
    web, first = site.web(), site.worker()
    librarian, books = Browser(site.port).log_in(), Books()
    for number, clip in enumerate((clips.tone(), clips.speech())):
        people.upload(librarian, books, f"Upload {number}", clip)
    site.wait_for_jobs()
    first.stop()
    for file in (site.data / "media").rglob("*.*"):
        _make_old(file)
    left_behind = [_left_behind(site) for _ in range(40)]
    workers = [site.worker() for _ in range(2)]
    until(lambda: not any(file.exists() for file in left_behind))
    assert all(part.is_running for part in (web, *workers))
    for worker in workers:
        assert "did not work" not in site.log(worker.name)
    found = balance(site, books, librarian)
    assert found.is_good, str(found)


def _ask_for_links(site: Site) -> None:
    stranger = Browser(site.port)
    stranger.token = stranger.token_of("/reset")
    for _ in range(MAILS):
        answer = stranger.post("/reset", {"email": LIBRARIAN})
        assert answer.status in (200, 302, 303), (answer.status, answer.words)


def _left_behind(site: Site) -> Path:
    """A file with a name like ours, which no row has."""
    name = uuid4().hex
    file = site.data / "media" / name[:2] / f"{name}.mp4"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"what a broken upload left behind")
    _make_old(file)
    return file


def _make_old(file: Path) -> None:
    long_ago = time.time() - DAYS_3_S
    os.utime(file, (long_ago, long_ago))
