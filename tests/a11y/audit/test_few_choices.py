"""Whoever asked for very little at once is not made to choose among many things."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.a11y.audit.conftest import Open
from webapp.audit.checks import plain_language
from webapp.audit.opened import opening
from webapp.audit.variant import Variant
from webapp.known_library.site import KnownLibrary, serve


@pytest.mark.parametrize(("density", "said"), [(1, ["needs-person"]), (2, [])])
def test_a_page_shown_with_very_little_and_many_choices_is_shown_to_a_person(
    open_made: Open, density: int, said: list[str]
) -> None:
    page = "plain_language/few-choices/fault.html"
    with open_made(page, Variant(density=density)) as opened:
        found = list(plain_language.look_at(opened))
    few = plain_language.FEW_CHOICES.id
    assert [each.outcome for each in found if each.rule == few] == said


@pytest.fixture(scope="module")
def known() -> Iterator[KnownLibrary]:
    with serve() as library:
        yield library


@pytest.mark.parametrize(
    "name",
    [
        *("search, found", "look", "style", "watch, lecture", "watch, librarian", "review, notes"),
        *("signed versions", "glossary", "glossary of a video, librarian", "people"),
        *("review", "review, open caption", "review, lecture", "signed version, review"),
        *("clips of the interface", "upload, not finished", "add a signed version, not finished"),
    ],
)
def test_our_pages_show_whoever_asked_for_very_little_five_choices_at_most(
    known: KnownLibrary, chromium: Browser, name: str
) -> None:
    [subject] = (each for each in known.subjects if each.name == name)
    form = Variant(density=1)
    with opening(chromium, known.address, subject, form, known.prepare) as opened:
        found = [each.rule for each in plain_language.look_at(opened)]
    assert plain_language.FEW_CHOICES.id not in found
