"""Counts of people that are too small to be told.

A number under the least one could point at somebody, and so could one that is worked out from the
others and their sum. So where anything is withheld, what is withheld together is at least the least
number as well, and is spread over two choices or more (cell suppression with complementary cells;
Willenborg and de Waal, Elements of Statistical Disclosure Control, 2001).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

Choice = TypeVar("Choice", bound=Hashable)


def shown(counts: Mapping[Choice, int], least: int) -> dict[Choice, int]:
    """Return the counts that may be told; the others are left out.

    ``counts`` are all choices of one question, so that their sum is how many there were.
    """
    told = {choice: count for choice, count in counts.items() if count >= least}
    withheld = [count for choice, count in counts.items() if choice not in told and count]
    while told and withheld and (sum(withheld) < least or len(withheld) < 2):
        smallest = min(told, key=lambda choice: told[choice])
        withheld.append(told.pop(smallest))
    return told
