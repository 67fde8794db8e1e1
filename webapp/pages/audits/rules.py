"""The rules of an audit, as they were when it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from webapp.audit.rule import Rule
from webapp.models import AuditRun


def of(run: AuditRun) -> dict[str, Rule]:
    """Return them by id."""
    return {name: _rule(facts) for name, facts in run.rules.items()}


def _rule(facts: Mapping[str, Any]) -> Rule:
    """A rule as it was then; what JSON keeps as a list is a tuple in it."""
    known: dict[str, Any] = {
        field.name: facts[field.name] for field in fields(Rule) if field.name in facts
    }
    read: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in known.items()
    }
    return Rule(**read)
