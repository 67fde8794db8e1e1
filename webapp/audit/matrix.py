"""Which forms of a page are looked at: every pair of choices meets, in a few dozen forms.

All combinations of the choices would be thousands of forms a page. Most faults need one choice or
two together to show: pairwise rows hold each pair of values at least once.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Literal

from allpairspy import AllPairs

from webapp.audit.subject import Subject
from webapp.audit.variant import VIEWPORTS, Variant

Matrix = Literal["pairwise", "full", "one"]
MATRICES: tuple[Matrix, ...] = ("pairwise", "full", "one")
"""How many rows a page gets: a few, which change from run to run; all of them; the usual one."""

ROWS_A_PAGE = 2
"""Of a run of the matrix ``pairwise``."""

BROWSER: Mapping[str, tuple[object, ...]] = {
    "motion": ("system", "reduced"),
    "viewport": tuple(VIEWPORTS),
    "text_spacing": (True, False),
    "javascript": (False, True),
}
"""What a browser can be told, whatever the site.

Where every pair has been met, the last of two values fills the rows: what most people have.
"""

SETTINGS: Mapping[str, tuple[object, ...]] = {
    "density": (3, 1, 2, 4, 5),
    "contrast": ("normal", "soft", "high-light", "high-dark", "yellow-black"),
    "sign_language": ("", "bfi", "gsg"),
    **BROWSER,
    "motion": ("system", "reduced", "none"),
}
"""What a reader of Sightline can choose, and what her browser is told."""


@cache
def rows(*, ours: bool) -> tuple[Variant, ...]:
    """Return variants in which every pair of values meets; the same in each run.

    ``ours``: a Sightline; a foreign site has none of its settings, and gets fewer.
    """
    choices = OrderedDict(SETTINGS if ours else BROWSER)
    return tuple(Variant(**row._asdict()) for row in AllPairs(choices))


def variants_of(
    matrix: Matrix, subjects: Sequence[Subject], *, ours: bool, seed: int = 0
) -> Callable[[Subject], Sequence[Variant]]:
    """Return what says in which variants each subject is looked at.

    For ``pairwise`` each subject gets ``ROWS_A_PAGE`` rows, its neighbour the next ones, and in the
    next run (``seed`` is one more, such as the day) it goes on where it ended: together the pages
    of a run use all rows, where there are enough, and in time every row meets every page.
    """
    if matrix == "one":
        return lambda _: (Variant(),)
    every = rows(ours=ours)
    if matrix == "full":
        return lambda _: every
    order = {subject.name: at for at, subject in enumerate(subjects)}

    def rotated(subject: Subject) -> Sequence[Variant]:
        first = (order[subject.name] + seed) * ROWS_A_PAGE
        return tuple(every[(first + step) % len(every)] for step in range(ROWS_A_PAGE))

    return rotated
