"""The choices of the library page as links: each says what it leaves, and can be taken back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _

from webapp import languages, sign_languages
from webapp.look import current_look
from webapp.models.selection import ORDERS, Counts, Selection

MANY = 8
"""Values of one field that are shown at once; most viewers want one of the first."""


class Link(NamedTuple):
    """One choice: what it is called, how many media it leaves, and where it leads."""

    id: str
    """Stays the same from page to page, so that focus stays on it when the list is exchanged."""
    word: str
    leaves: int
    url: str
    is_chosen: bool


class Group(NamedTuple):
    """The choices of one field."""

    name: str
    word: str
    links: list[Link]


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses around what is selected now."""

    selection: Selection
    order: str
    home: Mapping[str, Any]
    """What an address needs to stay in the library."""

    def groups(self, counts: Counts) -> list[Group]:
        """Each field with what can be chosen there; what would leave nothing is left out."""
        groups = []
        for name, word in _fields().items():
            values = _in_order(name, counts.by[name])
            if values or name in self.selection.chosen:
                links = [
                    self._link(name, value, counts) for value in self._with_chosen(name, values)
                ]
                groups.append(Group(name, word, links))
        return groups

    def chosen(self, counts: Counts) -> list[Link]:
        """What is chosen, each with where one gets without it."""
        return [self._link(name, value, counts) for name, value in self.selection.chosen.items()]

    def orders(self) -> list[Link]:
        """What can come first."""
        words = _orders()
        return [
            Link(f"sort-{order}", words[order], 0, self._url(sort=order), order == self.order)
            for order in ORDERS
        ]

    def any_signed(self, counts: Counts) -> Link | None:
        """Where one finds what is signed in any language; None: there is nothing."""
        there = "any" in counts.by["signed"]
        return self._link("signed", "any", counts) if there else None

    @property
    def clear_url(self) -> str:
        """The whole library, in the same order."""
        return self._address({"sort": self.order})

    def page_url(self, page: int, *, after: int = 0, before: int = 0) -> str:
        """Another page: the one after or before a media, by its id, where there is one."""
        if page == 1:
            return self._url()
        return self._url(page=page, after=after or "", before=before or "")

    def _link(self, name: str, value: str, counts: Counts) -> Link:
        is_chosen = self.selection.chosen.get(name) == value
        return Link(
            id=f"{name}-{re.sub(r'[^a-zA-Z0-9]+', '-', value)}",
            word=_word(name, value, counts),
            leaves=counts.by[name].get(value, 0),
            url=self._url(**{name: "" if is_chosen else value}),
            is_chosen=is_chosen,
        )

    def _with_chosen(self, name: str, values: list[str]) -> list[str]:
        chosen = self.selection.chosen.get(name)
        return values if chosen is None or chosen in values else [chosen, *values]

    def _url(self, **changes: Any) -> str:
        return self._address(asdict(self.selection) | {"sort": self.order} | changes)

    def _address(self, query: dict[str, Any]) -> str:
        usual = {"sort": "newest", "page": 1}
        needed = {name: value for name, value in query.items() if value != usual.get(name, "")}
        return url_for("library.index", **self.home, **needed)


def _fields() -> dict[str, str]:
    return {
        "signed": _("Signed"),
        "captions": _("Captions"),
        "language": _("Captions in"),
        "length": _("Length"),
        "topic": _("Topic"),
    }


def _orders() -> dict[str, str]:
    return {
        "newest": _("Newest first"),
        "oldest": _("Oldest first"),
        "title": _("By title"),
        "longest": _("Longest first"),
        "shortest": _("Shortest first"),
    }


def _word(name: str, value: str, counts: Counts) -> str:
    words = {
        ("signed", "any"): _("Any sign language"),
        ("captions", "any"): _("With captions"),
        ("captions", "people"): _("Captions by people"),
        ("length", "short"): _("Less than 5 minutes"),
        ("length", "medium"): _("5 to 20 minutes"),
        ("length", "long"): _("More than 20 minutes"),
    }
    if known := words.get((name, value)):
        return str(known)
    if name == "signed":
        return sign_languages.name_of(value)
    if name == "language":
        return languages.name_of(value)
    return counts.topics.get(value, value)


def _in_order(name: str, counted: Mapping[str, int]) -> list[str]:
    """Put the viewer's own sign language first, then any, then the others by their number."""
    values = list(counted)
    if name == "signed":
        first = (current_look().sign_language, "any")
        values.sort(key=lambda value: first.index(value) if value in first else len(first))
    return values[:MANY]
