"""An audit: every subject in its variants, before every check."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from playwright.sync_api import Browser

from webapp.audit.checks import Check, can_be_made, in_each_form, replaced
from webapp.audit.deadline import deadline
from webapp.audit.finding import Found
from webapp.audit.opened import Opened, Prepare, axe_version, opening
from webapp.audit.pictures import Album
from webapp.audit.run import Run, Tools, Visit, merge
from webapp.audit.subject import Subject
from webapp.audit.tree import snapshot
from webapp.audit.variant import Variant

VariantsOf = Callable[[Subject], Sequence[Variant]]
Progress = Callable[[int, int, Subject, Variant], None]
"""Told before each page: how many are done, of how many, and which one comes now."""

LIMIT_S = 180
"""For one page in one variant with all checks."""


def audit(
    browser: Browser,
    base_url: str,
    subjects: Sequence[Subject],
    variants_of: VariantsOf,
    checks: Mapping[str, Check],
    prepare: Prepare,
    progress: Progress = lambda *_: None,
    *,
    selection: str = "",
    limit_s: float = LIMIT_S,
) -> Run:
    """Look at each subject in the variants that are meant for it, and return all that was found.

    A page that does not open, answers with a failure (4xx, 5xx; a subject that promises
    ``status:404`` is meant to), or takes longer than ``limit_s`` seconds is one that was not
    looked at; a check that fails is one that was not made there. Either makes the run partial, as
    does a ``selection``: what was left out is said, never taken for good.

    Subjects are opened one after another in contexts of their own. ``browser`` is left open.
    """
    started, begin = datetime.now(UTC), time.monotonic()
    plan = [(subject, variant) for subject in subjects for variant in variants_of(subject)]
    walk = _Walk(browser, base_url, checks, prepare, limit_s)
    for done, (subject, variant) in enumerate(plan):
        progress(done, len(plan), subject, variant)
        walk.visit(subject, variant)
    return Run(
        address=base_url,
        started=started.isoformat(timespec="seconds"),
        seconds=round(time.monotonic() - begin, 1),
        tools=Tools(
            axe_version(),
            f"Chromium {browser.version}",
            _rules(checks),
            tuple(name for name, check in checks.items() if not in_each_form(check)),
        ),
        subjects=tuple(subjects),
        variants={variant.name: variant for _, variant in plan},
        visits=tuple(walk.visits),
        findings=merge(walk.seen),
        selection=selection,
        trees=walk.trees,
        pictures=walk.album.pictures,
    )


def _rules(checks: Mapping[str, Check]) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(rule.id for rule in check.RULES if rule.id not in replaced())
        for name, check in checks.items()
    }


@dataclass(slots=True)
class _Look:
    """What becomes of one visit."""

    made: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    not_looked_at: str = ""
    led_to: str = ""
    tree: str = ""

    def give_up(self, reason: str, checks: Mapping[str, Check]) -> None:
        """Note why the rest was not made, or why nothing was."""
        if self.made or self.failed:
            rest = [name for name in checks if name not in self.made and name not in self.failed]
            self.failed |= dict.fromkeys(rest, reason)
        else:
            self.not_looked_at = reason


@dataclass(slots=True)
class _Walk:
    """The way through the pages, with what has been gathered on it."""

    browser: Browser
    base_url: str
    checks: Mapping[str, Check]
    prepare: Prepare
    limit_s: float
    visits: list[Visit] = field(default_factory=list)
    seen: list[tuple[str, str, Found]] = field(default_factory=list)
    trees: dict[str, str] = field(default_factory=dict)
    album: Album = field(default_factory=Album)
    settled: set[tuple[str, str]] = field(default_factory=set)
    """Subjects and checks that are made once for all forms, and have been made."""

    def visit(self, subject: Subject, variant: Variant) -> None:
        """Open a page and look at it; whatever happens there, the walk goes on."""
        begin = time.monotonic()
        look = _Look()
        checks = self._checks_for(subject, variant)
        try:
            with (
                deadline(self.browser, self.limit_s),
                opening(self.browser, self.base_url, subject, variant, self.prepare) as opened,
            ):
                look.not_looked_at = _refusal(opened)
                if not look.not_looked_at:
                    look.led_to = _led_to(opened)
                    look.tree = self._keep(snapshot(opened))
                    for name, check in checks.items():
                        self._make(name, check, opened, look)
        except Exception as error:  # of whatever kind: the other pages are still to be looked at
            look.give_up(_first_line(error), checks)
        seconds = round(time.monotonic() - begin, 2)
        self.visits.append(
            Visit(
                subject.name,
                variant.name,
                tuple(look.made),
                look.failed,
                look.not_looked_at,
                look.led_to,
                look.tree,
                seconds,
            )
        )

    def _checks_for(self, subject: Subject, variant: Variant) -> dict[str, Check]:
        return {
            name: check
            for name, check in self.checks.items()
            if can_be_made(check, variant) and (subject.name, name) not in self.settled
        }

    def _make(self, name: str, check: Check, opened: Opened, look: _Look) -> None:
        """Let one check look; a mistake of its own is noted, and the others go on."""
        try:
            found = list(check.look_at(opened))
        except Exception as error:
            if opened.page.is_closed():
                raise
            look.failed[name] = _first_line(error)
            return
        look.made.append(name)
        if not in_each_form(check):
            self.settled.add((opened.subject.name, name))
        self._gather(opened, found)

    def _gather(self, opened: Opened, found: Sequence[Found]) -> None:
        place = (opened.subject.name, opened.variant.name)
        seen = [(*place, each) for each in found]
        self.seen += seen
        for finding in merge(seen):
            self.album.take(opened, finding.found, finding.identity)

    def _keep(self, tree: str) -> str:
        name = hashlib.sha256(tree.encode()).hexdigest()[:16]
        self.trees[name] = tree
        return name


def _refusal(opened: Opened) -> str:
    """Why this answer is not the page that was meant; '' where it is."""
    meant = f"status:{opened.status}" in opened.subject.promises
    return "" if opened.status < 400 or meant else f"the server answered {opened.status}"


def _led_to(opened: Opened) -> str:
    asked = urlsplit(opened.subject.address).path or "/"
    came = urlsplit(opened.page.url).path
    return came if came != asked else ""


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
