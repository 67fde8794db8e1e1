"""A crop as people set it: how much is cut off at each edge, in hundredths of the picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

EDGES = ("left", "top", "right", "bottom")
LEAST_LEFT = 20.0
"""So many hundredths of width and height stay: of less, nobody can read signing."""
_ROUNDED = 0.06  # a suggestion is shown in tenths of a hundredth


class Edges(NamedTuple):
    """Hundredths of the picture as shown that are cut off."""

    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0

    @property
    def width(self) -> float:
        return 100 - self.left - self.right

    @property
    def height(self) -> float:
        return 100 - self.top - self.bottom

    @property
    def is_whole(self) -> bool:
        return not any(self)

    @property
    def crop(self) -> tuple[float, float, float, float]:
        """Left, top, width and height as shares (0..1)."""
        shares = (each / 100 for each in (self.left, self.top, self.width, self.height))
        left, top, width, height = (round(each, 6) for each in shares)
        return left, top, width, height


class Problem(NamedTuple):
    """Why edges are no crop."""

    edge: str
    what: Literal["number", "outside", "small"]


def edges_of(crop: Sequence[float] | None) -> Edges:
    """Return what a crop (left, top, width, height as shares) cuts off; None cuts off nothing."""
    if crop is None:
        return Edges()
    left, top, width, height = crop
    cut = (left, top, 1 - left - width, 1 - top - height)
    return Edges(*(max(0.0, round(each * 100, 1)) for each in cut))


def problem(edges: Edges) -> Problem | None:
    """Say what is wrong with edges that somebody typed."""
    for name, each in zip(EDGES, edges, strict=True):
        if not -1000 < each < 1000:  # also what is no number
            return Problem(name, "number")
        if each < 0:
            return Problem(name, "outside")
    if edges.width < LEAST_LEFT:
        return Problem("right" if edges.right > edges.left else "left", "small")
    if edges.height < LEAST_LEFT:
        return Problem("bottom" if edges.bottom > edges.top else "top", "small")
    return None


def moved(edges: Edges, move: str) -> Edges:
    """Move one edge by a hundredth, inwards (``left-in``) or outwards (``left-out``).

    Where it cannot go further, it stays.
    """
    name, _, way = move.partition("-")
    if name not in EDGES or way not in ("in", "out"):
        return edges
    now: float = getattr(edges, name)
    wanted = edges._replace(**{name: max(0.0, round(now + (1 if way == "in" else -1), 1))})
    return edges if problem(wanted) else wanted


def cuts(edges: Edges, proven: Sequence[float] | None) -> bool:
    """Whether anything is cut off of what was proven to hold all signing (None: all of it)."""
    kept = edges_of(proven)
    return any(each > most + _ROUNDED for each, most in zip(edges, kept, strict=True))
