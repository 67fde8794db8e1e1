"""What one viewer, one hour of uploads and one reviewer cost: processor, memory, storage, queries.

    python -m bench.costs [--visits 40] [--saves 100] [--minutes 3] [--model FILE]

A viewer opens a watch page of 500 captions with all that belongs to it. A reviewer saves captions
of it. Both ask a server in a process of its own over HTTP: its processor time and what it wrote are
those that the system counted, and queries are counted by the same requests within one process. An
upload is a video of so many minutes with speech, 640x360, prepared from its first check to its
captions; figures are for an hour of it. ``docs/scale.md`` makes of these how many machines a site
needs.
"""

from __future__ import annotations

import html
import http.client
import os
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import click

from bench import pages, review

MIB = 1024 * 1024
_PARTS = re.compile(r'(?:href|src)="(/[^"]+\.(?:css|js|vtt|woff2)[^"]*)"')
TICKS = os.sysconf("SC_CLK_TCK")


class Spent(NamedTuple):
    """What a process used since it began."""

    seconds: float
    written: int

    def since(self, before: Spent) -> Spent:
        """What it used since then."""
        return Spent(self.seconds - before.seconds, self.written - before.written)


@click.command()
@click.option("--visits", default=40, show_default=True)
@click.option("--saves", default=100, show_default=True)
@click.option("--minutes", default=3.0, show_default=True, help="Of the video that is uploaded.")
@click.option("--model", default=str(pages.ROOT / "tests/fixtures/micro-whisper/micro-en-q8_0.bin"))
def main(visits: int, saves: int, minutes: float, model: str) -> None:
    """Print the three."""
    with tempfile.TemporaryDirectory() as folder:
        environment = pages._environment(Path(folder))
        library = pages._in_a_process_of_its_own(review._fill, environment, 1)
        assert isinstance(library, review.Library)
        with _server(environment) as (port, process):
            _a_viewer(port, process, library, visits)
            _a_reviewer(port, process, library, saves)
        click.echo(
            "queries of a viewer's page, of a saved caption: {}, {}".format(
                *pages._in_a_process_of_its_own(_queries, environment, library)  # type: ignore[misc]
            )
        )
    with tempfile.TemporaryDirectory() as folder:
        environment = pages._environment(Path(folder)) | {"SIGHTLINE_MODEL": model}
        _an_upload(Path(folder), environment, minutes)


def _a_viewer(port: int, process: int, library: review.Library, visits: int) -> None:
    address = library.addresses[max(library.addresses)].partition("/review")[0]
    _, parts = _visit(port, address)
    before = _spent(process)
    sent = sum(_visit(port, address)[0] for _ in range(visits))
    spent = _spent(process).since(before)
    click.echo(
        f"a viewer's page: {1000 * spent.seconds / visits:.0f} ms of one processor,"
        f" {sent / visits / 1024:.0f} KiB in {1 + parts} answers, before they are compressed"
    )


