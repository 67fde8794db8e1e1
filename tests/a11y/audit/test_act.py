"""Rules of the W3C that are carried out are not lost again: its own test pages show it.

Of each rule a few cases are looked at, so that it takes a minute or two; all of them are looked at
by ``manage.py audit --act``. Left out are rules of which nothing is reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser

from webapp.audit.act import Case, RuleReport, by_rule, look_at_cases, read_cases

FAILED, OTHERS = 3, 2
"""Cases of each rule that are looked at: failed ones; passed and inapplicable ones."""
FAILED_SLOW, OTHERS_SLOW = 2, 1
"""Of rules whose pages are played, walked through or opened anew."""

COMPLETE = {
    *("24afc2", "2t702h", "46ca7f", "59796f", "5c01ea", "5f99a7", "6a7281", "73f2c2", "78fd32"),
    *("8fc3b6", "aizyf1", "b20e66", "b4f0c3", "bc4a75", "bf051a", "c487ae", "d0f69e", "de46e4"),
    *("fd3a94", "kb1m8s"),
}
"""Every failed case is reported, and no other."""
COMPLETE_SLOW = {
    *("047fe0", "0ssw9k", "4c31df", "aaa1bf", "b33eff", "b40fd1", "c249d5", "ffbc54", "oj04fd"),
    *("59br37", "80af7b", "a1b64e", "efbfc7", "ye5d6e"),
}
"""As well."""
IN_PART = {
    *("1a02b0", "2eb176", "36b590", "9bd38c", "cc0f0a", "e7aa44", "eac66b", "ee13b5", "f51b46"),
    *("afb423", "off6ek"),
}
"""Some are, and no other; the rest needs a person."""


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    """Where the cases are."""
    if not (shared / "act").is_dir():
        pytest.skip("the W3C's test cases (act) are not on this machine")
    return shared / "act"


def chosen(cases: list[Case], rule: str) -> Iterator[Case]:
    """The first cases of a rule; of one that is carried out in part every failed one."""
    slow = rule in COMPLETE_SLOW
    own = [case for case in cases if case.rule == rule]
    failed = (case for case in own if case.expected == "failed")
    others = (case for case in own if case.expected != "failed")
    yield from failed if rule in IN_PART else islice(failed, FAILED_SLOW if slow else FAILED)
    yield from islice(others, OTHERS_SLOW if slow else OTHERS)


def looked_at(browser: Browser, folder: Path, rule: str) -> RuleReport:
    """What is reported of the chosen cases of a rule; none stops a check."""
    (report,) = by_rule(look_at_cases(browser, folder, chosen(read_cases(folder), rule)))
    assert [case for case in report.cases if case.trouble] == []
    return report


@pytest.mark.parametrize("rule", sorted(COMPLETE | COMPLETE_SLOW))
def test_a_rule_that_is_carried_out_completely_still_is(
    folder: Path, chromium: Browser, rule: str
) -> None:
    assert looked_at(chromium, folder, rule).verdict == "consistent"


@pytest.mark.parametrize("rule", sorted(IN_PART))
def test_a_rule_that_is_carried_out_in_part_accuses_nothing(
    folder: Path, chromium: Browser, rule: str
) -> None:
    assert looked_at(chromium, folder, rule).verdict == "partial"


CARD = '<div role="menu"><%s role="menuitem" tabindex="0"></%s></div>'
OF_ITS_OWN_RULE = [
    ("97a4e1", "failed", "<button></button>"),
    ("97a4e1", "failed", '<button role="none"></button>'),
    ("97a4e1", "passed", '<button>Row</button><a href="/lake"></a>'),
    ("97a4e1", "inapplicable", CARD % ("div", "div")),
    ("97a4e1", "inapplicable", CARD % ("button", "button")),
    ("97a4e1", "inapplicable", '<button role="link"></button>'),
    ("m6b1q3", "failed", CARD % ("div", "div")),
    ("m6b1q3", "failed", CARD % ("button", "button")),
    ("m6b1q3", "failed", CARD.replace("tabindex", 'href="/lake" tabindex') % ("a", "a")),
    ("m6b1q3", "inapplicable", '<button></button><a href="/lake"></a>'),
    ("c487ae", "failed", '<span role="link" tabindex="0"></span>'),
    ("c487ae", "inapplicable", CARD.replace("tabindex", 'href="/lake" tabindex') % ("a", "a")),
    ("e086e5", "failed", '<button role="checkbox" aria-checked="true"></button>'),
    ("e086e5", "inapplicable", '<input type="file">'),
    ("e086e5", "inapplicable", "<button></button>"),
    ("674b10", "failed", '<div role="oar">Oars</div>'),
    ("674b10", "passed", '<div role="directory">Boats</div>'),
    ("674b10", "passed", '<div role="image" aria-label="A boat"></div>'),
    ("ff89c9", "failed", '<div role="listitem">A boat</div>'),
    ("ff89c9", "inapplicable", '<div role="list"><div role="button">Row</div></div>'),
    ("4e8ab6", "failed", '<div role="meter" aria-label="Depth"></div>'),
    ("4e8ab6", "inapplicable", '<meter role="meter" value=".5" aria-label="Depth"></meter>'),
    ("7d6734", "failed", '<svg><g role="graphics-document"><circle r="4"/></g></svg>'),
    ("23a2a8", "failed", '<div role="image"></div>'),
    ("307n5z", "failed", '<button>Row <span tabindex="0">home</span></button>'),
    ("307n5z", "passed", "<button>Row <span>home</span></button>"),
]
"""Made cases: what breaks one rule of the W3C is not counted under another."""


@pytest.mark.parametrize(("rule", "expected", "body"), OF_ITS_OWN_RULE)
def test_a_fault_counts_under_the_rule_that_is_about_it(
    tmp_path: Path,
    chromium: Browser,
    rule: str,
    expected: Literal["passed", "failed", "inapplicable"],
    body: str,
) -> None:
    (tmp_path / "lake.html").write_text(
        f'<!doctype html><html lang="en"><title>A lake</title><body>{body}</body></html>'
    )
    case = Case(rule, "Made", "lake.html", expected)
    (reported,) = look_at_cases(chromium, tmp_path, [case])
    assert reported.trouble == ""
    assert reported.failed is (expected == "failed")


def test_what_stands_in_a_frame_is_looked_at(tmp_path: Path, chromium: Browser) -> None:
    page = """<!doctype html><html lang="en"><title>A door</title>
        <iframe title="The way home" tabindex="-1" srcdoc="<a href='/'>Home</a>"></iframe></html>"""
    (tmp_path / "door.html").write_text(page)
    case = Case("akn7bn", "Frames with links are reached", "door.html", "failed")
    (report,) = by_rule(look_at_cases(chromium, tmp_path, [case]))
    assert report.verdict == "consistent"
