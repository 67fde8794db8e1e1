"""What an audit costs: pages a minute, and all checks over axe alone.

    python -m bench.audit [--pages 'watch*'] [--most 6] [--rows 2]

Pages of the known library, each in the same few rows of the matrix, once before axe alone and once
before all checks, by turns, in one browser that is warm. Opening a page belongs to both; what is
made once for all forms of a page is shared out among them. Aim: all checks together take at most 3
times what axe alone takes. By default it ends within two minutes.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatch
from typing import NamedTuple

import click
from playwright.sync_api import Browser

from webapp.audit.browser import chromium
from webapp.audit.checks import Check, checks, in_each_form
from webapp.audit.finding import Found
from webapp.audit.matrix import rows
from webapp.audit.opened import Opened
from webapp.audit.runner import audit
from webapp.audit.subject import Subject
from webapp.audit.variant import Variant
from webapp.known_library.site import KnownLibrary, serve


class Cost(NamedTuple):
    """Seconds for all pages in all rows."""

    all_checks: float
    axe_alone: float


class Timed:
    """A check with a watch beside it."""

    def __init__(self, check: Check) -> None:
        self.__name__ = check.__name__
        self.RULES = check.RULES
        self.EACH_FORM = in_each_form(check)
        self.NEEDS_SCRIPTS = getattr(check, "NEEDS_SCRIPTS", False)
        self.check = check
        self.seconds = 0.0

    def look_at(self, opened: Opened) -> Iterator[Found]:
        """Look, and add what it took."""
        begin = time.perf_counter()
        yield from self.check.look_at(opened)
        self.seconds += time.perf_counter() - begin


@click.command()
@click.option("--pages", default="*", show_default=True, help="Names of pages.")
@click.option(
    "--most",
    type=click.IntRange(1),
    default=6,
    show_default=True,
    help="Pages, from all over the library.",
)
@click.option(
    "--rows", "many", default=2, show_default=True, help="Forms of each page, with scripts."
)
def main(pages: str, most: int, many: int) -> None:
    """Print pages a minute, the overhead, and what each check takes."""
    with chromium() as browser, serve() as library:
        named = [each for each in library.subjects if fnmatch(each.name, pages)]
        if not named:
            raise click.BadParameter(f"No page is called {pages}.", param_hint="--pages")
        subjects = named[:: max(1, -(-len(named) // most))]
        forms = [row for row in rows(ours=True) if row.javascript][:many]
        every = {name: Timed(check) for name, check in checks().items()}
        # First of all the caches of the server are warmed.
        _timed(browser, library, subjects[:1], forms, checks())
        cost = _compare(browser, library, subjects, forms, every)
        seen = len(subjects) * len(forms)
        click.echo(f"{seen} pages: {60 * seen / cost.all_checks:.0f} a minute with all checks")
        click.echo(f"axe alone: {60 * seen / cost.axe_alone:.0f} a minute")
        ratio = cost.all_checks / cost.axe_alone
        click.echo(f"all checks over axe alone: {ratio:.2f} times (aim: at most 3)")
        for name, timed in sorted(every.items(), key=lambda pair: -pair[1].seconds):
            click.echo(f"  {name:16}{1000 * timed.seconds / seen:8.0f} ms a page")


def _compare(
    browser: Browser,
    library: KnownLibrary,
    subjects: Sequence[Subject],
    forms: Sequence[Variant],
    every: Mapping[str, Check],
) -> Cost:
    whole = alone = 0.0
    for subject in subjects:
        alone += _timed(browser, library, [subject], forms, {"axe": checks()["axe"]})
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


if __name__ == "__main__":
    main()
