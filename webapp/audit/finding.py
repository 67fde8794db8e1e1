"""A finding: an element of a page that breaks a rule, or that a person must look at."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Outcome = Literal["failed", "needs-person"]
Value = str | int | float


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a page.

    ``key`` is how it is found again after its markup was redesigned: landmarks, role and name, or
    its ``data-key`` (see ``scripts/elements.js``); '' is the page as a whole. ``selector`` finds it
    in this very page, through frames and shadow roots as axe writes it. ``markup`` is its start.
    """

    key: str = ""
    selector: tuple[str, ...] = ()
    markup: str = ""


PAGE = Element()
"""The page as a whole."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a check says: the rule, the element, and a sentence with the values that were measured.

    ``sentence`` has names (``%(shown)s``) where ``values`` belong, so that it can be translated.
    """

    rule: str
    element: Element
    sentence: str
    values: Mapping[str, Value] = field(default_factory=dict)
    outcome: Outcome = "failed"

    @property
    def message(self) -> str:
        """The whole sentence in English."""
        return self.sentence % {name: _plain(value) for name, value in self.values.items()}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found on one subject, with all the variants that it was seen in.

    ``number`` tells elements apart that have one key, in the order of the page, from 0.
    """

    subject: str
    found: Found
    variants: tuple[str, ...]
    number: int = 0

    @property
    def identity(self) -> str:
        """The same for the same fault in another run: rule, page and element, never a selector."""
        parts = (self.found.rule, self.subject, self.found.element.key, str(self.number))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]


def _plain(value: Value) -> str | int:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else value
