"""The checks, one module a subject matter; dropping one in is all it takes.

Each module has ``RULES``, the rules that it looks after, and ``look_at``, which yields what breaks
them in an opened page. A check leaves ``opened.page`` as it found it: what needs other settings or
a press of a button opens the page ``again``.

A check may say more of itself:

- ``EACH_FORM = False``: what it finds does not depend on the form of the page. It is made once a
  subject and run, in the first form that it can be made in. Forms change from run to run.
- ``NEEDS_SCRIPTS = True``: it can only be made in forms in which scripts run.
- ``WEARS_PAGE = True``: it moves the focus or presses keys in ``opened.page``, and leaves it
  another. Such checks come after all others: a page to themselves would have to be opened.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Protocol, cast

from webapp.audit.finding import Found
from webapp.audit.opened import Opened
from webapp.audit.rule import Rule
from webapp.audit.variant import Variant


class Check(Protocol):
    """A module of this package."""

    __name__: str
    RULES: tuple[Rule, ...]

    def look_at(self, opened: Opened) -> Iterator[Found]:
        """Yield what breaks a rule in the page, each element once a rule."""


def in_each_form(check: Check) -> bool:
    """Return whether a check is to be made in every form of a page, not once for all of them."""
    return bool(getattr(check, "EACH_FORM", True))


def can_be_made(check: Check, variant: Variant) -> bool:
    """Return whether a check has anything to look at in this form."""
    return variant.javascript or not getattr(check, "NEEDS_SCRIPTS", False)


@cache
def checks() -> Mapping[str, Check]:
    """Return every check by its name, such as ``keyboard``, in the order they are made in."""
    modules = (
        importlib.import_module(found.name)
        for found in pkgutil.iter_modules(__path__, f"{__name__}.")
    )
    found = [cast(Check, module) for module in modules if hasattr(module, "look_at")]
    found.sort(key=_wears_page)
    return {check.__name__.rpartition(".")[2]: check for check in found}


def _wears_page(check: Check) -> bool:
    return bool(getattr(check, "WEARS_PAGE", False))


@cache
def replaced() -> frozenset[str]:
    """Return the ids of axe's rules, ``axe/`` before them, that one of ours stands in for."""
    every = (rule for check in checks().values() for rule in check.RULES)
    return frozenset(f"axe/{id}" for rule in every for id in rule.replaces)


@cache
def rules() -> Mapping[str, Rule]:
    """Return every rule that is looked after by its id."""
    every = (rule for check in checks().values() for rule in check.RULES)
    return {rule.id: rule for rule in every if rule.id not in replaced()}
