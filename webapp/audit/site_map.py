"""Which pages a foreign site has: where it was asked to begin, and what that page links to."""

from __future__ import annotations

from urllib.parse import urldefrag, urlsplit

from playwright.sync_api import Browser, Error

from webapp.audit.subject import Subject

MOST = 50
"""Pages of a site; a page of search results would lead to thousands."""


class NoSite(Exception):
    """There is no page at an address; its text says so in a sentence."""


def linked_pages(browser: Browser, address: str) -> tuple[Subject, ...]:
    """Return the page at a URL and those of its own site that it links to, in its order.

    Each is called by its path and query. NoSite where nothing answers.
    """
    page = browser.new_page()
    try:
        page.goto(address)
        links: list[str] = page.evaluate("[...document.links].map((link) => link.href)")
        first = page.url
    except Error as error:
        reason = str(error).splitlines()[0]
        raise NoSite(f"There is no page at {address}: {reason}") from error
    finally:
        page.context.close()
    site = urlsplit(first)[:2]
    found = dict.fromkeys(urldefrag(link).url for link in [first, *links])
    own = [url for url in found if urlsplit(url)[:2] == site]
    return tuple(Subject(_name(url), url) for url in own[:MOST])


def _name(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
