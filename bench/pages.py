"""What pages cost beside a bare Flask page: requests a second, and bytes as they travel.

    python -m bench.pages [--seconds 1.5] [--rounds 3] [--cues 1000000]

Both are served by granian as in production (one process, 8 threads), and asked by one client in a
process of its own, by turns; the medians count. The client is a stranger without cookies, so that
nothing depends on an account. Bytes are those of the answer and its headers with gzip, as a proxy
in front compresses pages. Aims: a watch page of 1,800 cues costs at most 1.2 times one of 18.
"""

from __future__ import annotations

import gzip
import http.client
import multiprocessing
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import click

if TYPE_CHECKING:
    from webapp.models import Transcript

ROOT = Path(__file__).resolve().parent.parent
HEADERS = {"Host": "bench", "Accept": "text/html"}
FRAGMENT = {"HX-Request": "true"}
TALK = 500
"""Cues of one media in the large library, as in half an hour of speech."""
DISTINCT = 100
"""Talks in which something else is said; the others repeat them."""
COMMON, RARE, PAIR = "and", "zugzwang", "lantern"
START_S = 60
NO_FILE = f"ab/{'cd' * 16}.mp4"
"""The name of a video that is not there: a worker that wants it is told so."""


class Page(NamedTuple):
    """What is asked for, and how."""

    name: str
    path: str
    headers: dict[str, str]
    bare: bool = False


@click.command()
@click.option("--seconds", default=1.5, show_default=True, help="For one page in one round.")
@click.option("--rounds", default=3, show_default=True)
@click.option("--cues", default=1_000_000, show_default=True, help="In the library searched.")
def main(seconds: float, rounds: int, cues: int) -> None:
    """Print each page's figures, and each aim."""
    with tempfile.TemporaryDirectory() as folder:
        environment = _environment(Path(folder))
        media = _in_a_process_of_its_own(_fill, environment, cues)
        with (
            _server("bench.pages:bare", {}) as bare,
            _server("webapp:create_app", environment) as site,
        ):
            pages = _pages(media)
            speeds = _measure(pages, bare, site, seconds, rounds)
            _report(pages, speeds, site, bare)


def bare() -> Callable[..., object]:
    """A page of Flask alone: what every answer costs at least."""
    from flask import Flask

    app = Flask("bare")
    app.add_url_rule("/", "page", lambda: "<!doctype html><title>Hello</title><h1>Hello</h1>")
    return app


def _pages(media: dict[str, str]) -> list[Page]:
    watch = {size: f"/media/{media[size]}" for size in ("18", "500", "1800")}
    return [
        Page("bare Flask page", "/", {}, bare=True),
        Page("watch, 500 cues", watch["500"], {}),
        Page("transcript, a fragment", watch["500"] + "/transcript?part=2", FRAGMENT),
        Page("library", "/", {}),
        Page("library, chosen", "/?captions=people&length=long&sort=title", {}),
        Page("search, a rare word", f"/search?q={RARE}", {}),
        Page("search, a word of most cues", f"/search?q={COMMON}", {}),
        Page("search, a phrase", f"/search?q=%22{COMMON}+{PAIR}%22", {}),
        Page("search, the best first", f"/search?q={RARE}&sort=best", {}),
        Page("search, nothing there", "/search?q=unheard", {}),
        Page("watch, 18 cues", watch["18"], {}),
        Page("watch, 1,800 cues", watch["1800"], {}),
    ]


def _measure(
    pages: list[Page], bare_port: int, site_port: int, seconds: float, rounds: int
) -> dict[str, float]:
    speeds: dict[str, list[float]] = {page.name: [] for page in pages}
    for _ in range(rounds):
        for page in pages:
            port = bare_port if page.bare else site_port
            task = {"port": port, "path": page.path, "headers": page.headers, "seconds": seconds}
            speeds[page.name].append(_in_a_process_of_its_own(_client, task))
    return {name: median(found) for name, found in speeds.items()}


def _report(pages: list[Page], speeds: dict[str, float], site: int, bare: int) -> None:
    least = speeds[pages[0].name]
    click.echo(f"{'':28}{'a second':>10}{'ms':>8}{'of bare':>9}{'bytes':>8}")
    for page in pages:
        speed = speeds[page.name]
        size = _bytes(bare if page.bare else site, page)
        click.echo(f"{page.name:28}{speed:10.0f}{1000 / speed:8.2f}{speed / least:9.3f}{size:8,}")
    growth = speeds["watch, 18 cues"] / speeds["watch, 1,800 cues"]
    click.echo(f"watch, 1,800 cues against 18: {growth:.2f} times the time (aim: at most 1.2)")


def _client(task: dict[str, object]) -> float:
    """Ask for one page again and again over one connection; return answers a second."""
    connection = http.client.HTTPConnection("127.0.0.1", int(str(task["port"])), timeout=30)
    seconds, asked = float(str(task["seconds"])), 0
    _ask(connection, task)  # what is made at the first request is not counted
    begin = time.perf_counter()
    while time.perf_counter() - begin < seconds:
        _ask(connection, task)
        asked += 1
    return asked / (time.perf_counter() - begin)


