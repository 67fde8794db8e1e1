"""Every page of the known library, in the forms that people choose: nothing wrong is found.

No exception is listed. A run of the suite looks at some of the pages as they stand, each day at
others and in other forms. Where SIGHTLINE_WHOLE_MATRIX is set (``make audit-full``), all of them
are looked at in all rows, and by the checks that walk, press and resize, too, which take longer.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser

from webapp.audit.checks import checks
from webapp.audit.finding import Finding
from webapp.audit.matrix import variants_of
from webapp.audit.run import Run, Visit
from webapp.audit.runner import audit
from webapp.audit.variant import Variant
from webapp.known_library.site import KnownLibrary, serve

WHOLE = bool(os.environ.get("SIGHTLINE_WHOLE_MATRIX"))
DAY = datetime.now(UTC).toordinal()
SHARE = 1 if WHOLE else 12
"""One in so many pages is looked at; within so many days, each of them."""
PARTS = 32 if WHOLE else 2
"""Tests that the pages are dealt out to."""
STANDING = (
    "axe", "instructions", "languages", "links", "markup", "media", "names", "placeholders",
    "plain_language", "spacing", "tables", "zoom",
)  # fmt: skip
"""Checks that look at the page as it stands: a second or two together."""


@pytest.fixture(scope="module")
def known() -> Iterator[KnownLibrary]:
    with serve() as library:
        yield library


@pytest.mark.timeout(3600 if WHOLE else 240)
@pytest.mark.flaky(reruns=0)  # it looks again where something was wrong, not everywhere
@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_wrong_on_any_page_in_any_form(
    known: KnownLibrary, chromium: Browser, part: int
) -> None:
    subjects = known.subjects[DAY % SHARE :: SHARE][part::PARTS]
    forms = variants_of("full" if WHOLE else "pairwise", known.subjects, ours=True, seed=DAY)
    made = {name: check for name, check in checks().items() if WHOLE or name in STANDING}
    run = audit(chromium, known.address, subjects, forms, made, known.prepare)
    if again := in_doubt(run):
        warnings.warn(f"Looked again: {'; '.join(faults(run))}", stacklevel=1)
        seen = [subject for subject in subjects if subject.name in again]
        run = audit(
            chromium, known.address, seen, lambda each: again[each.name], made, known.prepare
        )
    assert faults(run) == []


def in_doubt(run: Run) -> dict[str, list[Variant]]:
    """The forms of each page in which it was not looked at whole, or something was wrong.

    On a busy machine a browser now and then answers too late.
    """
    places = [(visit.subject, visit.variant) for visit in run.visits if not visit.complete]
    places += [(each.subject, variant) for each in run.failed for variant in each.variants]
    again: dict[str, list[Variant]] = {}
    for subject, variant in dict.fromkeys(places):
        again.setdefault(subject, []).append(run.variants[variant])
    return again


def faults(run: Run) -> list[str]:
    """What was not looked at, and what was found."""
    return [missed(visit) for visit in run.visits if not visit.complete] + [
        said(finding) for finding in run.failed
    ]


def missed(visit: Visit) -> str:
    """What was not looked at there, and why."""
    return f"{visit.subject} ({visit.variant}): {visit.not_looked_at or dict(visit.failed)}"


def said(finding: Finding) -> str:
    """A fault as whoever has to mend it wants to read it."""
    found = finding.found
    where = f"{finding.subject} ({', '.join(finding.variants)})"
    return f"{found.rule}: {found.message} {where}: {found.element.markup}"
