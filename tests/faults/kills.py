"""Web server and workers are killed, again and again, while people upload, correct and report.

Whoever kills starts again what has no main process any more, as a service manager does.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from tests.faults import clips, people
from tests.faults.books import Balance, Books, balance
from tests.faults.browser import Browser
from tests.faults.site import LEASE_S, WAYS, Part, Site, until

OWN_CAPTIONS = 60
MOST_WAITING = 4
"""People bring the next upload when fewer wait: what is measured is not a long queue."""
REST_S = 600


@dataclass(frozen=True)
class Trial:
    """How much is done to whom."""

    uploads: int
    kills: int
    edits: int
    reports: int
    signs: int
    seed: int = 1
    between_s: float = 2.0
    """At most so long after an upload is done somebody kills: web server and workers by turns."""


@dataclass
class Outcome:
    """What came of a trial."""

    balance: Balance
    kills: int
    late_s: list[float]
    """How long after its lease was over each job of a dead worker was another's."""
    took_s: float


@dataclass
class Watch:
    """Sees when a job changes hands: how long after its lease was over another worker took it."""

    site: Site
    late_s: list[float] = field(default_factory=list)
    _holders: dict[int, tuple[str, int]] = field(default_factory=dict)

    def look(self) -> None:
        """Compare who holds which job, and until when, with the last look."""
        query = "SELECT id, token, lease_until_ms FROM job WHERE state = 'running'"
        for job, token, until_ms in self.site.rows(query):
            before = self._holders.get(job)
            if before is not None and before[0] != token:
                self.late_s.append((until_ms - before[1]) / 1000 - LEASE_S)
            self._holders[job] = (token, until_ms)


def run(site: Site, trial: Trial, say: Callable[[str], None] = lambda _: None) -> Outcome:
    """Do it, wait until all is at rest, and hold the books against what is there."""
    books, watch, chance = Books(), Watch(site), random.Random(trial.seed)
    web, *workers = parts = [site.web(), site.worker(), site.worker()]
    librarian = Browser(site.port).log_in()
    slug = people.upload(librarian, books, "The one that is corrected", clips.speech())
    site.wait_for_jobs()
    people.add_captions(librarian, slug, OWN_CAPTIONS)
    begin = time.monotonic()
    done = threading.Event()
    failures: list[BaseException] = []
    crew = [
        threading.Thread(target=_guarded, args=(work, failures))
        for work in _crew(site, books, trial, slug, librarian)
    ]
    observer = threading.Thread(target=_observe, args=(watch, done))
    for each in (*crew, observer):
        each.start()
    _kill(site, trial, chance, web, workers, say)
    for each in crew:
        each.join()
    _go_on(parts)
    site.wait_for_web(web)
    site.wait_for_jobs(REST_S)
    done.set()
    observer.join()
    took_s = time.monotonic() - begin
    if failures:
        raise failures[0]
    found = balance(site, books, librarian)
    return Outcome(found, trial.kills, watch.late_s, took_s)


def _kill(
    site: Site,
    trial: Trial,
    chance: random.Random,
    web: Part,
    workers: list[Part],
    say: Callable[[str], None],
) -> None:
    """Kill by turns, until it was often enough."""
    parts = [web, *workers]

    def is_far_enough(due: int) -> bool:
        _go_on(parts)
        return _done(site) >= due

    for number in range(1, trial.kills + 1):
        due = (number - 1) * trial.uploads // trial.kills  # kills go along with what is done
        until(partial(is_far_enough, due), REST_S)
        time.sleep(chance.uniform(0.1, 1.0) * trial.between_s)
        part = chance.choice(workers) if number % 2 else web
        part.kill(chance.choice(WAYS), chance)
        _go_on(parts)
        if number % 20 == 0:
            say(f"{number} kills, {_done(site)} of {trial.uploads} uploads are done")


def _go_on(parts: list[Part]) -> None:
    """Start what has no main process, for whatever reason.

    A web server ends by itself when its worker process was killed twice within a few seconds.
    """
    for part in parts:
        if not part.is_running:
            part.start()


def _crew(
    site: Site, books: Books, trial: Trial, slug: str, librarian: Browser
) -> list[Callable[[], None]]:
    """What each person does."""
    captions = site.value(
        "SELECT transcript.id FROM transcript JOIN media ON media.id = transcript.media_id"
        " WHERE media.slug = :slug AND transcript.origin = 'upload'",
        slug=slug,
    )
    cues = [
        row[0]
        for row in site.rows(
            "SELECT id FROM cue WHERE transcript_id = :id ORDER BY id", id=captions
        )
    ]
    address = f"/media/{slug}/review/{captions}"
    kinds = (clips.tone(), clips.tone(), clips.speech(), clips.video())
    numbers = iter(range(trial.uploads))
    lock = threading.Lock()

    def upload() -> None:
        browser = librarian.twin()
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            _wait_for_room(site)
            people.upload(browser, books, f"Upload {number}", kinds[number % len(kinds)])

    def edit(name: str) -> None:
        editor = people.Editor(librarian.twin(), books, address)
        chance = random.Random(name)
        for number in range(trial.edits // 2):
            editor.write(chance.choice(cues), f"Editor {name} wrote {number}.")

    def report() -> None:
        browser = librarian.twin()
        pairs = [(cue, kind) for kind in people.REPORT_KINDS for cue in cues]
        for number, (cue, kind) in enumerate(pairs[: trial.reports]):
            text = f"Report {number}"
            people.report(browser, books, slug, cue, captions, kind, text)

    def sign() -> None:
        browser = librarian.twin()
        for number in range(trial.signs):
            people.sign(browser, books, slug, f"Signer {number}", clips.video())
            _wait_for_room(site)

    return [upload, upload, lambda: edit("one"), lambda: edit("two"), report, sign]


def _done(site: Site) -> int:
    """How many uploads are ready, beside the one that was there at first."""
    ready = "SELECT count(*) FROM job WHERE state = 'done' AND kind = 'prepare'"
    return int(site.value(ready)) - 1


def _wait_for_room(site: Site) -> None:
    waiting = "SELECT count(*) FROM job WHERE state IN ('queued', 'running') AND kind = 'prepare'"
    until(lambda: site.value(waiting) < MOST_WAITING, REST_S)


def _guarded(work: Callable[[], None], failures: list[BaseException]) -> None:
    try:
        work()
    except BaseException as error:
        failures.append(error)


def _observe(watch: Watch, done: threading.Event) -> None:
    while not done.wait(0.1):
        watch.look()
