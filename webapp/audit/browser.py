"""The browser that pages are looked at in: Chromium, without a window."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Error, Playwright, sync_playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""Commands that are tried in this order; then the browser that playwright has downloaded."""

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoBrowser(Exception):
    """There is no Chromium that starts; its text says in a sentence what to install."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser for as long as it is needed; NoBrowser where there is none."""
    with sync_playwright() as playwright:
        browser = _launch(playwright)
        try:
            yield browser
        finally:
            browser.close()


def _launch(playwright: Playwright) -> Browser:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    try:
        return playwright.chromium.launch(executable_path=path, args=list(FLAGS))
    except Error as error:
        raise NoBrowser(
            f"{path} does not start."
            if path
            else "Pages are looked at in Chromium, and none is installed: install the package "
            "“chromium-headless-shell” or “chromium”."
        ) from error
