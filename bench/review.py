"""What reviewing costs: saving one caption among few and among many, and eight people at once.

    python -m bench.review [--saves 100] [--rounds 3] [--reviewers 8] [--edits 100]
    python -m bench.review --saves 0 --reviewers 50 --edits 200 [--database ADDRESS]

``--saves 0`` leaves out what one save costs. The database at ``--database`` must be empty, such as
``postgresql+psycopg://postgres@127.0.0.1/bench``; without it, one in SQLite is made.

A server as in production (granian, one process, 8 threads) is asked over HTTP by reviewers who are
logged in, with form tokens. Saves in a transcript of 1,800 captions and in one of 18 go by turns,
and the medians are compared. Then each reviewer, from a few processes, changes captions of one
transcript as fast as answers come; what was answered is held against what the database has.
Aims: the time at most 1.2 times, an answer at most 4 KB, every conflict 409 with both texts, and
nothing lost.
"""

from __future__ import annotations

import html
import http.client
import multiprocessing
import os
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple
from urllib.parse import urlencode

import click

from bench import pages

SIZES = (18, 1800)
SHARED = 60
"""Captions of the transcript that all change at once: few enough that they often meet."""
MOST_BYTES = 4096
PATIENCE_S = 300
"""Fifty at once wait for their first page."""
PROCESSES = 8
"""So many send what the reviewers save: one would be slower than the server."""
_VERSION = re.compile(r'name="version" value="(\d+)"')
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_MARKS = re.compile(r"</?(?:ins|del)>")


class Library(NamedTuple):
    """What was made: each transcript's address and cues, and the reviewers' cookies."""

    addresses: dict[int, str]
    cues: dict[int, list[int]]
    cookies: list[str]


class Answer(NamedTuple):
    """What became of one change."""

    cue: int
    text: str
    status: int
    ms: float
    with_both: bool
    """Whether a conflict showed the text that was sent and the one that stands there."""


