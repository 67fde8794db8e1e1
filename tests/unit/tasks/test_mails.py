"""Mails reach people once, by a real mail server, whatever happens on the way."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.unit.smtp_server import DROP, Inbox, mail_server, using, wait_is_over
from tests.unit.tasks.test_worker import fresh, until, worker
from webapp import mail
from webapp.breakers import Breaker
from webapp.config import Settings
from webapp.events import job_queued
from webapp.extensions import db
from webapp.models import Job, Mail
from webapp.models.lease import PAUSES_S
from webapp.models.mail import RETRIED_MS

ANA = "ana@example.org"
ONLY_FOR_ANA = "http://127.0.0.1:8000/invitations/only-for-ana"


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with mail_server() as inbox:
        yield inbox


@pytest.fixture
def settings(settings: Settings, inbox: Inbox) -> Settings:
    return using(settings, inbox.url)


def write(to: str = ANA) -> Mail:
    """Ana is told that her passkey was removed."""
    mail.send(to, "passkey_removed", passkey="My telephone")
    db.session.commit()
    return db.session.scalars(select(Mail).order_by(Mail.id.desc())).first()  # type: ignore[return-value]


def work(app: Flask, written: Mail) -> Job:
    """A worker takes the mail up."""
    job_id = written.job_id
    db.session.commit()
    app.extensions["run_job"].call_local(job_id)
    return db.session.get_one(Job, job_id)


def the_server_is_asked_again(app: Flask) -> None:
    """As if the time had passed for which it is left alone."""
    app.extensions["breakers"]["mail"] = Breaker("mail", app.extensions["settings"])


def test_ana_gets_a_mail_once(app: Flask, inbox: Inbox) -> None:
    written = write()
    job = work(app, written)
    work(app, written)
    assert (job.state, job.step) == ("done", "sent")
    (received,) = inbox.mails
    assert received["To"] == ANA
    assert received["From"] == "Sightline <videos@example.org>"
    assert received["Subject"] == "A passkey was removed from your account"
    assert written.sent_at is not None


def test_a_mail_is_both_text_and_page(app: Flask, inbox: Inbox) -> None:
    work(app, write())
    text, html = inbox.mails[0].iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert "My telephone" in text.get_content()
    assert "<h1>A passkey was removed" in html.get_content()
    assert inbox.mails[0]["Auto-Submitted"] == "auto-generated"


def test_what_a_mail_said_is_forgotten_once_it_is_sent(app: Flask) -> None:
    written = write()
    assert "My telephone" in written.text
    work(app, written)
    assert (written.text, written.html) == ("", "")


def test_a_mail_goes_out_with_its_cause_or_not_at_all(app: Flask, inbox: Inbox) -> None:
    hints: list[int] = []

    def note(_sender: object, job_id: int) -> None:
        hints.append(job_id)

    job_queued.connect(note)
    mail.send(ANA, "test")
    db.session.rollback()
    db.session.commit()
    assert hints == []
    assert db.session.scalars(select(Mail)).all() == []
    mail.send(ANA, "test")
    with db.session.begin_nested():
        pass
    assert hints == []
    db.session.commit()
    assert hints == [db.session.scalars(select(Mail)).one().job_id]
    assert inbox.connections == 0  # whoever asked waited for no mail server


@pytest.mark.parametrize(
    ("address_answers", "mail_answers", "why"),
    [
        (["450 Mailbox is busy"], [], "450 Mailbox is busy."),
        ([], ["451 Try again later"], "451 Try again later."),
        ([], [DROP], "ended the connection."),
    ],
)
def test_a_mail_that_the_server_cannot_take_now_is_tried_again(
    app: Flask, inbox: Inbox, address_answers: list[str], mail_answers: list[str], why: str
) -> None:
    inbox.address_answers, inbox.mail_answers = address_answers, mail_answers
    written = write()
    job = work(app, written)
    assert (job.state, job.postponed) == ("queued", 1)
    assert why in job.error
    work(app, written)
    assert inbox.connections == 1  # not before its time has come
    wait_is_over(job)
    the_server_is_asked_again(app)
    assert work(app, written).state == "done"
    assert len(inbox.mails) == 1
    assert job.error == ""


def test_a_server_that_is_away_is_asked_for_one_mail_and_not_for_each(
    app: Flask, inbox: Inbox
) -> None:
    long = app.extensions["settings"].model_copy(update={"breaker_open_s": 1000})
    app.extensions["breakers"]["mail"] = Breaker("mail", long)
    inbox.mail_answers = [DROP]
    jobs = [work(app, write()) for _ in range(3)]
    assert inbox.connections == 1
    assert [(job.state, job.postponed) for job in jobs] == [("queued", 1)] * 3
    assert "ended the connection." in jobs[0].error
    later = [job.due_at_ms - jobs[0].due_at_ms for job in jobs[1:]]
    assert min(later) >= 900_000  # it is not asked for 1000 s, and the first mail waits 30 s
    waiting = "The mail server does not answer just now. Mails wait until it does."
    assert [job.error for job in jobs[1:]] == [waiting] * 2


def test_mails_that_waited_for_the_server_arrive_once_it_is_back(app: Flask, inbox: Inbox) -> None:
    inbox.mail_answers = [DROP]
    written = [write() for _ in range(3)]
    for each in written:
        wait_is_over(work(app, each))
    the_server_is_asked_again(app)
    assert [work(app, each).state for each in written] == ["done"] * 3
    assert len(inbox.mails) == 3


def test_a_server_that_takes_no_mails_for_one_person_is_asked_for_the_next(
    app: Flask, inbox: Inbox
) -> None:
    inbox.address_answers = ["450 Mailbox is busy", "550 No such person"]
    jobs = [work(app, write()) for _ in range(3)]
    assert [job.state for job in jobs] == ["queued", "failed", "done"]


def test_each_try_carries_the_same_message_id(app: Flask, inbox: Inbox) -> None:
    inbox.mail_answers = ["451 Later"]
    kept: list[str] = []
    inbox.on_mail = lambda: kept.append(inbox.mails[-1]["Message-ID"])
    written = write()
    wait_is_over(work(app, written))
    work(app, written)
    assert kept == [f"<{written.key}@example.org>"]


def test_a_server_that_is_away_is_tried_for_hours_then_whoever_asks_learns_why(
    app: Flask, inbox: Inbox
) -> None:
    inbox.address_answers = ["450 Mailbox is busy"] * (len(PAUSES_S) + 1)
    written = write()
    for _ in PAUSES_S:
        job = work(app, written)
        assert job.state == "queued"
        wait_is_over(job)
    assert work(app, written).state == "failed"
    assert job.error == (
        "The mail server does not take mails for this address: 450 Mailbox is busy."
    )


@pytest.mark.parametrize(
    ("address_answers", "mail_answers", "sentence"),
    [
        (
            ["550 No such person"],
            [],
            "The mail server does not take mails for this address: 550 No such person.",
        ),
        ([], ["554 Not wanted"], "The mail server does not take this mail: 554 Not wanted."),
    ],
)
def test_a_refused_mail_fails_with_a_sentence_and_is_forgotten(
    app: Flask, inbox: Inbox, address_answers: list[str], mail_answers: list[str], sentence: str
) -> None:
    inbox.address_answers, inbox.mail_answers = address_answers, mail_answers
    written = write()
    job = work(app, written)
    assert (job.state, job.error) == ("failed", sentence)
    Mail.forget()
    assert "My telephone" in written.text  # somebody may mend it and try again
    db.session.execute(
        update(Job)
        .where(Job.id == job.id)
        .values(changed_at_ms=Job.changed_at_ms - RETRIED_MS - 1000)
    )
    Mail.forget()
    assert (written.text, written.html, written.sent_at) == ("", "", None)
    assert inbox.mails == []


def test_a_worker_killed_after_the_server_took_the_mail_costs_one_more_copy_at_most(
    app: Flask, settings: Settings, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SMTP knows no transactions: the server has the mail, and nobody has noted it.

    The next worker sends it again, once for each worker that is killed just then. Both copies have
    the same Message-ID, by which many servers drop the second.
    """
    monkeypatch.setenv("SIGHTLINE_SMTP_URL", inbox.url)
    monkeypatch.setenv("SIGHTLINE_MAIL_FROM", settings.mail_from)
    state = select(Job.state).where(Job.id == write().job_id)
    db.session.commit()
    with worker(settings) as first:
        inbox.on_mail = lambda: os.killpg(first.pid, signal.SIGKILL)
        until(lambda: first.poll() is not None)
    inbox.on_mail = lambda: None
    assert fresh(state) == "running"
    with worker(settings):
        until(lambda: fresh(state) == "done")
    one, two = inbox.mails
    assert one["Message-ID"] == two["Message-ID"]


def test_logs_name_neither_people_nor_links(
    app: Flask, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    inbox.address_answers = ["250 OK", f"450 <{ANA}> is busy", f"550 <{ANA}> is unknown"]
    for _ in range(3):
        mail.send(ANA, "invitation", inviter="Ben", library="Talks", link=ONLY_FOR_ANA,
                  within=app.config["SECURITY_CONFIRM_EMAIL_WITHIN"])  # fmt: skip
        db.session.commit()
        work(app, db.session.scalars(select(Mail).order_by(Mail.id.desc())).first())  # type: ignore[arg-type]
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith(("mail.", "asyncio"))]
    assert [line for line in ours if ANA in line or "only-for-ana" in line or "Ben" in line] == []


def test_mails_that_are_long_over_are_removed_with_their_jobs(app: Flask) -> None:
    old, new = write(), write()
    for written in (old, new):
        work(app, written)
    db.session.execute(
        update(Job)
        .where(Job.id == old.job_id)
        .values(changed_at_ms=Job.changed_at_ms - 8 * 24 * 3600 * 1000)
    )
    new_id = new.id
    Mail.forget()
    assert db.session.scalars(select(Mail.id)).all() == [new_id]
    assert len(db.session.scalars(select(Job)).all()) == 1
