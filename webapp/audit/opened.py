"""A page in a real browser, opened in the form in which somebody would get it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Frame, Page

from webapp.audit.finding import Element
from webapp.audit.subject import Subject
from webapp.audit.variant import TEXT_SPACING, VIEWPORTS, Variant

Prepare = Callable[[Any, Subject, Variant], None]
"""Gives a fresh browser context what a site needs to show this subject in this variant: cookies."""

SCRIPTS = Path(__file__).with_name("scripts")


@cache
def script(name: str) -> str:
    """Return a script of ``scripts/``: one function expression, which a page is to evaluate."""
    return (SCRIPTS / f"{name}.js").read_text("utf-8")


@cache
def _axe() -> str:
    return str(Axe().axe_script)


def axe_version() -> str:
    """Return the version of axe that is put into pages; it begins with it."""
    return _axe()[:100].partition(" v")[2].split()[0]


def emulation(variant: Variant) -> dict[str, Any]:
    """Return what a browser context of this variant is told, whatever the site."""
    width, height = VIEWPORTS[variant.viewport]
    return {
        "viewport": {"width": width, "height": height},
        "java_script_enabled": variant.javascript,
        "reduced_motion": "no-preference" if variant.motion in ("system", "full") else "reduce",
        "color_scheme": "dark" if variant.contrast in ("high-dark", "yellow-black") else "light",
    }


@dataclass(slots=True)
class Opened:
    """A subject in one variant, before the eyes of the checks."""

    subject: Subject
    variant: Variant
    page: Page
    status: int
    """HTTP status of the answer."""
    again: Callable[..., AbstractContextManager[Page]]
    """Open the same page in a fresh context; keywords are those of a playwright context."""
    second: Callable[[], Page]
    """The same page once more, opened when it is first asked for: for checks that only move the
    focus or press keys. One after another has it as the one before left it."""
    said: list[str] = field(default_factory=list)
    """Errors of scripts, as the browser reported them."""

    def ask(self, name: str, argument: object = None, page: Page | None = None) -> Any:
        """Evaluate a script of ``scripts/`` in the page; ``sightline`` and axe are there."""
        page = page or self.page
        equip(page.main_frame)
        return page.evaluate(script(name), argument)

    def element(self, described: dict[str, Any]) -> Element:
        """Return the element that a script described with ``sightline.describe``."""
        return Element(described["key"], tuple(described["selector"]), described["markup"])

    def describe(self, selectors: Sequence[str]) -> Element:
        """Return the element behind a path of selectors through frames and shadow roots."""
        equip(self.page.main_frame)
        return self.element(self.page.evaluate("path => sightline.describePath(path)", selectors))


def equip(frame: Frame) -> None:
    """Put axe and the names of elements into a frame, once; its policy does not hinder it."""
    if not frame.evaluate("'sightline' in window && 'axe' in window"):
        if frame.parent_frame is None:
            _tell(frame.page, _axe())
        else:
            frame.evaluate(_axe())
        frame.evaluate(script("elements"))


def _tell(page: Page, long: str) -> None:
    """Run a long script in a page: half as long on its way as by ``evaluate``."""
    session = page.context.new_cdp_session(page)
    try:
        session.send("Runtime.evaluate", {"expression": long})
    finally:
        session.detach()


@contextmanager
def opening(
    browser: Browser, base_url: str, subject: Subject, variant: Variant, prepare: Prepare
) -> Iterator[Opened]:
    """Open a subject in a browser of its own for as long as it is looked at."""
    said: list[str] = []

    @contextmanager
    def again(**context: Any) -> Iterator[Page]:
        with _page(browser, base_url, subject, variant, prepare, context) as fresh:
            _go(fresh, subject, variant)
            yield fresh

    with ExitStack() as pages:
        page = pages.enter_context(_page(browser, base_url, subject, variant, prepare, {}))
        page.on("pageerror", lambda error: said.append(str(error)))
        status = _go(page, subject, variant)
        second = cache(lambda: pages.enter_context(again()))
        yield Opened(subject, variant, page, status, again, second, said)


def _go(page: Page, subject: Subject, variant: Variant) -> int:
    """Open the address, set its text apart where the variant asks for it; return the status."""
    answer = page.goto(subject.address)
    for step in subject.after:
        place = page.locator(step.selector).first
        place.click() if step.text is None else place.fill(step.text)
    if subject.shows:
        page.locator(subject.shows).first.wait_for()
    if variant.text_spacing:
        page.evaluate(script("adopt_style"), TEXT_SPACING)
    return answer.status if answer is not None else 0


@contextmanager
def _page(
    browser: Browser,
    base_url: str,
    subject: Subject,
    variant: Variant,
    prepare: Prepare,
    options: dict[str, Any],
) -> Iterator[Page]:
    context = browser.new_context(base_url=base_url, **(emulation(variant) | options))
    try:
        prepare(context, subject, variant)
        page = context.new_page()
        page.set_default_timeout(15_000)
        yield page
    finally:
        context.close()
