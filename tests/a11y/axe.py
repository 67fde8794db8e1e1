"""What axe finds in a page. It never fails missing captions, and what is cut off is asked here."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WHOLE: dict[str, Any] = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": RULES},
    "rules": {"target-size": {"enabled": True}},  # which axe has off
}
STRONG_THEMES = ("high-light", "high-dark", "yellow-black")


def rules_for(theme: str) -> dict[str, Any]:
    """Everything, and in themes of strong contrast that it is strong (WCAG 1.4.6)."""
    enhanced = {"color-contrast-enhanced": {"enabled": theme in STRONG_THEMES}}
    return WHOLE | {"rules": WHOLE["rules"] | enhanced}


def colours_of(theme: str) -> dict[str, Any]:
    """What may differ from theme to theme."""
    rules = ["color-contrast"] + ["color-contrast-enhanced"] * (theme in STRONG_THEMES)
    return {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": rules}}


def violations(page: Page, options: dict[str, Any] = WHOLE, *, part: str = "html") -> list[str]:
    """What axe finds; its script is put into a page once, whatever is asked of it.

    ``part``: a selector of what is looked at.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("([part, options]) => axe.run(part, options)", [part, options])
    return [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def too_wide(page: Page) -> list[str]:
    """Elements that make the page scroll sideways; tables scroll in a box of their own."""
    wide: list[str] = page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return [];
          return [...document.querySelectorAll("main *, header *, footer *")]
            .filter(e => e.getBoundingClientRect().right > width + 1 && !e.closest(".table-scroll"))
            .map(e => e.outerHTML.slice(0, 100));
        }"""
    )
    return wide
