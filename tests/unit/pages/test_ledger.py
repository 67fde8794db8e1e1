"""Whoever looks after Sightline sees what is done in the background, and mends what failed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from webapp import mail
from webapp.events import job_queued
from webapp.extensions import db
from webapp.models import Job, Library, LogEntry, Mail, Media, User, ledger
from webapp.models.job_attempt import JobAttempt
from webapp.models.lease import Lease

WHY = "This file is cut off. Send it again."


@pytest.fixture
def irma(user_factory: Callable[..., User], sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    """The browser of somebody who looks after the whole installation."""
    return sign_in(user_factory("Irma", is_admin=True))


@pytest.fixture
def broken(media_factory: Callable[..., Media]) -> Job:
    """The job of an upload that could not be prepared."""
    return fails(media_factory("A broken film", state="failed"))


def fails(media: Media) -> Job:
    job = media.jobs[0]
    job.state, job.error = "failed", WHY
    db.session.commit()
    return job


def write(to: str = "ana@example.org") -> Mail:
    mail.send(to, "passkey_removed", passkey="My telephone")
    db.session.commit()
    return db.session.scalars(select(Mail).order_by(Mail.id.desc())).first()  # type: ignore[return-value]


def give_up(written: Mail) -> Job:
    """The mail server refuses a mail for good."""
    written.job.state, written.job.error = "failed", "The mail server does not take it."
    db.session.commit()
    return written.job


def logged() -> list[str]:
    return [entry.event for entry in db.session.scalars(select(LogEntry).order_by(LogEntry.id))]


def test_what_failed_comes_first_then_what_goes_on_then_what_waits(
    irma: FlaskClient, media_factory: Callable[..., Media]
) -> None:
    for title, state in (("Waits", "queued"), ("Failed", "failed"), ("Goes on", "running")):
        media_factory(f"{title} here", state=state)
    media_factory("Ready here", state="done")
    page = irma.get("/jobs").text
    assert re.findall(r"<bdi>(\w[\w ]*) here</bdi>", page) == ["Failed", "Goes on", "Waits"]
    assert "1 failed, 1 being done, 1 waiting." in page
    assert "Ready here" in irma.get("/jobs?state=done").text


def test_a_job_says_in_plain_words_how_it_stands(irma: FlaskClient, broken: Job) -> None:
    page = irma.get(f"/jobs/{broken.id}").text
    assert "Preparing an upload" in page
    assert WHY in page
    assert f'href="/media/{broken.media.slug}"' in page
    assert irma.get("/jobs/4711").status_code == 404


def test_jobs_are_found_by_state_kind_queue_and_words(
    irma: FlaskClient, broken: Job, media_factory: Callable[..., Media]
) -> None:
    media_factory("Another film", state="queued")
    for found, asked in {
        "A broken film": ("state=failed", "text=cut+off", "text=broken", f"text={broken.id}"),
        "Another film": ("state=queued", "text=another", "queue=media&state=queued"),
    }.items():
        other = {"A broken film", "Another film"} - {found}
        for each in asked:
            page = irma.get(f"/jobs?{each}").text
            assert found in page, each
            assert not any(name in page for name in other), each
    assert "No job is like that." in irma.get("/jobs?kind=mail").text
    assert irma.get("/jobs?state=nonsense&kind=x&page=x").status_code == 200


def test_long_lists_come_in_pages(irma: FlaskClient, media_factory: Callable[..., Media]) -> None:
    for number in range(30):
        media_factory(f"Film {number}", state="queued")
    first = irma.get("/jobs").text
    second = irma.get("/jobs?page=2").text
    titles = r"<bdi>(Film \d+)</bdi>"
    assert 'id="next-page"' in first
    assert not set(re.findall(titles, first)) & set(re.findall(titles, second))


def test_what_failed_is_tried_again_and_that_is_logged(
    irma: FlaskClient, broken: Job, app: Flask
) -> None:
    hinted = []
    with job_queued.connected_to(lambda _app, job_id: hinted.append(job_id), app):
        answer = irma.post(f"/jobs/{broken.id}/retry", follow_redirects=True)
    assert "It is being tried again." in answer.text
    assert (broken.state, hinted) == ("queued", [broken.id])
    assert logged() == ["job.retried"]


def test_what_goes_on_is_stopped_and_that_is_logged(
    irma: FlaskClient, media_factory: Callable[..., Media]
) -> None:
    job = media_factory(state="queued").jobs[0]
    lease = Lease.claim(job.id, 30, 3, "worker-1")
    assert lease is not None
    answer = irma.post(f"/jobs/{job.id}/cancel", follow_redirects=True)
    assert "It was stopped." in answer.text
    db.session.refresh(job)
    assert job.state == "cancelled"
    assert not lease.is_held()
    assert logged() == ["job.cancelled"]
    assert "It was over already." in irma.post(f"/jobs/{job.id}/cancel", follow_redirects=True).text
    assert "It was stopped." in irma.get(f"/jobs/{job.id}").text


def test_a_job_that_goes_on_is_not_tried_again(
    irma: FlaskClient, media_factory: Callable[..., Media]
) -> None:
    job = media_factory(state="queued").jobs[0]
    answer = irma.post(f"/jobs/{job.id}/retry", follow_redirects=True)
    assert "It is not over yet." in answer.text
    assert logged() == []


def test_all_that_failed_of_a_kind_is_tried_again_after_saying_how_many(
    irma: FlaskClient, broken: Job, media_factory: Callable[..., Media]
) -> None:
    other, waiting = fails(media_factory("Another one")), give_up(write())
    assert "Try all 2 again" in irma.get("/jobs").text
    question = irma.get("/jobs/again?kind=prepare").text
    assert "2 jobs are tried again." in question
    assert "Try all 2 again" in question
    answer = irma.post("/jobs/again?kind=prepare", follow_redirects=True)
    assert "2 jobs are tried again." in answer.text
    db.session.expire_all()
    assert (broken.state, other.state, waiting.state) == ("queued", "queued", "failed")
    assert logged() == ["jobs.retried"]
    assert irma.get("/jobs/again?kind=nonsense").status_code == 404


def test_a_mail_that_the_server_refused_can_be_sent_again(irma: FlaskClient) -> None:
    job = give_up(write("ben@example.org"))
    Mail.forget()
    page = irma.get(f"/jobs/{job.id}").text
    assert "ben@example.org" in page
    assert "The mail server does not take it." in page
    irma.post(f"/jobs/{job.id}/retry")
    db.session.refresh(job)
    assert job.state == "queued"
    assert Mail.of_job(job.id).text != ""


def test_a_mail_whose_words_are_forgotten_is_not_sent_empty(irma: FlaskClient) -> None:
    written = write()
    job = give_up(written)
    written.text = written.html = ""
    db.session.commit()
    assert "What this mail said is forgotten by now." in irma.get(f"/jobs/{job.id}").text
    irma.post(f"/jobs/{job.id}/retry")
    db.session.refresh(job)
    assert job.state == "failed"
    assert "One cannot be, because" in irma.get("/jobs/again?kind=mail").text


def test_a_librarian_sees_the_jobs_of_her_library_alone(
    librarian: FlaskClient,
    broken: Job,
    media_factory: Callable[..., Media],
) -> None:
    archive = Library(slug="archive", name="Archive")
    db.session.add(archive)
    theirs = fails(media_factory("Of the archive", library=archive))
    letter = give_up(write())
    here = "/libraries/main/jobs"
    page = librarian.get(here).text
    assert "A broken film" in page
    assert "Of the archive" not in page
    assert "ana@example.org" not in page
    assert "No job is like that." in librarian.get(f"{here}?text=ana@example.org").text
    for job, status in ((broken, 200), (theirs, 404), (letter, 404)):
        assert librarian.get(f"{here}/{job.id}").status_code == status
    assert librarian.post(f"{here}/{theirs.id}/retry").status_code == 404
    assert librarian.post(f"{here}/{broken.id}/retry").status_code == 303
    assert librarian.get("/jobs").status_code == 403
    librarian.post(f"{here}/again?kind=mail")
    db.session.expire_all()
    assert (theirs.state, letter.state) == ("failed", "failed")


def test_the_list_asks_for_news_while_something_goes_on_and_then_no_more(
    irma: FlaskClient, broken: Job, media_factory: Callable[..., Media]
) -> None:
    assert "hx-trigger" not in irma.get("/jobs").text  # what failed stays as it is
    job = media_factory(state="queued").jobs[0]
    assert 'hx-trigger="every 2s"' in irma.get("/jobs").text
    job.changed_at_ms -= 600_000
    broken.changed_at_ms -= 600_000
    db.session.commit()
    assert 'hx-trigger="every 15s"' in irma.get("/jobs").text
    job.changed_at_ms -= 3_600_000
    broken.changed_at_ms -= 3_600_000
    db.session.commit()
    assert "hx-trigger" not in irma.get("/jobs").text


def test_who_follows_the_list_is_told_that_one_more_failed(irma: FlaskClient, broken: Job) -> None:
    answer = irma.get("/jobs?failed=0", headers={"HX-Request": "true"}).text
    assert "One more job failed." in answer
    assert "<html" not in answer
    assert "more job" not in irma.get("/jobs?failed=1", headers={"HX-Request": "true"}).text


def test_each_attempt_can_be_read(irma: FlaskClient, media_factory: Callable[..., Media]) -> None:
    job = media_factory(state="queued").jobs[0]
    assert Lease.claim(job.id, 0, 3, "worker-lost") is not None
    again = Lease.claim(job.id, 30, 3, "worker-2")
    assert again is not None
    again.fail(WHY)
    assert [each.outcome for each in JobAttempt.of_job(job.id)] == ["failed", "lost"]
    page = irma.get(f"/jobs/{job.id}").text
    assert page.index("worker-2") < page.index("worker-lost")
    assert "The worker stopped, or was not heard of any more." in page


@pytest.mark.parametrize("density", range(1, 6))
def test_jobs_are_there_however_much_one_sees(irma: FlaskClient, broken: Job, density: int) -> None:
    irma.post("/settings", data={"density": density})
    page = irma.get("/jobs").text
    assert "A broken film" in page
    assert WHY in page


def test_what_the_list_costs_does_not_grow_with_its_rows(
    irma: FlaskClient, media_factory: Callable[..., Media], counted_queries: Callable
) -> None:
    def asked() -> int:
        with counted_queries() as statements:
            irma.get("/jobs")
        return len(statements)

    give_up(write())
    fails(media_factory("First"))
    few = asked()
    for number in range(8):
        fails(media_factory(f"Film {number}"))
        give_up(write())
    assert asked() == few


def test_nobody_is_offered_jobs_in_the_navigation_but_administrators(
    irma: FlaskClient, librarian: FlaskClient
) -> None:
    assert 'href="/jobs"' in irma.get("/").text
    assert 'href="/jobs"' not in librarian.get("/").text
    assert ledger.count(ledger.Wanted()) == 0
