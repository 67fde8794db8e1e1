"""What is audited: a page, and whoever reads it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Subject:
    """A page to look at.

    ``name`` stays the same from run to run, whatever its address (a finding's identity holds it),
    such as ``watch, no captions yet``. ``address`` is a path, or a whole URL of another site.
    ``person`` is the role of whoever is logged in, '' for nobody. ``promises`` are what the page
    owes its readers beyond what every page does: ``signed:bfi`` (a signed version in that
    language), ``transcript``, ``captions:en``, ``five-choices`` (at most five main choices).
    """

    name: str
    address: str
    person: str = ""
    promises: frozenset[str] = frozenset()
