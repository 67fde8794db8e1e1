"""Finds pages and commands: dropping a module into their package is all it takes."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import webapp.commands
import webapp.pages


def page_modules() -> Iterator[ModuleType]:
    yield from _modules(webapp.pages)


def command_modules() -> Iterator[ModuleType]:
    yield from _modules(webapp.commands)


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(found.name)
