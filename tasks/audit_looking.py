"""The program that looks at the pages of one audit: ``python -m tasks.audit_looking ORDER FOLDER``.

``ORDER`` is JSON: ``address`` ('' for the known library), ``matrix`` and ``pages``, a glob. The run
goes into the folder, with what the rules say of themselves. How far it is comes out a line at a
time (`tasks.audit_process.News`). It ends when its standard input is closed.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from webapp.audit.subject import Subject
from webapp.config import PROJECT
from webapp.media.failure import N_

if TYPE_CHECKING:  # workers that only start this program need no browser
    from playwright.sync_api import Browser

    from webapp.audit.checks import Check
    from webapp.audit.matrix import Matrix
    from webapp.audit.opened import Prepare
    from webapp.audit.run import Run
    from webapp.audit.variant import Variant

ABOUT = "about.json"
NICER = 10
"""Pages of people go before; an idle priority would let pages of the audit run out of time."""

NO_PAGE = N_("No page has such a name. Look at other pages.")


class NothingToDo(Exception):
    """There is nothing to look at. ``str()`` says why, to a person."""


def main(order: Mapping[str, str], folder: Path) -> None:
    """Look at the pages that are asked for, and write down the run."""
    from webapp.audit.checks import checks, rules

    run = _looked(order, checks())
    run.save(folder)
    about = {"rules": {name: asdict(rule) for name, rule in rules().items()}, "release": _release()}
    folder.joinpath(ABOUT).write_text(json.dumps(about), "utf-8")


def read_about(folder: Path) -> dict[str, Any]:
    """Return what the program wrote beside the run: ``rules`` by id, and ``release``."""
    about: dict[str, Any] = json.loads(folder.joinpath(ABOUT).read_text("utf-8"))
    return about


def _say(**news: object) -> None:
    print(json.dumps(news), flush=True)


def _progress(done: int, in_all: int, subject: Subject, _variant: Variant) -> None:
    _say(done=done, in_all=in_all, subject=subject.name)


def _end_with_whoever_asked() -> None:
    """End when nobody reads any more what it says; the browser ends with its pipe."""

    def wait() -> None:
        sys.stdin.read()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _looked(order: Mapping[str, str], every: Mapping[str, Check]) -> Run:
    """Look at the site of the order; its pages are those that the glob names."""
    from webapp.audit.browser import chromium
    from webapp.audit.site_map import linked_pages
    from webapp.known_library.site import serve

    with chromium() as browser:
        if address := order["address"]:
            pages = of_site(address, linked_pages(browser, address))
            return _audit(browser, order, every, address, pages, lambda *_: None)
        with serve() as library:
            return _audit(browser, order, every, library.address, library.subjects, library.prepare)


def of_site(origin: str, pages: Sequence[Subject]) -> list[Subject]:
    """The pages of an origin: one that leads elsewhere does not widen what may be looked at."""
    site = urlsplit(origin)[:2]
    return [page for page in pages if urlsplit(page.address)[:2] == site]


def _audit(
    browser: Browser,
    order: Mapping[str, str],
    every: Mapping[str, Check],
    address: str,
    subjects: Sequence[Subject],
    prepare: Prepare,
) -> Run:
    from webapp.audit.matrix import variants_of
    from webapp.audit.runner import audit

    named = [each for each in subjects if fnmatch(each.name, order["pages"])]
    if not named:
        raise NothingToDo(NO_PAGE)
    matrix = cast("Matrix", order["matrix"])
    today = datetime.now(UTC).toordinal()
    forms = variants_of(matrix, subjects, ours=not order["address"], seed=today)
    selection = "" if order["pages"] == "*" else order["pages"]
    return audit(browser, address, named, forms, every, prepare, _progress, selection=selection)


def _release() -> str:
    project = tomllib.loads(PROJECT.joinpath("pyproject.toml").read_text("utf-8"))
    return str(project["project"]["version"])


if __name__ == "__main__":
    _end_with_whoever_asked()
    os.nice(NICER)
    from webapp.audit.browser import NoBrowser
    from webapp.audit.site_map import NoSite

    try:
        main(json.loads(sys.argv[1]), Path(sys.argv[2]))
    except (NothingToDo, NoBrowser, NoSite) as failure:
        _say(failed=str(failure))
