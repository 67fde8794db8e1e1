"""Where links lead: whether two addresses bring the same thing, as far as a program can tell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, Error, Page

from webapp.audit.opened import script

ENOUGH_WORDS = 5
"""From fewer words of a page nobody can tell that it is about something else."""
SHARED = 0.2
"""Two pages that share less of their words than this are about different things."""


@dataclass(slots=True)
class Places:
    """Opens the addresses of one site, each once and not more than ``most``, logged in as nobody.

    Nobody, because a link may do something to whoever follows it, such as to log her out.
    """

    browser: Browser
    origin: str
    most: int = 8
    _texts: dict[str, str | None] = field(default_factory=dict)

    def differ(self, one: str, other: str) -> bool | None:
        """Whether two addresses bring different things; None where only a person can tell."""
        if _plain(one) == _plain(other):
            return False
        hosts = {_host(one), _host(other)}
        if len(hosts) == 2:
            return True
        if hosts != {_host(self.origin)}:
            return None
        text, other_text = self._text(one), self._text(other)
        return None if text is None or other_text is None else texts_differ(text, other_text)

    def _text(self, address: str) -> str | None:
        if address not in self._texts:
            if len(self._texts) >= self.most:
                return None
            context = self.browser.new_context()
            try:
                self._texts[address] = _read(context.new_page(), address)
            except Error:
                self._texts[address] = None
            finally:
                context.close()
        return self._texts[address]


def texts_differ(one: str, other: str) -> bool | None:
    """Whether two texts are about different things: they name other numbers, or share no words."""
    words, others = _words(one), _words(other)
    if words == others:
        return False
    if not words or not others:
        return True
    numbers, other_numbers = ({w for w in each if w.isdigit()} for each in (words, others))
    if numbers - other_numbers and other_numbers - numbers:
        return True
    shared = len(words & others) / len(words | others)
    long = min(len(words), len(others)) >= ENOUGH_WORDS
    return True if not shared or (long and shared < SHARED) else None


def _read(page: Page, address: str) -> str | None:
    """Return the main text of a page, None where there is none; at once means no other page."""
    page.set_default_timeout(5_000)
    for _ in range(3):
        answer = page.goto(address)
        if answer is None or not answer.ok:
            return None
        onward = page.evaluate(script("moves_on"))
        if not onward:
            break
        address = urljoin(page.url, onward)
    text: str = page.evaluate(script("main_text"))
    return text


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.lower()))


def _plain(address: str) -> str:
    return address.partition("#")[0].rstrip("/").removesuffix("/index.html")


def _host(address: str) -> str:
    return urlsplit(address).netloc.removeprefix("www.")
