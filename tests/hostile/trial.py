"""One damaged file after the other, through the pages and jobs that people's files go through."""

from __future__ import annotations

import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import FrameType

from click.testing import CliRunner

from tests.hostile import seeds
from tests.hostile.mutate import mutated
from tests.hostile.site import Site
from webapp.captions.formats import READABLE, WRITABLE
from webapp.commands.convert import convert
from webapp.models.lease import WORN_OUT

PAGE_LIMIT_S = 60
BATCH = 16
"""Uploads that wait for the worker at the same time."""
_INSIDE = re.compile(r"/(?:tmp|home|root|usr|work|proc)/|\.py\b|Traceback|<class|\bat 0x|Errno")


@dataclass(frozen=True, slots=True)
class Case:
    """A damaged file, as its number makes it."""

    number: int
    kind: str
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a case: ``processed``, ``refused`` or ``wrong``, and why."""

    case: Case
    outcome: str
    sentence: str
    seconds: float


def media_cases(numbers: Sequence[int], seed: int) -> Iterator[Case]:
    """Damaged media files, of every kind by turns."""
    whole = {kind: seeds.media(kind) for kind in seeds.MEDIA}
    yield from _cases(whole, numbers, f"media {seed}", text=False)


def caption_cases(numbers: Sequence[int], seed: int) -> Iterator[Case]:
    """Damaged caption files, of every format by turns."""
    whole = {name: seeds.captions(name) for name in READABLE}
    yield from _cases(whole, numbers, f"captions {seed}", text=True)


def _cases(
    whole: dict[str, bytes], numbers: Sequence[int], seed: str, *, text: bool
) -> Iterator[Case]:
    kinds, others = list(whole), list(whole.values())
    for number in numbers:
        kind = kinds[number % len(kinds)]
        data = mutated(whole[kind], others, f"{seed} {number}", text=text)
        ending = kinds[number * 7 % len(kinds)] if number % 5 == 0 else kind
        yield Case(number, kind, f"holiday.{ending}", data)


def try_media(site: Site, cases: Iterable[Case]) -> Iterator[Result]:
    """Upload the files and let a real worker prepare them."""
    coming = iter(cases)
    with site.worker() as worker:
        while sent := [(case, *_upload(site, case)) for case in islice(coming, BATCH)]:
            for case, slug, refusal in sent:
                begun = time.monotonic()
                outcome, sentence = _prepared(site, worker, slug) if slug else ("", refusal)
                yield _judged(site, case, outcome, sentence, begun)


def try_captions(site: Site, cases: Iterable[Case]) -> Iterator[Result]:
    """Add the files to a media, read what came of them, and convert them on the command line."""
    slug = ""
    for position, case in enumerate(cases):
        if position % BATCH == 0:  # a media with thousands of transcripts is another trial
            slug = site.empty_media()
        begun = time.monotonic()
        try:
            with _limited():
                outcome, sentence = _added(site, case, slug)
                if not outcome.startswith("wrong"):
                    sentence = _converted(case) or sentence
        except TimeoutError:
            outcome, sentence = "wrong", f"took longer than {PAGE_LIMIT_S} s"
        yield _judged(site, case, outcome, sentence, begun)


def _upload(site: Site, case: Case) -> tuple[str, str]:
    """The slug of the new media, or what was said instead."""
    answer = site.upload(case.data, case.name)
    if answer.status == 303:
        return answer.slug, ""
    return "", answer.sentence if answer.status in {413, 422} else f"status {answer.status}"


def _prepared(site: Site, worker: subprocess.Popen[bytes], slug: str) -> tuple[str, str]:
    try:
        work = site.wait(worker, slug)
    except TimeoutError as hanging:
        return "wrong", str(hanging)
    if work.lost or work.error == WORN_OUT:
        return "wrong", f"a worker was lost; it happened {work.lost} times"
    for address in _addresses(slug):
        if site.get(address).status_code >= 500:
            return "wrong", f"{address} cannot be shown"
    site.remove(slug)
    if work.state == "failed":
        return "refused", work.error
    return ("processed", "") if work.playable else ("wrong", "it is done and cannot be played")


def _addresses(slug: str) -> list[str]:
    return [f"/media/{slug}{rest}" for rest in ("", "/progress", "/play", "/poster", "/original")]


def _added(site: Site, case: Case, slug: str) -> tuple[str, str]:
    answer = site.add_captions(slug, case.data, case.name)
    if answer.status == 422:
        return "refused", answer.sentence
    if answer.status != 303:
        return "wrong", f"status {answer.status}"
    transcript = answer.location.rpartition("=")[2]
    pages = [answer.location, f"/media/{slug}/quality/{transcript}"]
    exports = [f"/media/{slug}/captions/{transcript}.{name}" for name in WRITABLE]
    for address in [*pages, *exports]:
        if site.get(address).status_code != 200:
            return "wrong", f"{address} cannot be shown"
    return "processed", ""


def _converted(case: Case) -> str:
    """Why it cannot be converted; empty where it can."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / case.name
        source.write_bytes(case.data)
        target = WRITABLE[case.number % len(WRITABLE)]
        ran = CliRunner().invoke(convert, [str(source), f"{folder}/out.{target}"])
    if ran.exit_code == 0:
        return ""
    said = ran.output.strip().removeprefix("Error: ").removeprefix(f"{source}: ")
    if ran.exit_code != 2:
        raise AssertionError(f"convert ended with {ran.exit_code}: {ran.exception!r}")
    return said


def _judged(site: Site, case: Case, outcome: str, sentence: str, begun: float) -> Result:
    seconds = time.monotonic() - begun
    if site.exceptions:
        outcome, sentence = "wrong", f"exception: {site.exceptions.pop()!r}"
        site.exceptions.clear()
    elif outcome != "wrong" and (sentence or outcome == "refused") and not is_sentence(sentence):
        outcome, sentence = "wrong", f"no sentence for people: {sentence!r}"
    return Result(case, outcome or "refused", sentence, seconds)


def is_sentence(text: str) -> bool:
    """One line for a person, with a full stop, that shows nothing of the inside."""
    shown = text.replace("\N{NO-BREAK SPACE}", " ")
    whole = shown.isprintable() and shown.endswith(".") and len(shown) <= 500
    return whole and not _INSIDE.search(shown)


@contextmanager
def _limited() -> Iterator[None]:
    def give_up(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PAGE_LIMIT_S)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
