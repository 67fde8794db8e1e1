"""Damaged files by the thousand through the real pages and a real worker.

    python -m bench.mutations --count 10000 [--seed N] [--kind media|captions]

Aim: no answer of 500 or more, no exception, no lost worker; each file is refused with a sentence
or processed. The same seed makes the same files. It ends with 1 where a file breaks that, and
keeps the file.
"""

from __future__ import annotations

import logging
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from tests.hostile.site import Site
from tests.hostile.trial import Result, caption_cases, media_cases, try_captions, try_media

SLOWEST = 5


@click.command()
@click.option("--count", default=1000, show_default=True, help="Files of each kind.")
@click.option("--seed", default=1, show_default=True)
@click.option("--start", default=0, show_default=True, help="The number of the first file.")
@click.option("--kind", type=click.Choice(["media", "captions"]), help="[default: both]")
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("mutations-wrong"),
    show_default=True,
    help="Where files go that break something.",
)
def main(count: int, seed: int, start: int, kind: str | None, keep: Path) -> None:
    """Print progress, what became of the files, and the slowest."""
    logging.disable(logging.WARNING)  # a line for each request would hide the figures
    wrong = 0
    for each in [kind] if kind else ["captions", "media"]:
        with tempfile.TemporaryDirectory() as folder:
            results = _try(each, range(start, start + count), seed, Path(folder))
            wrong += _tell(each, count, results, keep)
    sys.exit(1 if wrong else 0)


def _try(kind: str, numbers: range, seed: int, folder: Path) -> Iterator[Result]:
    site = Site(folder)
    if kind == "media":
        return try_media(site, media_cases(numbers, seed))
    return try_captions(site, caption_cases(numbers, seed))


def _tell(kind: str, count: int, results: Iterator[Result], keep: Path) -> int:
    """Print what became of the files, keep those that broke something, and count them."""
    outcomes: Counter[str] = Counter()
    sentences: Counter[str] = Counter()
    slowest: list[Result] = []
    begun = time.monotonic()
    for done, result in enumerate(results, 1):
        outcomes[result.outcome] += 1
        if result.outcome == "refused":
            sentences[result.sentence] += 1
        if result.outcome == "wrong":
            keep.mkdir(parents=True, exist_ok=True)
            kept = keep / f"{kind}-{result.case.number}-{result.case.name}"
            kept.write_bytes(result.case.data)
            click.echo(f"WRONG {kept}: {result.sentence}")
        slowest = sorted([*slowest, result], key=lambda r: -r.seconds)[:SLOWEST]
        if done % 100 == 0 or done == count:
            minutes = (time.monotonic() - begun) / 60
            click.echo(f"{kind}: {done} of {count} in {minutes:.1f} min: {dict(outcomes)}")
    for result in slowest:
        click.echo(f"  {result.seconds:.1f} s: {kind} {result.case.number} ({result.case.name})")
    click.echo(f"  {len(sentences)} sentences; the most frequent:")
    for sentence, times in sentences.most_common(8):
        click.echo(f"  {times} x {sentence}")
    return outcomes["wrong"]


if __name__ == "__main__":
    main()