def _ask(connection: http.client.HTTPConnection, task: dict[str, object]) -> tuple[bytes, bytes]:
    headers = HEADERS | dict(task["headers"])  # type: ignore[call-overload]
    connection.request("GET", str(task["path"]), headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, (answer.status, task)
    return str(answer.headers).encode(), body


def _bytes(port: int, page: Page) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers, body = _ask(connection, {"path": page.path, "headers": page.headers})
    return len(headers) + len(gzip.compress(body))


@contextmanager
def _server(target: str, environment: dict[str, str]) -> Iterator[int]:
    """Run an application as ``manage.py web`` does; yield its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "bench.pages", "--serve", target, str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment)
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port: int) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise click.ClickException("The server did not start.")


def _serve(target: str, port: str) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        target,
        factory=True,
        interface=Interfaces.WSGI,
        port=int(port),
        workers=1,
        blocking_threads=8,
        log_enabled=False,
        working_dir=ROOT,
    ).serve()


def _environment(folder: Path) -> dict[str, str]:
    return {
        "SIGHTLINE_DATA_DIR": str(folder / "instance"),
        "SIGHTLINE_SECRET_KEY": "a key for the bench that is long enough to be taken",
        "SIGHTLINE_RATE_LIMITS": "false",
    }


def _in_a_process_of_its_own(work: Callable[..., object], *arguments: object) -> object:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, arguments)


def _fill(environment: dict[str, str], cues: int) -> dict[str, str]:
    """Make a library with so many cues, and media of known lengths; return their slugs."""
    os.environ.update(environment)
    from webapp import create_app
    from webapp.extensions import db

    with create_app().app_context():
        db.create_all()
        sentences = _sentences()
        said: list[int] = []
        for number in range(max(1, cues // TALK)):
            transcript = _add(f"Talk {number}", TALK, "engine" if number % 2 else "upload")
            if number < DISTINCT:
                _say(transcript, TALK, sentences)
                said.append(transcript.id)
            else:
                _repeat(transcript, said[number % DISTINCT])
            _finish(transcript)
            if number % 100 == 0:
                db.session.commit()
                db.session.expunge_all()
        slugs = {}
        for size in (18, 500, 1800):
            transcript = _add(f"Of {size} cues", size, "upload")
            _say(transcript, size, sentences)
            _finish(transcript)
            slugs[str(size)] = transcript.media.slug
        db.session.commit()
        return slugs


def _add(title: str, count: int, origin: str) -> Transcript:
    """Add a media that everybody may see, for so many cues."""
    from webapp.extensions import db
    from webapp.models import Job, Library, Media, Rendition, Transcript

    media = Media(
        library=Library.default(), visibility="public", title=title, description="Two people talk.",
        language="en", original_name="talk.mp4", file=NO_FILE, bytes=1, kind="video",
        duration_ms=count * 3000, has_audio=True,
    )  # fmt: skip
    media.jobs.append(Job(state="done", step="ready"))
    media.renditions.append(Rendition(file=NO_FILE, media_type="video/mp4"))
    transcript = Transcript(media=media, language="en", origin=origin)
    db.session.add(transcript)
    db.session.flush()
    return transcript


def _say(transcript: Transcript, count: int, sentences: Iterator[str]) -> None:
    """Add so many cues, in one statement."""
    from sqlalchemy import insert

    from webapp.extensions import db
    from webapp.models import Cue

    said = (next(sentences) for _ in range(count))
    rows = [
        {
            "transcript_id": transcript.id, "start_ms": n * 3000, "end_ms": n * 3000 + 2500,
            "text": text, "found_by": text, "author": _author(transcript),
        }
        for n, text in enumerate(said)
    ]  # fmt: skip
    db.session.execute(insert(Cue), rows)


def _repeat(transcript: Transcript, other_id: int) -> None:
    """Add the cues of another transcript: the database does that quickly."""
    from sqlalchemy import insert, literal, select

    from webapp.extensions import db
    from webapp.models import Cue

    columns = [Cue.start_ms, Cue.end_ms, Cue.text, Cue.found_by]
    cues = select(literal(transcript.id), literal(_author(transcript)), *columns).where(
        Cue.transcript_id == other_id
    )
    names = ["transcript_id", "author", *(column.key for column in columns)]
    db.session.execute(insert(Cue).from_select(names, cues))


def _author(transcript: Transcript) -> str:
    return "engine" if transcript.origin == "engine" else "file"


def _finish(transcript: Transcript) -> None:
    transcript._changed()
    transcript.complete = True  # only now: to look for what is wrong takes longer than the rest


def _sentences() -> Iterator[str]:
    """Yield made sentences whose words are as unevenly common as those of speech (Zipf)."""
    chance = random.Random(5)
    parts = ["ba", "do", "fe", "gi", "ho", "ka", "lu", "mi", "no", "pe", "ra", "su", "ti", "vo"]
    words = {"".join(chance.choices(parts, k=chance.randint(1, 4))) for _ in range(20_000)}
    vocabulary = sorted(words)
    weights = list(accumulate(1 / (n + 1) for n in range(len(vocabulary))))
    while True:
        said = chance.choices(vocabulary, cum_weights=weights, k=8)
        said[:1] = [COMMON] if chance.random() < 0.7 else []
        said[1:1] = [PAIR] if chance.random() < 0.01 else []
        said += [RARE] if chance.random() < 0.0005 else []
        yield " ".join(said)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        _serve(*sys.argv[2:])
    else:
        main()
