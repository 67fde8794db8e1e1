"""The line to PostgreSQL is slow, is cut or takes nobody: people are told, and nothing is lost."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from tests.faults import clips, people
from tests.faults.books import Books, balance
from tests.faults.browser import Browser
from tests.faults.conftest import MakeSite
from tests.faults.proxy import NONE, Fault, proxy_to
from tests.faults.servers import Postgres

pytestmark = pytest.mark.timeout(600)  # as long as a busy machine needs


def test_people_are_told_while_the_line_to_the_database_fails_and_nothing_is_lost(
    new_site_on_postgresql: MakeSite, cluster: Postgres
) -> None:
    site = new_site_on_postgresql()
    straight = urlsplit(site.database_url)
    with proxy_to(cluster.port) as line:
        site.read_from = straight.geturl()
        by_line = straight._replace(netloc=f"postgres@127.0.0.1:{line.port}")
        site.settings["DATABASE_URL"] = by_line.geturl()
        parts = site.web(), site.worker()
        librarian, books = Browser(site.port).log_in(), Books()
        slug = people.upload(librarian, books, "Before", clips.tone())
        site.wait_for_jobs()
        people.add_captions(librarian, slug, 5)
        captions, cue = site.rows(
            "SELECT transcript_id, min(cue.id) FROM cue JOIN transcript"
            " ON transcript.id = transcript_id WHERE origin = 'upload' GROUP BY transcript_id"
        )[0]
        editor = people.Editor(librarian.twin(), books, f"/media/{slug}/review/{captions}")

        line.plan.usual = Fault(delay_s=0.02)
        line.break_all()
        people.upload(librarian, books, "Over a slow line", clips.tone())
        editor.write(cue, "Editor one wrote 1.")

        line.plan.usual = Fault(refuse=True)
        line.break_all()
        for browser in (librarian, Browser(site.port)):
            answer = browser.get("/")
            assert answer.status == 503, (answer.status, answer.words)
            assert int(answer.headers["Retry-After"]) > 0
            assert "database cannot be reached" in answer.words
        refused = librarian.post(
            f"/media/{slug}/review/{captions}/cues/{cue}", {"text": "Lost?", "version": 2}
        )
        assert refused.status == 503, (refused.status, refused.words)
        assert "nothing was saved" in refused.words

        line.plan.usual, line.plan.share = Fault(reset_after=20_000), 0.5
        people.upload(librarian, books, "Over a line that is cut", clips.tone())
        for number in range(2, 8):
            editor.write(cue, f"Editor one wrote {number}.")

        line.plan.usual = NONE
        people.upload(librarian, books, "Afterwards", clips.tone())
        site.wait_for_jobs()
        assert all(part.is_running for part in parts), "nothing had to be started again"
        found = balance(site, books, librarian)
        assert found.is_good, str(found)
