"""A server that Sightline needs goes away and comes back, again and again, while people work."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.faults import clips, people
from tests.faults.books import Balance, Books, balance
from tests.faults.browser import Browser
from tests.faults.site import Site, until

CAPTIONS = 20
OPEN_JOBS = "SELECT count(*) FROM job WHERE state IN ('queued', 'running')"


@dataclass
class Outcome:
    """What came of it."""

    balance: Balance
    restarts: int
    uploads: int
    edits: int
    took_s: float


def run(
    site: Site,
    times: int,
    break_it: Callable[[], None],
    mend_it: Callable[[], None],
    say: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Break and mend while one person uploads and one corrects; both go on until the end."""
    books, chance = Books(), random.Random(times)
    parts = site.web(), site.worker(), site.worker()
    librarian = Browser(site.port).log_in()
    slug = people.upload(librarian, books, "The one that is corrected", clips.speech())
    site.wait_for_jobs()
    people.add_captions(librarian, slug, CAPTIONS)
    (captions,) = site.rows("SELECT id FROM transcript WHERE origin = 'upload'")[0]
    cues = [row[0] for row in site.rows("SELECT id FROM cue WHERE transcript_id = :t", t=captions)]
    begin, over = time.monotonic(), threading.Event()
    failures: list[BaseException] = []

    def upload() -> None:
        browser, number = librarian.twin(), 0
        while not over.is_set():
            kind = (clips.tone(), clips.speech())[number % 2]
            people.upload(browser, books, f"Upload {number}", kind)
            number += 1
            until(lambda: site.value(OPEN_JOBS) < 4, 600)

    def edit() -> None:
        editor = people.Editor(librarian.twin(), books, f"/media/{slug}/review/{captions}")
        number = 0
        while not over.is_set():
            editor.write(chance.choice(cues), f"Editor one wrote {number}.")
            number += 1
            time.sleep(0.05)

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            failures.append(error)

    crew = [threading.Thread(target=guarded, args=(work,)) for work in (upload, edit)]
    for each in crew:
        each.start()
    for number in range(1, times + 1):
        time.sleep(chance.uniform(0.5, 2.0))
        break_it()
        time.sleep(chance.uniform(0.0, 2.0))
        mend_it()
        done = len(books.uploads), len(books.edits)
        until(lambda: (len(books.uploads), len(books.edits)) > done or failures, 600)  # noqa: B023
        say(f"{number} restarts, {done[0]} uploads and {done[1]} edits so far")
    over.set()
    for each in crew:
        each.join()
    if failures:
        raise failures[0]
    site.wait_for_jobs(600)
    assert all(part.is_running for part in parts), "nothing had to be started again"
    took_s = time.monotonic() - begin
    found = balance(site, books, librarian)
    return Outcome(found, times, len(books.uploads), len(books.edits), took_s)
