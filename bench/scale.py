"""What size costs: a million captions, a hundred thousand media, and files in pieces.

    python -m bench.scale search [--cues 1000000] [--questions 400]
    python -m bench.scale library [--media 100000] [--rounds 30]
    python -m bench.scale ranges [--seconds 3] [--rounds 3]

``search`` asks the model behind the search page and the bare FTS5 query beneath it, by turns, for
words as common as in speech; aim: its p99 is at most 1.5 times the bare one's. ``library`` asks for
the pages of a library of 100 media and of a large one, by turns; aim: at most 1.2 times the time.
``ranges`` asks our web server for one MiB out of a large file again and again, and gunicorn for the
same by Flask's ``send_file``; both on two processes with eight threads. Aim: 15 times as many.
"""

from __future__ import annotations

import http.client
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

import click
from sqlalchemy import Engine, event

from bench import pages

MIB = 1024 * 1024
LARGE = 256 * MIB
CLIENTS = 2
MOMENTS = 12
PAGES = (
    "/", "/?sort=oldest", "/?sort=title", "/?sort=longest", "/?sort=shortest", "/?captions=people",
    "/?captions=people&length=long", "/?language=de&sort=title", "/?topic=3&sort=shortest",
    "/?topic=3&captions=any&sort=longest", "/?signed=any",
    "/search?q=zugzwang",
)  # fmt: skip


@click.group()
def main() -> None:
    """Measure one of the three."""


@main.command()
@click.option("--cues", default=1_000_000, show_default=True)
@click.option("--questions", default=400, show_default=True)
def search(cues: int, questions: int) -> None:
    """Print p50 and p99 of the search and of the bare query, and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        environment = pages._environment(Path(folder))
        click.echo(f"Making {cues:,} captions ...", err=True)
        pages._in_a_process_of_its_own(pages._fill, environment, cues)
        found = pages._in_a_process_of_its_own(_ask_both, environment, questions)
    assert isinstance(found, dict)
    for name, times in found.items():
        cuts = quantiles(times, n=100)
        click.echo(f"{name:12} p50 {1000 * cuts[49]:6.2f} ms   p99 {1000 * cuts[98]:6.2f} ms")
    ratio = quantiles(found["its query"], n=100)[98] / quantiles(found["bare FTS5"], n=100)[98]
    click.echo(f"p99 of its query over p99 of the bare one: {ratio:.2f} (aim: at most 1.5)")


def _ask_both(environment: Mapping[str, str], questions: int) -> dict[str, list[float]]:
    """Ask for the newest 20 moments, and for the same with nothing but the index and its rows."""
    os.environ.update(environment)
    from webapp import create_app
    from webapp.extensions import db
    from webapp.models import search as searching
    from webapp.search_terms import terms

    def ours(word: str) -> None:
        searching.newest(terms(word), None, limit=20)

    def bare(word: str) -> None:
        connection.exec_driver_sql(BARE, (f'"{word}"',)).all()

    with create_app().app_context():
        words = _words(questions)
        times: dict[str, list[float]] = {"bare FTS5": [], "its query": [], "search": []}
        asked = _clock(db.engine)
        connection = db.session.connection(execution_options={"read_only": True})
        for word in words[:20]:
            ours(word)
            bare(word)
        for word in words:
            times["bare FTS5"].append(_timed(bare, word))
            asked.clear()
            times["search"].append(_timed(ours, word))
            times["its query"].append(sum(asked))
            db.session.expunge_all()
        return times


def _clock(engine: Engine) -> list[float]:
    """A list that gets the seconds of each statement, its rows fetched or not."""
    asked: list[float] = []
    begun: list[float] = []
    event.listen(engine, "before_cursor_execute", lambda *_: begun.append(time.perf_counter()))
    event.listen(
        engine, "after_cursor_execute", lambda *_: asked.append(time.perf_counter() - begun.pop())
    )
    return asked


BARE = (
    "SELECT cue.id, cue.text, cue.start_ms, media.slug, media.title FROM cue_search"
    " JOIN cue ON cue.id = cue_search.rowid JOIN transcript ON transcript.id = cue.transcript_id"
    " JOIN media ON media.id = transcript.media_id"
    " WHERE cue_search MATCH ? ORDER BY cue_search.rowid DESC LIMIT 20"
)


def _words(count: int) -> list[str]:
    """Words of the captions, each as often as it is said: people look for what they heard."""
    said = " ".join(
        next(sentence) for sentence in [pages._sentences()] for _ in range(2000)
    ).split()
    return random.Random(7).sample(said, count)


def _timed(work: Callable[[str], None], argument: str) -> float:
    begin = time.perf_counter()
    work(argument)
    return time.perf_counter() - begin


@main.command()
@click.option("--media", "many", default=100_000, show_default=True)
@click.option("--rounds", default=30, show_default=True)
def library(many: int, rounds: int) -> None:
    """Print how long pages of a small and a large library take, and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        sites = {}
        for size in (100, many):
            environment = pages._environment(Path(folder) / str(size))
            click.echo(f"Making {size:,} media ...", err=True)
            watched = pages._in_a_process_of_its_own(_fill_library, environment, size)
            sites[size] = environment, str(watched)
        (small, small_watched), (large, large_watched) = sites.values()
        with (
            pages._server("webapp:create_app", small) as one,
            pages._server("webapp:create_app", large) as other,
        ):
            for path in (*PAGES, "watch"):
                times: dict[int, list[float]] = {one: [], other: []}
                for _ in range(rounds):
                    for port, watched in ((one, small_watched), (other, large_watched)):
                        times[port].append(_answer_s(port, watched if path == "watch" else path))
                before, after = median(times[one]), median(times[other])
                click.echo(
                    f"{path:32} {1000 * before:7.1f} ms {1000 * after:7.1f} ms"
                    f"   {after / before:.2f} (aim: at most 1.2)"
                )