class Reviewer:
    """A browser's connection, with its cookie and form token."""

    def __init__(self, port: int, cookie: str, address: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        self._cookie = cookie
        self._address = address
        page = self._ask("GET", "", None)[1]
        self._token = html.unescape(_TOKEN.findall(page)[0])

    def save(self, cue: int, text: str, version: int, **more: str) -> tuple[int, str, float]:
        """Save a cue's text; return the status, the answer and the milliseconds that it took."""
        fields = {"text": text, "version": version, "csrf_token": self._token, **more}
        begin = time.perf_counter()
        status, body = self._ask("POST", f"/cues/{cue}", fields)
        return status, body, (time.perf_counter() - begin) * 1000

    def open(self) -> float:
        """Open the page; return the milliseconds that it took."""
        begin = time.perf_counter()
        status, _ = self._ask("GET", "", None)
        assert status == 200, status
        return (time.perf_counter() - begin) * 1000

    def _ask(self, method: str, path: str, fields: dict[str, object] | None) -> tuple[int, str]:
        headers = {"Host": "bench", "Cookie": f"session={self._cookie}", "Origin": "http://bench"}
        if fields is not None:
            headers |= {
                "HX-Request": "true",
                "Content-Type": "application/x-www-form-urlencoded",
            }
        body = urlencode(fields) if fields is not None else None
        self._connection.request(method, self._address + path, body, headers)
        answer = self._connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            if cookie.startswith("session="):
                self._cookie = cookie.split(";")[0].removeprefix("session=")
        return answer.status, answer.read().decode()


@click.command()
@click.option("--saves", default=100, show_default=True, help="For one size in one round.")
@click.option("--rounds", default=3, show_default=True)
@click.option("--reviewers", default=8, show_default=True)
@click.option("--edits", default=100, show_default=True, help="Of each reviewer.")
@click.option("--database", default="", help="The address of an empty database.")
def main(saves: int, rounds: int, reviewers: int, edits: int, database: str) -> None:
    """Print the figures, and each aim; fail where something was lost."""
    with tempfile.TemporaryDirectory() as folder:
        environment = pages._environment(Path(folder))
        if database:
            environment["SIGHTLINE_DATABASE_URL"] = database
        click.echo("Making the captions ...", err=True)
        library = pages._in_a_process_of_its_own(_fill, environment, reviewers)
        assert isinstance(library, Library)
        with pages._server("webapp:create_app", environment) as port:
            if saves:
                _report_saves(port, library, saves, rounds)
            click.echo(f"{reviewers} at once, {edits} changes each ...", err=True)
            answers = _together(port, library, edits)
        lost = pages._in_a_process_of_its_own(_lost, environment, library, answers)
        _report_together(answers, reviewers, lost)


def _report_saves(port: int, library: Library, saves: int, rounds: int) -> None:
    browsers = {n: Reviewer(port, library.cookies[0], library.addresses[n]) for n in SIZES}
    versions = dict.fromkeys(SIZES, 1)
    times: dict[int, list[float]] = {n: [] for n in SIZES}
    opened: dict[int, list[float]] = {n: [] for n in SIZES}
    most = 0
    for number in range(1, rounds + 1):
        click.echo(f"Round {number} of {rounds} ...", err=True)
        for size in SIZES:
            cue, spent = library.cues[size][size // 2], []
            for _ in range(saves):
                version = versions[size]
                text = f"Take {version} of it."
                status, body, ms = browsers[size].save(cue, text, version)
                assert status == 200, (status, body[:500])
                versions[size] += 1
                spent.append(ms)
                most = max(most, len(body.encode()))
            times[size].append(median(spent))
            opened[size].append(median(browsers[size].open() for _ in range(saves // 5 + 1)))
    for what, found in (("saving one", times), ("opening the page", opened)):
        few, many = (median(found[size]) for size in SIZES)
        click.echo(f"{what} of {SIZES[0]:,}: {few:.1f} ms; of {SIZES[1]:,}: {many:.1f} ms")
        click.echo(f"ratio {many / few:.2f} (aim: at most 1.2)")
    click.echo(f"answer {most:,} bytes (aim: at most {MOST_BYTES:,})")


def _together(port: int, library: Library, edits: int) -> list[Answer]:
    people = range(len(library.cookies))
    tasks = [
        (port, library, people[n::PROCESSES], edits) for n in range(min(PROCESSES, len(people)))
    ]
    with multiprocessing.get_context("spawn").Pool(len(tasks)) as pool:
        return [answer for each in pool.starmap(_review_side_by_side, tasks) for answer in each]


def _review_side_by_side(
    port: int, library: Library, numbers: Sequence[int], edits: int
) -> list[Answer]:
    with ThreadPoolExecutor(len(numbers)) as threads:
        begun = [threads.submit(_review, port, library, number, edits) for number in numbers]
        return [answer for each in begun for answer in each.result()]


def _review(port: int, library: Library, number: int, edits: int) -> list[Answer]:
    """Change captions at random; who is told of a conflict chooses her own text against it."""
    chance = random.Random(number)
    browser = Reviewer(port, library.cookies[number], library.addresses[SHARED])
    seen = dict.fromkeys(library.cues[SHARED], 1)
    answers = []
    for turn in range(edits):
        cue = chance.choice(library.cues[SHARED])
        text = f"Reviewer {number} wrote this in turn {turn}."
        status, body, ms = browser.save(cue, text, seen[cue])
        answers.append(_answer(cue, text, status, body, ms))
        while status == 409:
            seen[cue] = int(_VERSION.findall(body)[0])
            status, body, ms = browser.save(cue, text, seen[cue], mine=text, choice="mine")
            answers.append(_answer(cue, text, status, body, ms))
        seen[cue] += 1
    return answers


def _answer(cue: int, text: str, status: int, body: str, ms: float) -> Answer:
    plain = " ".join(html.unescape(_MARKS.sub("", body)).split())
    others = set(re.findall(r"Reviewer \d+ wrote this in turn \d+\.", plain))
    return Answer(cue, text, status, ms, text in others and len(others) > 1)


def _report_together(answers: list[Answer], reviewers: int, lost: object) -> None:
    statuses = Counter(each.status for each in answers)
    conflicts = [each for each in answers if each.status == 409]
    both = sum(each.with_both for each in conflicts)
    cuts = quantiles((each.ms for each in answers), n=100)
    click.echo(f"{reviewers} at once: {len(answers):,} requests, {dict(statuses)}")
    click.echo(f"conflicts with both texts: {both} of {len(conflicts)}")
    click.echo(f"p50 {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms: {cuts[98] / cuts[49]:.1f} times")
    click.echo(f"lost or invented: {lost}")
    if lost or set(statuses) - {200, 409}:
        raise click.ClickException("Something was lost, or failed.")


def _lost(environment: dict[str, str], library: Library, answers: list[Answer]) -> int:
    """Count changes that were answered as saved and are not there, or the other way round."""
    os.environ.update(environment)
    from webapp import create_app
    from webapp.extensions import db
    from webapp.models import Cue, CueChange

    with create_app().app_context():
        mine = CueChange.cue_id.in_(library.cues[SHARED])
        changes = db.session.query(CueChange).filter(mine).all()
        written = Counter((c.cue_id, c.after["text"]) for c in changes if c.after)
        saved = Counter((each.cue, each.text) for each in answers if each.status == 200)
        wrong = (written - saved).total() + (saved - written).total()
        for cue_id in library.cues[SHARED]:
            versions = sorted(c.version for c in changes if c.cue_id == cue_id)
            version = db.session.get_one(Cue, cue_id).version
            wrong += versions != list(range(2, version + 1))
        return wrong


def _fill(environment: dict[str, str], reviewers: int) -> Library:
    os.environ.update(environment)
    from webapp import create_app
    from webapp.extensions import db
    from webapp.models.kept_lint import KeptLint

    app = create_app()
    with app.app_context():
        db.create_all()
        sentences = pages._sentences()
        addresses, cues = {}, {}
        for size in (*SIZES, SHARED):
            transcript = pages._add(f"Of {size}", size, "engine")
            pages._say(transcript, size, sentences)
            pages._finish(transcript)
            db.session.commit()
            KeptLint.renew(transcript)  # as when a draft is complete
            addresses[size] = f"/media/{transcript.media.slug}/review/{transcript.id}"
            cues[size] = [cue.id for cue in transcript.cues()]
        cookies = [_log_in(app, number) for number in range(reviewers)]
        db.session.commit()
    return Library(addresses, cues, cookies)


def _log_in(app: object, number: int) -> str:
    """Add a reviewer, and return the cookie of her log-in."""
    from flask import Flask

    from webapp.extensions import db
    from webapp.models import Library as Shelf
    from webapp.models import Membership, SignIn, User
    from webapp.models.clock import utc_now
    from webapp.signing import SessionInterface

    assert isinstance(app, Flask)
    user = User(
        email=f"reviewer{number}@example.org",
        name=f"Reviewer {number}",
        fs_uniquifier=f"{number:032}",
        confirmed_at=utc_now(),
    )
    user.memberships = [Membership(library=Shelf.default(), role="reviewer")]
    db.session.add(user)
    db.session.flush()
    _, token = SignIn.begin(user, device="bench", address="127.0.0.1")
    signer = SessionInterface().get_signing_serializer(app)
    assert signer is not None
    session = {
        "_user_id": user.fs_uniquifier,
        "_fresh": True,
        "fs_paa": time.time(),
        "sign_in": token,
    }
    cookie: str = signer.dumps(session)
    return cookie


if __name__ == "__main__":
    main()