def _visit(port: int, address: str) -> tuple[int, int]:
    """Fetch a page and its parts as a browser does that has none of them; return bytes, parts."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    page = _get(connection, address)
    parts = list(dict.fromkeys(html.unescape(each) for each in _PARTS.findall(page.decode())))
    sent = len(page) + sum(len(_get(connection, part)) for part in parts)
    connection.close()
    return sent, len(parts)


def _get(connection: http.client.HTTPConnection, address: str) -> bytes:
    connection.request("GET", address, headers={"Host": "bench"})
    answer = connection.getresponse()
    assert answer.status == 200, (answer.status, address)
    return answer.read()


def _a_reviewer(port: int, process: int, library: review.Library, saves: int) -> None:
    size = max(library.addresses)
    reviewer = review.Reviewer(port, library.cookies[0], library.addresses[size])
    before = _spent(process)
    for number in range(saves):
        status, _, _ = reviewer.save(library.cues[size][number], f"Number {number} is new.", 1)
        assert status == 200, status
    spent = _spent(process).since(before)
    click.echo(
        f"a saved caption: {1000 * spent.seconds / saves:.1f} ms of one processor,"
        f" {spent.written / saves / 1024:.0f} KiB written"
    )


def _queries(environment: Mapping[str, str], library: review.Library) -> tuple[int, int]:
    os.environ.update(environment)
    from sqlalchemy import Engine, event

    from webapp import create_app

    asked: list[str] = []
    event.listen(Engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    app = create_app()
    app.config["WTF_CSRF_ENABLED"] = False
    browser = app.test_client()
    browser.set_cookie("session", library.cookies[0], domain="bench")
    size = max(library.addresses)
    review_page = library.addresses[size]

    def count(work: Callable[[], object]) -> int:
        work()
        asked.clear()
        work()
        return sum(not each.startswith(("BEGIN", "PRAGMA")) for each in asked)

    def save() -> None:
        cue = library.cues[size][-1 - len(saved)]
        saved.append(cue)
        answer = browser.post(
            f"{review_page}/cues/{cue}",
            base_url="http://bench",
            data={"text": f"Number {cue} is new.", "version": 1},
            headers={"HX-Request": "true", "Origin": "http://bench"},
        )
        assert answer.status_code == 200, answer.status_code

    saved: list[int] = []
    watched = review_page.partition("/review")[0]
    stranger = app.test_client()
    return count(lambda: stranger.get(watched, base_url="http://bench")), count(save)


def _an_upload(folder: Path, environment: Mapping[str, str], minutes: float) -> None:
    talk = _talk(folder, minutes)
    manage = [sys.executable, str(pages.ROOT / "manage.py")]
    told = {**os.environ, **environment}
    subprocess.run([*manage, "db", "upgrade"], env=told, check=True, stdout=subprocess.DEVNULL)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [*manage, "media", "add", str(talk), "--title", "A talk", "--language", "en", "--now"]
    subprocess.run(command, env=told, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    kept = sum(file.stat().st_size for file in (folder / "instance/media").rglob("*.*"))
    own = talk.stat().st_size
    click.echo(
        f"an hour of uploads: {seconds / minutes:.0f} min of one processor,"
        f" {after.ru_maxrss / 1024:.0f} MiB of memory,"
        f" {kept * 60 / minutes / MIB:.0f} MiB kept ({own * 60 / minutes / MIB:.0f} as it came)"
    )


def _talk(folder: Path, minutes: float) -> Path:
    speech, talk = folder / "speech.wav", folder / "talk.mp4"
    words = " ".join(pages_sentence for pages_sentence in _said(minutes))
    subprocess.run(["espeak-ng", "-w", speech, words], check=True)
    picture = "-f lavfi -i testsrc2=size=640x360:rate=25"
    coding = f"-t {60 * minutes} -c:v libx264 -preset fast -b:v 900k -pix_fmt yuv420p -c:a aac"
    command = ["ffmpeg", "-v", "error", "-y", *picture.split(), "-i", str(speech)]
    subprocess.run([*command, *coding.split(), str(talk)], check=True)
    return talk


def _said(minutes: float) -> Iterator[str]:
    from bench.captioning import SENTENCES

    for number in range(round(minutes * 30)):
        yield SENTENCES[number % len(SENTENCES)]


@contextmanager
def _server(environment: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """Run one web process; yield its port, and the number of the process that answers."""
    with pages._server("webapp:create_app", dict(environment)) as port:
        me = os.getpid()
        (granian,) = _children(me, "bench.pages")
        (answers,) = _children(granian, "")
        yield port, answers


def _children(of: int, called: str) -> list[int]:
    found = Path(f"/proc/{of}/task/{of}/children").read_text().split()
    return [int(each) for each in found if called in Path(f"/proc/{each}/cmdline").read_text()]


def _spent(process: int) -> Spent:
    words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    written = re.search(r"write_bytes: (\d+)", Path(f"/proc/{process}/io").read_text())
    assert written is not None
    return Spent((int(words[11]) + int(words[12])) / TICKS, int(written.group(1)))


if __name__ == "__main__":
    main()
