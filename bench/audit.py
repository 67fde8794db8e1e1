"""What an audit costs: pages a minute, and all checks over axe alone.

    python -m bench.audit [--pages 'watch*'] [--rows 4]

Pages of the known library, each in the same few rows of the matrix, once before axe alone and once
before all checks, by turns, in one browser that is warm. Opening a page belongs to both. Aim: all
checks together take at most 3 times what axe alone takes.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from fnmatch import fnmatch
from typing import NamedTuple

import click
from playwright.sync_api import Browser

from webapp.audit.browser import chromium
from webapp.audit.checks import Check, checks
from webapp.audit.matrix import rows
from webapp.audit.opened import opening
from webapp.audit.runner import audit
from webapp.audit.subject import Subject
from webapp.audit.variant import Variant
from webapp.known_library.site import KnownLibrary, serve


class Cost(NamedTuple):
    """Seconds for all pages in all rows."""

    all_checks: float
    axe_alone: float


@click.command()
@click.option("--pages", default="*", show_default=True, help="Names of pages.")
@click.option("--rows", "many", default=2, show_default=True, help="Forms of each page.")
def main(pages: str, many: int) -> None:
    """Print pages a minute, the overhead, and what each check takes."""
    with chromium() as browser, serve() as library:
        subjects = [each for each in library.subjects if fnmatch(each.name, pages)]
        forms = rows(ours=True)[:many]
        every = checks()
        _timed(browser, library, subjects[:1], forms, every)  # caches of the server are warm then
        cost = _compare(browser, library, subjects, forms, every)
        seen = len(subjects) * len(forms)
        click.echo(f"{seen} pages: {60 * seen / cost.all_checks:.0f} a minute with all checks")
        click.echo(f"axe alone: {60 * seen / cost.axe_alone:.0f} a minute")
        ratio = cost.all_checks / cost.axe_alone
        click.echo(f"all checks over axe alone: {ratio:.2f} times (aim: at most 3)")
        for name, seconds in _each(browser, library, subjects, forms, every):
            click.echo(f"  {name:16}{1000 * seconds / seen:8.0f} ms a page")


def _compare(
    browser: Browser,
    library: KnownLibrary,
    subjects: Sequence[Subject],
    forms: Sequence[Variant],
    every: Mapping[str, Check],
) -> Cost:
    whole = alone = 0.0
    for subject in subjects:
        alone += _timed(browser, library, [subject], forms, {"axe": every["axe"]})
        whole += _timed(browser, library, [subject], forms, every)
    return Cost(whole, alone)


def _timed(
    browser: Browser,
    library: KnownLibrary,
    subjects: Sequence[Subject],
    forms: Sequence[Variant],
    chosen: Mapping[str, Check],
) -> float:
    run = audit(browser, library.address, subjects, lambda _: forms, chosen, library.prepare)
    return run.seconds


def _each(
    browser: Browser,
    library: KnownLibrary,
    subjects: Sequence[Subject],
    forms: Sequence[Variant],
    every: Mapping[str, Check],
) -> list[tuple[str, float]]:
    """Seconds of each check over all pages, the longest first."""
    took = dict.fromkeys(every, 0.0)
    for subject in subjects:
        for form in forms:
            with opening(browser, library.address, subject, form, library.prepare) as opened:
                for name, check in every.items():
                    begin = time.perf_counter()
                    list(check.look_at(opened))
                    took[name] += time.perf_counter() - begin
    return sorted(took.items(), key=lambda pair: -pair[1])


if __name__ == "__main__":
    main()
