"""Runs made by hand: which pages were looked at, and what was found there."""

from __future__ import annotations

from collections.abc import Sequence

from webapp.audit.finding import Element, Finding, Found, Outcome
from webapp.audit.run import Run, Tools, Visit
from webapp.audit.subject import Subject
from webapp.audit.variant import Variant

NORMAL, PHONE = Variant(), Variant(density=5, contrast="high-dark", viewport="phone")


def fault(
    key: str = 'main / link "here"',
    *,
    subject: str = "start",
    rule: str = "link-says-nothing",
    outcome: Outcome = "failed",
    variants: Sequence[Variant] = (NORMAL,),
) -> Finding:
    """A link that says nothing."""
    found = Found(rule, Element(key, ("#a",), "<a>"), "It says “%(t)s”.", {"t": "here"}, outcome)
    return Finding(subject, found, tuple(each.name for each in variants))


def visit(subject: str = "start", variant: Variant = NORMAL, **facts: object) -> Visit:
    """One page in one form, with every check made unless ``facts`` say something else."""
    return Visit(subject, variant.name, **{"made": ("plain_language",), **facts})  # type: ignore[arg-type]


def run(*findings: Finding, visits: Sequence[Visit] = (), **facts: object) -> Run:
    """A run that found these; without ``visits`` every page of a finding was looked at."""
    pages = {each.subject for each in findings} | {each.subject for each in visits} | {"start"}
    return Run(
        address="http://127.0.0.1",
        started="2026-11-22T06:00:00+00:00",
        seconds=4.5,
        tools=Tools("4.12.1", "Chromium 140", {"plain_language": ("link-says-nothing",)}),
        subjects=tuple(Subject(page, "/") for page in sorted(pages)),
        variants={each.name: each for each in (NORMAL, PHONE)},
        visits=tuple(visits or [visit(page) for page in sorted(pages)]),
        findings=findings,
        **facts,  # type: ignore[arg-type]
    )
