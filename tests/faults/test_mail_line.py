"""The line to the mail server fails: no mail is lost.

A mail is sent once, but where the line breaks after the server took it and before it could say so:
SMTP cannot tell these two apart, and the mail goes out again with the same ``Message-ID``.
"""

from __future__ import annotations

import time
from collections import Counter
from urllib.parse import urlsplit

import pytest
from sqlalchemy import create_engine, text

from tests.faults.browser import Browser
from tests.faults.conftest import MakeSite
from tests.faults.proxy import NONE, Fault, proxy_to
from tests.faults.site import LIBRARIAN, Site, until
from tests.unit.smtp_server import mail_server

pytestmark = pytest.mark.timeout(600)  # as long as a busy machine needs

LEFT_ALONE_S = 0.2
"""A server that did not answer is not asked for so long."""


def test_a_mail_is_never_lost_and_sent_twice_only_where_nobody_could_say_that_it_was_taken(
    new_site: MakeSite,
) -> None:
    with mail_server() as inbox, proxy_to(urlsplit(inbox.url).port or 0) as line:
        site = new_site(
            SMTP_URL=f"smtp://127.0.0.1:{line.port}",
            MAIL_FROM="Sightline <videos@example.org>",
            BREAKER_OPEN_S=LEFT_ALONE_S,
        )
        web, worker = site.web(), site.worker()
        stranger = Browser(site.port)
        stranger.token = stranger.token_of("/reset")

        def ask_for_a_link() -> None:
            time.sleep(LEFT_ALONE_S + 0.1)
            stranger.close()  # the web server does not wait for her as long as we wait for a mail
            answer = stranger.post("/reset", {"email": LIBRARIAN})
            assert answer.status in (200, 302, 303), (answer.status, answer.words)

        faults = [
            Fault(refuse=True),
            Fault(reset_after=10),  # within its greeting
            Fault(reset_after=100),  # in the middle of the conversation
            Fault(delay_s=0.02),
        ]
        for number, fault in enumerate(faults, start=1):
            line.plan.usual = fault
            ask_for_a_link()
            if not fault.delay_s:
                until(lambda number=number: _put_off(site) == number)  # the person was answered
        line.plan.usual = NONE
        inbox.on_mail = line.break_all
        seen = len(inbox.mails)
        ask_for_a_link()
        until(lambda: len(inbox.mails) > seen)
        until(lambda: _put_off(site) == len(faults))
        inbox.on_mail = lambda: None
        _half_a_minute_later(site)
        site.wait_for_jobs()
        copies = Counter(mail["Message-ID"] for mail in inbox.mails)
        assert sorted(copies.values()) == [1] * len(faults) + [2]
        assert (web.is_running, worker.is_running) == (True, True)


def _put_off(site: Site) -> int:
    return int(site.value("SELECT count(*) FROM job WHERE kind = 'mail' AND postponed = 1"))


def _half_a_minute_later(site: Site) -> None:
    """What was put off is due."""
    time.sleep(LEFT_ALONE_S + 0.1)
    engine = create_engine(site.database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE job SET due_at_ms = 0 WHERE state = 'queued'"))
    engine.dispose()
