"""Ben has no mouse: by Tab he reaches all that can be used, sees where he is, and is never caught.

WCAG 2.1.1, 2.1.2, 2.4.3, 2.4.7, 2.4.11. Looks are paired so that each density, theme and motion
comes once.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.a11y.conftest import Site
from webapp.look import Look

LOOKS = (
    Look(density=1, contrast="high-dark", motion="none"),
    Look(density=2, contrast="soft", motion="full"),
    Look(density=3, contrast="normal", motion="reduced"),
    Look(density=4, contrast="yellow-black", motion="full"),
    Look(density=5, contrast="high-light", motion="none"),
)
PAGES = ("/", "{captioned}", "/search?q=park", "/settings", "/settings/watching", "/upload")
MOST_STEPS = 300

USABLE = """() => {
  const all = "a[href], button, input, select, textarea, summary, [tabindex], video[controls]";
  return [...document.querySelectorAll(all)].filter((element) => {
    if (element.disabled || element.tabIndex < 0 || element.type === "hidden") return false;
    if (!element.checkVisibility({ visibilityProperty: true })) return false;
    if (element.type !== "radio") return true;
    const others = [...document.getElementsByName(element.name)];
    const group = others.filter((other) => other.form === element.form);
    return element === (group.find((other) => other.checked) ?? group[0]);
  }).map((element) => {
    element.dataset.walk ??= String(window.walked = (window.walked ?? 0) + 1);
    return [element.dataset.walk, element.outerHTML.slice(0, 120)];
  });
}"""
HERE = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const seen = element.labels?.[0] ?? element;
  const box = element.getBoundingClientRect();
  const shown = box.width > 2 && box.height > 2 ? box : seen.getBoundingClientRect();
  const x = Math.min(Math.max(shown.left + shown.width / 2, 1), innerWidth - 2);
  const y = Math.min(Math.max(shown.top + shown.height / 2, 1), innerHeight - 2);
  const top = document.elementFromPoint(x, y);
  const isOnTop = [element, seen].some((own) => own.contains(top) || top?.contains(own));
  const isInView = shown.bottom > 0 && shown.top < innerHeight;
  const marks = [element, ...element.querySelectorAll("*"), element.nextElementSibling, seen];
  const isMarked = marks.some((own) => own && [null, "::before", "::after"].some((part) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(own, part);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  }));
  const text = element.outerHTML.slice(0, 120);
  return { id: element.dataset.walk ?? "", text, isOnTop, isInView, isMarked };
}"""


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.density}-{look.contrast}")
@pytest.mark.parametrize("address", PAGES)
def test_everything_is_reached_seen_and_left_again(
    site: Site, visit: Callable[..., Page], address: str, look: Look
) -> None:
    page = visit(address.format(**site.media), look)
    page.wait_for_load_state("networkidle")
    usable = dict(page.evaluate(USABLE))
    reached = walk(page, "Tab")
    missed = {text for key, text in usable.items() if key not in reached}
    assert missed == set()


def test_the_way_back_is_the_way_there(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(site.media["captioned"])
    page.wait_for_load_state("networkidle")
    page.evaluate(USABLE)
    there = walk(page, "Tab")
    back = walk(page, "Shift+Tab")
    assert len(there) > 10
    assert back == there[::-1]


def walk(page: Page, key: str) -> list[str]:
    """Press the key until the focus has left the page; return what was reached, in order."""
    page.evaluate("document.activeElement.blur()")
    reached: list[str] = []
    for _ in range(MOST_STEPS):
        page.keyboard.press(key)
        here = page.evaluate(HERE)
        if here is None or (reached and here["id"] == reached[0]):
            return reached
        assert here["isInView"], f"out of sight: {here['text']}"
        assert here["isOnTop"], f"hidden by something: {here['text']}"
        assert here["isMarked"], f"no mark of focus: {here['text']}"
        reached.append(here["id"])
    raise AssertionError(f"no way out: {reached[-5:]}")
