"""An audit goes over every page, whatever one of them does, and shows what it found there."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from playwright.sync_api import Browser

from webapp.audit.checks import Check, axe, plain_language
from webapp.audit.finding import Found
from webapp.audit.opened import Opened
from webapp.audit.run import Run
from webapp.audit.runner import audit
from webapp.audit.site_map import NoSite, linked_pages
from webapp.audit.subject import Subject
from webapp.audit.variant import Variant

FAULTY = Subject("faulty", "/plain_language/link-says-nothing/fault.html")
FRAMES = Subject("frames", "/axe/frames/page.html")
"""A picture without text in the page, in a frame and in a sealed one; a button in a shadow root."""
NORMAL, PLAIN = Variant(), Variant(contrast="high-dark", javascript=False)
LANGUAGE = {"plain_language": cast(Check, plain_language)}
AXE = {"axe": cast(Check, axe)}


def look(
    browser: Browser,
    address: str,
    *subjects: Subject,
    checks: Mapping[str, Check] = LANGUAGE,
    limit_s: float = 60,
    forms: Sequence[Variant] = (NORMAL, PLAIN),
) -> Run:
    """An audit in two forms, the second without scripts, unless others are asked for."""
    return audit(
        browser,
        address,
        subjects,
        lambda _: forms,
        checks,
        lambda *_: None,
        limit_s=limit_s,
    )


def check(look_at: object, **facts: object) -> Check:
    return cast(Check, SimpleNamespace(RULES=(), look_at=look_at, **facts))


def test_a_fault_is_found_once_with_its_forms_and_a_picture(
    chromium: Browser, made_pages: str
) -> None:
    run = look(chromium, made_pages, FAULTY)
    (finding,) = run.findings
    assert finding.variants == (NORMAL.name, PLAIN.name)
    assert finding.found.element.key == 'main / link "here"'
    assert run.pictures[finding.identity].startswith(b"\x89PNG")
    assert not run.partial


def test_who_uses_a_screen_reader_gets_a_tree_that_is_kept_once(
    chromium: Browser, made_pages: str
) -> None:
    run = look(chromium, made_pages, FAULTY)
    (tree,) = run.trees.values()
    assert 'heading "Bread" [level=1]' in tree
    assert 'link "here"' in tree
    assert {visit.tree for visit in run.visits} == set(run.trees)


def test_a_page_that_is_not_there_does_not_keep_the_others_from_being_seen(
    chromium: Browser, made_pages: str
) -> None:
    gone = Subject("gone", "/nothing.html")
    run = look(chromium, made_pages, gone, FAULTY)
    assert {visit.not_looked_at for visit in run.visits if visit.subject == "gone"} == {
        "the server answered 404"
    }
    assert (run.partial, len(run.findings)) == (True, 1)


def test_a_page_that_is_meant_to_say_no_is_looked_at(chromium: Browser, made_pages: str) -> None:
    sorry = Subject("sorry", "/nothing.html", promises=frozenset({"status:404"}))
    assert not look(chromium, made_pages, sorry).partial


@pytest.fixture
def nobody() -> Iterator[str]:
    """An address where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def test_a_site_that_does_not_answer_is_said_to(chromium: Browser, nobody: str) -> None:
    run = look(chromium, nobody, FAULTY)
    assert all("ERR_CONNECTION_REFUSED" in visit.not_looked_at for visit in run.visits)


def raises(_opened: Opened) -> Iterator[Found]:
    raise ValueError("this element has no name\nand more")


def hangs(opened: Opened) -> Iterator[Found]:
    opened.page.evaluate("() => { for (;;); }")
    return iter(())


def test_a_check_that_fails_and_one_that_never_ends_are_named_and_the_rest_is_made(
    chromium: Browser, made_pages: str
) -> None:
    checks = {"raises": check(raises), **LANGUAGE, "hangs": check(hangs)}
    run = look(chromium, made_pages, FAULTY, checks=checks, limit_s=3)
    for visit in run.visits:
        assert visit.made == ("plain_language",)
        assert visit.failed == {
            "raises": "this element has no name",
            "hangs": "it took longer than 3 seconds",
        }
    assert (run.partial, len(run.findings)) == (True, 1)
    assert not look(chromium, made_pages, FAULTY).partial  # the browser is as good as before


def test_what_the_form_has_no_part_in_is_looked_at_once_a_page_where_scripts_run(
    chromium: Browser, made_pages: str
) -> None:
    asked: list[str] = []

    def note(opened: Opened) -> Iterator[Found]:
        asked.append(f"{opened.subject.name} {opened.variant.name}")
        return iter(())

    once = check(note, EACH_FORM=False, NEEDS_SCRIPTS=True)
    forms = (PLAIN, NORMAL, Variant(density=5))
    run = look(chromium, made_pages, FAULTY, FRAMES, checks={"once": once}, forms=forms)
    assert asked == [f"faulty {NORMAL.name}", f"frames {NORMAL.name}"]
    assert [visit.variant for visit in run.visits if visit.made] == 2 * [NORMAL.name]
    assert run.tools.once == ("once",)
    assert not run.partial


def test_axe_looks_into_frames_and_shadow_roots_with_and_without_scripts(
    chromium: Browser, made_pages: str
) -> None:
    run = look(chromium, made_pages, FRAMES, checks=AXE)
    found = {(each.found.rule, each.found.element.key): each for each in run.failed}
    assert {
        ("axe/image-alt", "main / img"),
        ("axe/image-alt", 'main / iframe "Map" / img'),
        ("axe/image-alt", 'iframe[sandbox=""] >> img'),
        ("axe/button-name", "main / button"),
    } <= set(found)
    assert all(each.variants == (NORMAL.name, PLAIN.name) for each in found.values())
    assert not run.partial


def test_strong_contrast_is_asked_for_where_the_theme_promises_it(
    chromium: Browser, made_pages: str, tmp_path: Path
) -> None:
    rules = [rule.id for rule in axe.RULES]
    assert "axe/color-contrast-enhanced" in rules
    asked: list[str] = []

    def note(opened: Opened) -> Iterator[Found]:
        asked.extend(axe._options(strong=opened.variant.strong_contrast)["runOnly"]["values"])
        return iter(())

    look(chromium, made_pages, FAULTY, checks={"note": check(note)})
    assert asked.count("color-contrast-enhanced") == 1
    assert asked.count("target-size") == 2


def test_the_pages_of_a_site_are_those_that_its_first_page_links_to(
    chromium: Browser, made_pages: str, nobody: str
) -> None:
    found = linked_pages(chromium, f"{made_pages}/plain_language/link-says-nothing/fault.html")
    assert [each.name for each in found] == ["/plain_language/link-says-nothing/fault.html"]
    with pytest.raises(NoSite, match=f"There is no page at {nobody}"):
        linked_pages(chromium, nobody)


def test_where_no_browser_is_installed_it_is_said_what_to_install(tmp_path: Path) -> None:
    code = "from webapp.audit.browser import chromium\nwith chromium(): pass"
    bare = {"PATH": str(tmp_path), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}
    result = subprocess.run(
        [sys.executable, "-c", code], env=bare, capture_output=True, text=True, check=False
    )
    assert "NoBrowser: Pages are looked at in Chromium, and none is installed" in result.stderr
