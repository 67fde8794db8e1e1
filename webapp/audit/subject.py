"""What is audited: a page, and whoever reads it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is done on the way to a page.

    ``selector`` is that of CSS. ``text`` is typed into what it finds; None: that is pressed.
    """

    selector: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """A page to look at.

    ``name`` stays the same from run to run, whatever its address (a finding's identity holds it),
    such as ``watch, no captions yet``. ``address`` is a path, or a whole URL of another site.
    ``person`` is the role of whoever is logged in, '' for nobody. ``promises`` are what the page
    owes its readers beyond what every page does: ``signed:bfi`` (a signed version in that
    language), ``transcript``, ``captions:en``, ``five-choices`` (at most five main choices),
    ``level:aaa`` (what WCAG asks for at its highest level alone).
    """

    name: str
    address: str
    person: str = ""
    promises: frozenset[str] = frozenset()
    after: tuple[Step, ...] = ()
    """What is done at the address before the page is there, such as a form that is sent empty."""
    shows: str = ""
    """Selector of what is there once it is; '' where the address is enough."""
