"""``manage.py audit``: looks at pages as people get them, and says what is wrong for whom."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

import click
from click.termui import progressbar

from webapp.commands import Refusal

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from webapp.audit.baseline import Baseline
    from webapp.audit.matrix import Matrix
    from webapp.audit.opened import Prepare
    from webapp.audit.reports import Report
    from webapp.audit.run import Run
    from webapp.audit.subject import Subject

MATRICES = ("pairwise", "full", "one")
FORMATS = ("html", "json", "junit", "sarif", "text")
COVERAGE = Path("docs/audit-coverage.md")

FailOn = Literal["new", "any", "never"]
Kept = TypeVar("Kept")


@click.group(invoke_without_command=True)
@click.option("--url", help="A site; without it a library that is made for this is looked at.")
@click.option("--pages", default="*", show_default=True, help="Names of pages, such as 'watch*'.")
@click.option(
    "--matrix",
    type=click.Choice(MATRICES),
    default="pairwise",
    show_default=True,
    help="In how many forms: a few that change from day to day, all, or the usual one.",
)
@click.option(
    "--seed", type=int, help="Which forms of 'pairwise' come now; without it the day says."
)
@click.option("--against", type=click.Path(path_type=Path), help="A run, or a baseline.")
@click.option("--format", "format_name", type=click.Choice(FORMATS), default="text")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Folder for run and report.")
@click.option(
    "--fail-on",
    type=click.Choice(("new", "any", "never")),
    default="new",
    show_default=True,
    help="Which faults end it with exit code 1.",
)
@click.option("--act", type=click.Path(path_type=Path), help="A folder of W3C ACT test cases.")
@click.pass_context
def audit(
    context: click.Context,
    url: str | None,
    pages: str,
    matrix: Matrix,
    seed: int | None,
    against: Path | None,
    format_name: str,
    out: Path | None,
    fail_on: FailOn,
    act: Path | None,
) -> None:
    """Look at pages in a browser, in the forms that people choose, and report what is wrong.

    Exit code 1: there are faults (see --fail-on), or mended ones to strike from the baseline.
    What only a person can judge never fails. The report goes to OUT, or is printed.
    """
    if context.invoked_subcommand is not None:
        return
    if act is not None:
        _look_at_cases(act)
        return
    known = _known(against) if against else None
    day = datetime.now(UTC).toordinal() if seed is None else seed
    run = _run(url, pages, matrix, day)
    report = _beside(known, run)
    _report(report, format_name, out)
    if _fails(report, known, fail_on):
        context.exit(1)


class _Site(NamedTuple):
    """Pages to look at, while they are served."""

    address: str
    subjects: Sequence[Subject]
    prepare: Prepare
    ours: bool


def _run(url: str | None, pages: str, matrix: Matrix, day: int) -> Run:
    from webapp.audit.browser import NoBrowser, chromium
    from webapp.audit.checks import checks
    from webapp.audit.matrix import variants_of
    from webapp.audit.runner import audit as look
    from webapp.audit.site_map import NoSite

    try:
        with chromium() as browser, _site(browser, url) as site:
            subjects = _chosen(site.subjects, pages)
            forms = variants_of(matrix, site.subjects, ours=site.ours, seed=day)
            steps = sum(len(forms(subject)) for subject in subjects)
            with progressbar(length=steps, label="Looking", file=sys.stderr) as shown:

                def progress(done: int, _total: int, subject: Subject, _variant: object) -> None:
                    shown.label = f"Looking at {subject.name}"
                    shown.update(done - shown.pos)

                return look(
                    browser,
                    site.address,
                    subjects,
                    forms,
                    checks(),
                    site.prepare,
                    progress,
                    selection="" if pages == "*" else pages,
                )
    except (NoBrowser, NoSite) as error:
        raise Refusal(str(error)) from error


@contextmanager
def _site(browser: Browser, url: str | None) -> Iterator[_Site]:
    """The site at an address, or one of our own with content that is known."""
    if url is not None:
        if not url.startswith(("http://", "https://")):
            raise Refusal(f"“{url}” is no address: it must begin with http:// or https://.")
        from webapp.audit.site_map import linked_pages

        yield _Site(url, linked_pages(browser, url), lambda *_: None, ours=False)
        return
    from webapp.known_library.site import serve

    with serve() as library:
        yield _Site(library.address, library.subjects, library.prepare, ours=True)


def _chosen(subjects: Sequence[Subject], pages: str) -> list[Subject]:
    chosen = [each for each in subjects if fnmatch(each.name, pages)]
    if not chosen:
        names = ", ".join(each.name for each in subjects[:5])
        raise Refusal(f"No page is called “{pages}”; pages are called {names} and so on.")
    return chosen


def _known(place: Path) -> Run | Baseline:
    """What is known: a run (its folder or file) or a baseline."""
    from webapp.audit.baseline import Baseline
    from webapp.audit.run import Run

    def read() -> Run | Baseline:
        if place.is_dir() or "baseline" not in json.loads(place.read_text("utf-8")):
            return Run.load(place)
        return Baseline.read(place)

    return _reading(place, read)


def _reading(place: Path, read: Callable[[], Kept]) -> Kept:
    try:
        return read()
    except OSError as error:
        raise Refusal(f"{place} cannot be read: {error.strerror or error}.") from error
    except (ValueError, TypeError) as error:  # of JSON, a run or a baseline
        raise Refusal(f"{place} is no run and no baseline of an audit.") from error


def _beside(known: Run | Baseline | None, run: Run) -> Report:
    from webapp.audit.baseline import Baseline
    from webapp.audit.checks import rules
    from webapp.audit.comparison import compare, trees
    from webapp.audit.reports import Report

    report = Report(run, rules())
    if known is None:
        return report
    if isinstance(known, Baseline):
        return replace(report, comparison=compare(known.findings, run))
    return replace(report, comparison=compare(known, run), trees=trees(known, run))


def _report(report: Report, format_name: str, out: Path | None) -> None:
    from webapp.audit.reports import FORMATS, write

    if out is None:
        click.echo(write(report, format_name), nl=False)
        return
    try:
        report.run.save(out)
        file = out / f"report.{FORMATS[format_name]}"
        file.write_text(write(report, format_name), "utf-8")
    except OSError as error:
        raise Refusal(f"{out} cannot be written: {error.strerror or error}.") from error
    click.echo(f"{report.summary}\n{report.change}".strip())
    click.echo(f"The report is {file}.")


def _fails(report: Report, known: Run | Baseline | None, fail_on: FailOn) -> bool:
    """Whether to end with 1; says on standard error what was mended and must be struck out."""
    from webapp.audit.baseline import Baseline

    if fail_on == "never":
        return False
    faults = report.fresh if fail_on == "new" else report.run.failed
    result = report.comparison
    mended = result.mended if result is not None and isinstance(known, Baseline) else ()
    if mended:
        click.echo(
            f"{len(mended)} of the baseline are mended: strike them out with "
            "“manage.py audit baseline FILE RUN --strike”.",
            err=True,
        )
    return bool(faults or mended)


@audit.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--strike", is_flag=True, help="Take out what the run found mended.")
def baseline(file: Path, run: Path, *, strike: bool) -> None:
    """Begin a baseline FILE with the faults of RUN, or strike out what RUN found mended.

    RUN is the folder that --out named. A run of only some pages changes nothing.
    """
    from webapp.audit.baseline import Baseline, BaselineError
    from webapp.audit.run import Run

    seen = _reading(run, lambda: Run.load(run))
    try:
        if not strike:
            if file.exists():
                raise Refusal(f"{file} is there already; a baseline only shrinks: add --strike.")
            now = Baseline.first(seen)
            said = f"{len(now.findings)} faults are known now."
        else:
            before = _reading(file, lambda: Baseline.read(file))
            now = before.strike(seen)
            struck = len(before.findings) - len(now.findings)
            said = f"{struck} struck out, {len(now.findings)} left."
        now.write(file)
    except BaselineError as error:
        raise Refusal(str(error)) from error
    except OSError as error:
        raise Refusal(f"{file} cannot be written: {error.strerror or error}.") from error
    click.echo(said)


@audit.command()
@click.option("-o", "--out", type=click.Path(path_type=Path), default=COVERAGE, show_default=True)
def coverage(out: Path) -> None:
    """Write which criteria of WCAG 2.2 the checks cover, and what a person has to do."""
    from webapp.audit.checks import rules
    from webapp.audit.coverage import as_markdown

    try:
        out.write_text(as_markdown(rules().values()), "utf-8")
    except OSError as error:
        raise Refusal(f"{out} cannot be written: {error.strerror or error}.") from error


@audit.command("axe-rules")
def axe_rules() -> None:
    """Write down what the installed axe says of its rules, after it was renewed."""
    from webapp.audit.axe_rules import FILE, digest
    from webapp.audit.browser import NoBrowser, chromium
    from webapp.audit.opened import axe_version, equip, script

    try:
        with chromium() as browser:
            page = browser.new_page()
            equip(page.main_frame)
            rules = digest(page.evaluate(script("axe_metadata")))
    except NoBrowser as error:
        raise Refusal(str(error)) from error
    kept = {"axe": axe_version(), "rules": rules}
    FILE.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


def _look_at_cases(folder: Path) -> None:
    """Run the W3C's test cases, and print what is reported of each rule."""
    from webapp.audit.act import CasesError, as_text, by_rule, look_at_cases, read_cases
    from webapp.audit.browser import NoBrowser, chromium

    try:
        cases = read_cases(folder)
        with chromium() as browser:
            looked = look_at_cases(browser, folder, cases)
            with progressbar(looked, len(cases), "Looking at cases", file=sys.stderr) as shown:
                reports = by_rule(shown)
    except (CasesError, NoBrowser) as error:
        raise Refusal(str(error)) from error
    click.echo("\n".join(as_text(reports)))


commands: list[click.Command] = [audit]
