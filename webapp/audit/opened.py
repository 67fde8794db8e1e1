"""A page in a real browser, opened in the form in which somebody would get it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
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

WITHOUT_AXE = frozenset(
    {
        "came_to",
        "changed_texts",
        "dialog_openers",
        "key_witness",
        "note_stops",
        "open_dialog",
        "stops",
        "swap_begins",
        "swap_controls",
        "walk_begins",
        "walk_ended",
        "watch_text",
        "without_scripts",
    }
)
"""Scripts that ask for no role, name or key of an element."""


@cache
def script(name: str) -> str:
    """Return a script of ``scripts/``: one function expression, which a page is to evaluate."""
    return (SCRIPTS / f"{name}.js").read_text("utf-8")


@cache
def _axe() -> str:
    return f"{Axe().axe_script}; ({script('axe_roles')})();"


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
    """Open the same page in a fresh context; keywords are those of a playwright context.
    ``before`` is called with the page when nothing is in it yet."""
    said: list[str] = field(default_factory=list)
    """Errors of scripts, as the browser reported them."""

    def ask(self, name: str, argument: object = None, page: Page | None = None) -> Any:
        """Evaluate a script of ``scripts/`` in the page; ``sightline`` and axe are there.

        Axe, which takes long to come, is not brought for what says that it can do ``WITHOUT_AXE``.
        """
        frame = (page or self.page).main_frame
        axe = name not in WITHOUT_AXE
        # Mostly all is there: one question instead of two.
        asked = f"async (given) => {_is_equipped(axe)} ? [await ({script(name)})(given)] : null"
        answer = frame.evaluate(asked, argument)
        if answer is None:
            equip(frame, axe=axe)
            answer = frame.evaluate(asked, argument)
        return answer[0]

    def element(self, described: dict[str, Any]) -> Element:
        """Return the element that a script described with ``sightline.describe``."""
        return Element(described["key"], tuple(described["selector"]), described["markup"])

    def describe(self, selectors: Sequence[str]) -> Element:
        """Return the element behind a path of selectors through frames and shadow roots."""
        equip(self.page.main_frame)
        return self.element(self.page.evaluate("path => sightline.describePath(path)", selectors))


def equip(frame: Frame, *, axe: bool = True) -> None:
    """Put the names of elements into a frame, and axe; its policy does not hinder it."""
    if frame.evaluate(_is_equipped(axe)):
        return
    if axe and frame.parent_frame is None:
        _tell(frame.page, _axe())
    elif axe:
        frame.evaluate(_axe())
    if not frame.evaluate(_is_equipped(False)):
        frame.evaluate(f"() => {{ ({script('elements')})(); ({script('colours')})(); }}")


def _is_equipped(axe: bool) -> str:
    return "('sightline' in window && 'axe' in window)" if axe else "('sightline' in window)"


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
    def again(before: Callable[[Page], None] = lambda _: None, **context: Any) -> Iterator[Page]:
        with _page(browser, base_url, subject, variant, prepare, context) as fresh:
            before(fresh)
            _go(fresh, subject, variant)
            yield fresh

    with _page(browser, base_url, subject, variant, prepare, {}) as page:
        page.on("pageerror", lambda error: said.append(str(error)))
        status = _go(page, subject, variant)
        yield Opened(subject, variant, page, status, again, said)


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
