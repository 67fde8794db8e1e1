"""Another program holds the database for long: pages are read, and a change is told to wait."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from tests.faults import clips, people
from tests.faults.books import Books, balance
from tests.faults.browser import Browser
from tests.faults.conftest import MakeSite


def test_while_the_database_is_locked_people_read_and_are_told_when_to_try_again(
    new_site: MakeSite,
) -> None:
    site = new_site()
    parts = site.web(), site.worker()
    librarian, books = Browser(site.port).log_in(), Books()
    slug = people.upload(librarian, books, "Before", clips.tone())
    with closing(sqlite3.connect(site.data / "sightline.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for path in ("/", f"/media/{slug}", "/search?q=harbour"):
            assert librarian.get(path).status == 200, path
        refused = librarian.upload("During", "tone.mp3", clips.tone().data)
        assert refused.status == 503, (refused.status, refused.words)
        assert int(refused.headers["Retry-After"]) > 0
        assert "nothing was saved" in refused.words
    people.upload(librarian, books, "During", clips.tone())
    site.wait_for_jobs()
    assert all(part.is_running for part in parts), "nothing had to be started again"
    found = balance(site, books, librarian)
    assert found.is_good, str(found)