def _fill_library(environment: Mapping[str, str], count: int) -> str:
    """Add media that differ in length, captions and topics; return the one that is watched."""
    os.environ.update(environment)
    from webapp import create_app
    from webapp.extensions import db
    from webapp.models import Library, Topic

    with create_app().app_context():
        db.create_all()
        topics = [Topic(library_id=Library.default().id, name=f"{n}", key=f"{n}") for n in range(4)]
        db.session.add_all(topics)
        db.session.commit()
        for first in range(0, count, 500):
            _add_many(range(first, min(first + 500, count)), [topic.id for topic in topics])
            db.session.commit()
        transcript = pages._add("The one that is watched", 300, "upload")
        pages._say(transcript, 300, _common_sentences())
        for cue in transcript.cues(limit=MOMENTS):  # in both libraries as many as a page shows
            cue.text = f"{cue.text} {pages.RARE}"
        pages._finish(transcript)
        db.session.commit()
        return f"/media/{transcript.media.slug}"


def _common_sentences() -> Iterator[str]:
    return (sentence.replace(pages.RARE, pages.COMMON) for sentence in pages._sentences())


def _add_many(numbers: range, topic_ids: list[int]) -> None:
    """Add media with all that lists show of them, in few statements."""
    from sqlalchemy import insert

    from webapp.extensions import db
    from webapp.models import Cue, Job, Library, Media, Rendition, Transcript
    from webapp.models.topic import MediaTopic
    from webapp.search_terms import comparable

    library_id, sentences = Library.default().id, _common_sentences()
    media = [
        {
            "id": number + 1, "slug": f"bench-{number:016}", "library_id": library_id,
            "visibility": "public", "title": f"Talk {number}",
            "found_by": comparable(f"Talk {number}\nTwo people talk."),
            "description": "Two people talk.", "language": "en", "original_name": "talk.mp4",
            "file": pages.NO_FILE, "bytes": 1, "kind": "video", "has_audio": True,
            "duration_ms": 3000 * (1200 if number % 10 == 0 else 6 + number % 300),
        }
        for number in numbers
    ]  # fmt: skip
    ids = [each["id"] for each in media]
    spoken = [number + 1 for number in numbers if number % 3]
    captions = [
        {
            "id": media_id, "media_id": media_id, "language": ("en", "de")[media_id % 2],
            "origin": "upload", "complete": True, "cue_count": 6, "drafts": 6,
            "trust": ("automatic", "file", "verified")[media_id % 7 % 3],
        }
        for media_id in spoken
    ]  # fmt: skip
    said = [
        {
            "transcript_id": media_id, "start_ms": n * 3000, "end_ms": n * 3000 + 2500,
            "text": text, "found_by": text, "author": "file",
        }
        for media_id in spoken[::3]
        for n, text in enumerate(next(sentences) for _ in range(6))
    ]  # fmt: skip
    files = {"file": pages.NO_FILE, "media_type": "video/mp4"}
    for model, rows in (
        (Media, media),
        (Job, [{"media_id": each, "state": "done", "step": "ready"} for each in ids]),
        (Rendition, [{"media_id": each, **files} for each in ids]),
        (Transcript, captions),
        (Cue, said),
        (
            MediaTopic,
            [{"media_id": each, "topic_id": topic_ids[each // 2 % 4]} for each in ids[::2]],
        ),
    ):
        if rows:
            db.session.execute(insert(model), rows)


def _answer_s(port: int, path: str) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    task: dict[str, object] = {"path": path, "headers": {}}
    pages._ask(connection, task)  # its connection to the database, and what is made once
    begin = time.perf_counter()
    pages._ask(connection, task)
    connection.close()
    return time.perf_counter() - begin


@main.command()
@click.option("--seconds", default=3.0, show_default=True)
@click.option("--rounds", default=3, show_default=True)
def ranges(seconds: float, rounds: int) -> None:
    """Print ranges of one MiB in a second, of each server, and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        environment = pages._environment(Path(folder))
        path, file = pages._in_a_process_of_its_own(_fill_file, environment)  # type: ignore[misc]
        with _web(environment) as ours, _gunicorn(file) as other:
            found: dict[str, list[float]] = {"Sightline": [], "send_file on gunicorn": []}
            for _ in range(rounds):
                found["Sightline"].append(_rate(ours, path, seconds))
                found["send_file on gunicorn"].append(_rate(other, "/", seconds))
    for name, rates in found.items():
        click.echo(f"{name:24} {median(rates):7.0f} a second")
    ratio = median(found["Sightline"]) / median(found["send_file on gunicorn"])
    click.echo(f"as many: {ratio:.1f} times (aim: 15)")


def _fill_file(environment: Mapping[str, str]) -> tuple[str, str]:
    """Keep a large file as a media's rendition; return its address and where it lies."""
    os.environ.update(environment)
    from flask import current_app

    from webapp import create_app
    from webapp.extensions import db
    from webapp.models import Rendition

    with create_app().app_context():
        db.create_all()
        storage = current_app.extensions["storage"]
        with tempfile.TemporaryFile() as source:
            source.truncate(LARGE)
            name = storage.save(source, ".mp4")
        media = pages._add("A long film", 10, "upload").media
        media.renditions[:] = [Rendition(file=name, media_type="video/mp4")]
        db.session.commit()
        kept = current_app.extensions["settings"].data_dir / "media" / name
        return f"/media/{media.slug}/play", str(kept)


@contextmanager
def _web(environment: Mapping[str, str]) -> Iterator[int]:
    port = _free_port()
    told = {**environment, "SIGHTLINE_PORT": str(port)}
    command = [sys.executable, str(pages.ROOT / "manage.py"), "web", "--workers", str(CLIENTS)]
    with _running(command, told, port):
        yield port


@contextmanager
def _gunicorn(file: str) -> Iterator[int]:
    port = _free_port()
    command = [
        sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", str(CLIENTS),
        "--threads", "8", "--log-level", "error", "bench.scale:sends_file()",
    ]  # fmt: skip
    with _running(command, {"BENCH_FILE": file}, port):
        yield port


def sends_file() -> object:
    """Flask's own way to send a file, and nothing else."""
    from flask import Flask, send_file

    app = Flask("bare")
    file = os.environ["BENCH_FILE"]
    app.add_url_rule("/", "file", lambda: send_file(file, mimetype="video/mp4", conditional=True))
    return app


@contextmanager
def _running(command: list[str], environment: Mapping[str, str], port: int) -> Iterator[None]:
    process = subprocess.Popen(
        command, cwd=pages.ROOT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL
    )
    try:
        pages._wait_for(port)
        yield
    finally:
        process.terminate()
        process.wait(20)


def _free_port() -> int:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _rate(port: int, path: str, seconds: float) -> float:
    with multiprocessing.get_context("spawn").Pool(CLIENTS) as pool:
        return sum(pool.starmap(_fetch, [(port, path, seconds)] * CLIENTS))


def _fetch(port: int, path: str, seconds: float) -> float:
    """Ask for one MiB from anywhere, again and again; return how many came in a second."""
    chance, buffer, got = random.Random(port), bytearray(MIB), 0
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    begin = time.perf_counter()
    while time.perf_counter() - begin < seconds:
        start = chance.randrange(LARGE - MIB)
        wanted = {"Host": "bench", "Range": f"bytes={start}-{start + MIB - 1}"}
        connection.request("GET", path, headers=wanted)
        answer = connection.getresponse()
        assert answer.status == 206, answer.status
        view = memoryview(buffer)
        while view and (count := answer.readinto(view)):
            view = view[count:]
        answer.read()
        assert not view
        got += 1
    return got / (time.perf_counter() - begin)


if __name__ == "__main__":
    main()
