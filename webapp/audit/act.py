"""The W3C's ACT test cases: pages with a known verdict, on which the checks themselves are checked.

Counted as the W3C counts implementations of its ACT rules: nothing may be reported as failed in a
passed or inapplicable case; a rule is carried out completely where every failed case is reported,
in part where some are (https://www.w3.org/WAI/standards-guidelines/act/implementations/).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Error
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.utils import send_file
from werkzeug.wrappers import Request, Response

from webapp.audit.axe_rules import breaks, of_roles
from webapp.audit.checks import checks, rules
from webapp.audit.deadline import deadline
from webapp.audit.opened import Opened, equip, opening
from webapp.audit.subject import Subject
from webapp.audit.variant import Variant

PREFIX = "/WAI/content-assets/wcag-act-rules/"
"""Under this path the cases look for what they show and play."""

LIMIT_S = 30
"""For one case: some never end."""

LEVELS = frozenset(("level:aaa",))
"""The rules of the W3C go up to the highest level."""

Verdict = Literal["consistent", "partial", "wrong", "silent"]
"""``silent``: nothing is reported at all, neither in a failed case nor in another."""


class CasesError(Exception):
    """The folder holds no test cases; the message says so in one sentence."""


@dataclass(frozen=True, slots=True)
class Case:
    """A page, and what a checker of its rule must say of it."""

    rule: str
    title: str
    """What the rule is called."""
    path: str
    expected: Literal["passed", "failed", "inapplicable"]


@dataclass(frozen=True, slots=True)
class Reported:
    """What was reported of a case: by axe by itself, and by axe and our checks together."""

    case: Case
    axe: bool
    failed: bool
    needs_person: bool
    trouble: str = ""
    """Why the page was not looked at to the end."""


@dataclass(frozen=True)
class RuleReport:
    """A rule of the W3C, and what was reported of its cases."""

    rule: str
    title: str
    cases: tuple[Reported, ...]

    @cached_property
    def verdict(self) -> Verdict:
        """How axe and our checks together carry the rule out."""
        return _verdict([(each.case.expected, each.failed) for each in self.cases])

    @cached_property
    def of_axe(self) -> Verdict:
        """How axe by itself carries the rule out."""
        return _verdict([(each.case.expected, each.axe) for each in self.cases])

    @property
    def missed(self) -> list[Reported]:
        """Failed cases that were not reported."""
        return [one for one in self.cases if one.case.expected == "failed" and not one.failed]

    @property
    def accused(self) -> list[Reported]:
        """Passed and inapplicable cases that were reported as failed."""
        return [one for one in self.cases if one.case.expected != "failed" and one.failed]

    @property
    def needs_person(self) -> int:
        """Number of cases that were handed to a person."""
        return sum(each.needs_person and not each.failed for each in self.cases)


def _verdict(answers: list[tuple[str, bool]]) -> Verdict:
    if any(failed for expected, failed in answers if expected != "failed"):
        return "wrong"
    found = [failed for expected, failed in answers if expected == "failed"]
    if not any(found):
        return "silent"
    return "consistent" if all(found) else "partial"


def read_cases(folder: Path) -> list[Case]:
    """Read the list of cases in a folder, in the order of their rules.

    Raises ``CasesError`` where there is no such list.
    """
    try:
        kept = json.loads((folder / "testcases.json").read_text("utf-8"))
        cases = [
            Case(each["ruleId"], each["ruleName"], each["relativePath"], each["expected"])
            for each in kept
        ]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise CasesError(f"{folder} holds no list of ACT test cases (testcases.json).") from error
    return sorted(cases, key=lambda case: (case.rule, case.path))


def look_at_cases(browser: Browser, folder: Path, cases: Iterable[Case]) -> Iterator[Reported]:
    """Look at each case, and yield what was reported of it."""
    with serving(folder) as address:
        for case in cases:
            yield _look_at(browser, address, case)


def by_rule(reported: Iterable[Reported]) -> list[RuleReport]:
    """Put what was reported together by rule."""
    kept: dict[str, list[Reported]] = {}
    for each in reported:
        kept.setdefault(each.case.rule, []).append(each)
    return [
        RuleReport(rule, cases[0].case.title, tuple(cases)) for rule, cases in sorted(kept.items())
    ]


def as_text(reports: Iterable[RuleReport]) -> Iterator[str]:
    """Yield the lines of a table: each rule, what axe and all say of it, the cases that are off."""
    reports = list(reports)
    for report in reports:
        silent = report.verdict == "silent"
        off = [f"not found: {each.case.path}" for each in report.missed if not silent]
        off += [f"accused: {each.case.path} ({each.case.expected})" for each in report.accused]
        off += [f"{each.case.path}: {each.trouble}" for each in report.cases if each.trouble]
        person = f", {report.needs_person} for a person" if report.needs_person else ""
        yield f"{report.rule}  {report.of_axe:10}  {report.verdict:10}  {report.title}{person}"
        yield from (f"        {line}" for line in off)
    for name, verdicts in (
        ("axe", [report.of_axe for report in reports]),
        ("all", [report.verdict for report in reports]),
    ):
        counted = [f"{verdicts.count(each)} {each}" for each in ("consistent", "partial", "wrong")]
        yield f"{name}: {len(reports)} rules, {', '.join(counted)}"


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve the cases as they ask for it, with ranges for what they play; yield the address."""

    @Request.application
    def answer(request: Request) -> Response:
        path = safe_join(str(folder), request.path.removeprefix(PREFIX))
        if path is not None and Path(path).is_dir():
            path = str(Path(path, "index.html"))
        if path is None or not Path(path).is_file():
            return Response("There is no such page.", NotFound.code)
        return send_file(path, request.environ)

    server = make_server("127.0.0.1", 0, answer, threaded=True, request_handler=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing."""


def _look_at(browser: Browser, address: str, case: Case) -> Reported:
    """Look at one case; whatever happens there, the others are looked at."""
    subject = Subject(case.path, PREFIX + case.path, promises=LEVELS)
    broken: set[str] = set()
    outcomes: set[str] = set()
    trouble = ""
    try:
        with (
            deadline(browser, LIMIT_S),
            opening(browser, address, subject, Variant(), lambda *_: None) as opened,
        ):
            _reach_frames(opened)
            broken.update(_broken_in_axe(opened, case.rule))
            for outcome in _outcomes(opened, case.rule):
                outcomes.add(outcome)
    except Exception as error:
        trouble = str(error).partition("\n")[0]
    used = any(f"axe/{name}" in rules() for name in broken)
    failed = used or "failed" in outcomes
    return Reported(case, bool(broken), failed, "needs-person" in outcomes, trouble)


def _broken_in_axe(opened: Opened, act: str) -> Iterator[str]:
    """Yield axe's rules for a rule of the W3C that elements break for which that one is."""
    asked = {"act": act, "besides": of_roles(act)}
    for rule, roles in opened.ask("act_axe", asked).items():
        if breaks(act, rule, roles):
            yield rule


def _reach_frames(opened: Opened) -> None:
    """Let axe look into frames; one that goes away meanwhile is left out."""
    for frame in opened.page.frames[1:]:
        with suppress(Error):
            equip(frame)


def _outcomes(opened: Opened, act: str) -> Iterator[str]:
    """Yield what our own rules find that carry out this rule of the W3C."""
    for name, check in checks().items():
        own = {rule.id for rule in check.RULES if act in rule.act}
        if own and name != "axe":
            yield from (found.outcome for found in check.look_at(opened) if found.rule in own)
