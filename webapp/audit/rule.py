"""A rule: what must be so, for whom, and how a breach is mended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Person = Literal["deaf", "blind", "low-vision", "keyboard", "cognitive", "motion"]
"""Whom a fault touches: who does not hear, see, see well, use a mouse, read easily, bear motion."""

Severity = Literal["blocks", "hinders", "annoys"]
"""Whether somebody cannot do her task, can do it with trouble, or only has to put up with it."""


def N_(sentence: str) -> str:
    """Mark a sentence for the catalogues; it is translated where it is shown."""
    return sentence


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that holds on every good page.

    ``criteria`` are numbers of WCAG 2.2 (``1.2.2``); none for a good practice. ``title`` says what
    is so on a page that keeps the rule. ``hurts`` says what a breach does to whom, ``mend`` how it
    is put right: a plain sentence each. ``act`` are ids of the W3C's ACT rules that it carries out.
    ``replaces`` are axe's rules (``link-name``) that it does better: those are then switched off.
    ``asks``: it never finds a fault, and only puts a question to a person.
    """

    id: str
    title: str
    criteria: tuple[str, ...]
    touches: tuple[Person, ...]
    severity: Severity
    hurts: str
    mend: str
    act: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    asks: bool = False
