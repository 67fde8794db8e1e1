"""Which page of a long list is shown, as the address asks for it, and what stands on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import request


class Paging(NamedTuple):
    """A page of a list; pages count from 1, and a list with nothing in it has one."""

    page: int
    pages: int
    size: int
    """How many things a page holds."""

    @classmethod
    def asked(cls, total: int, size: int) -> Paging:
        """The page that ``page`` in the address names, or the nearest that there is."""
        pages = max(1, -(-total // size))
        return cls(min(max(request.args.get("page", 1, type=int), 1), pages), pages, size)

    @property
    def offset(self) -> int:
        """How many things come before this page."""
        return (self.page - 1) * self.size

    @property
    def span(self) -> slice:
        """Where the page stands in the whole list."""
        return slice(self.offset, self.offset + self.size)

    def links(self, address: Callable[[int], str]) -> dict[str, Any]:
        """What templates name the pages beside this one; ``address`` makes that of a page."""
        return {
            "previous_url": address(self.page - 1) if self.page > 1 else None,
            "next_url": address(self.page + 1) if self.page < self.pages else None,
        }
