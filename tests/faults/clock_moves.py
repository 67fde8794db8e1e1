"""The machine's clock is set, again and again, while work is done and people are here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.faults import clips, people
from tests.faults.books import Balance, Books, balance
from tests.faults.browser import Browser
from tests.faults.clock import Clock
from tests.faults.site import Site, until

RUNNING = "SELECT count(*) FROM job WHERE state = 'running'"


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    balance: Balance
    uploads: int
    edits: int


def run(
    site: Site, clock: Clock, moves: Sequence[int], say: Callable[[str], None] = lambda _: None
) -> Outcome:
    """Set the clock by turns to so many seconds ahead, each time while a job is done.

    Whenever it is set back, the worker that has the job dies, too: its lease is then much longer
    than it was meant to be. People stay logged in, and forms that were open can be sent.
    """
    site.besides = clock.environment
    web, worker = site.web(), site.worker()
    librarian, books = Browser(site.port).log_in(), Books()
    stranger = Browser(site.port)
    stranger.token = stranger.token_of("/login")
    slug = people.upload(librarian, books, "Before", clips.speech())
    site.wait_for_jobs()
    people.add_captions(librarian, slug, 5)
    captions, cue = site.rows(
        "SELECT transcript_id, min(cue.id) FROM cue JOIN transcript"
        " ON transcript.id = transcript_id WHERE origin = 'upload' GROUP BY transcript_id"
    )[0]
    editor = people.Editor(librarian.twin(), books, f"/media/{slug}/review/{captions}")
    before_s = 0
    for number, ahead_s in enumerate(moves):
        people.upload(librarian, books, f"Under way {number}", clips.speech())
        until(lambda: site.value(RUNNING))
        goes_back = ahead_s < before_s
        if goes_back:
            worker.kill("all")
        clock.set(ahead_s)
        if goes_back:
            worker.start()
        editor.write(cue, f"Editor one wrote {number}.")
        people.upload(librarian, books, f"Afterwards {number}", clips.tone())
        site.wait_for_jobs()
        _send_open_form(stranger)
        say(f"{number + 1} times, {len(books.uploads)} uploads, {len(books.edits)} edits so far")
        before_s = ahead_s
    assert web.is_running
    assert worker.is_running
    return Outcome(balance(site, books, librarian), len(books.uploads), len(books.edits))


def _send_open_form(stranger: Browser) -> None:
    stranger.close()  # the web server does not keep a connection open for that long
    fields: dict[str, object] = {"email": "nobody@example.org", "password": "what she thinks it is"}
    answer = stranger.post("/login", fields)
    assert "do not fit together" in answer.words, (answer.status, answer.words)  # it is not stale
    stranger.cookies.clear()
    stranger.token = stranger.token_of("/login")
