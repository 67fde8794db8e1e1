"""Whoever leafs through a long list gets each thing once, whatever the address says."""

from __future__ import annotations

import pytest
from flask import Flask

from webapp.pages.paging import Paging

THINGS = list(range(7))


def paging(app: Flask, asked: str, total: int = len(THINGS)) -> Paging:
    with app.test_request_context(f"/?page={asked}"):
        return Paging.asked(total, 3)


def test_all_pages_together_are_the_whole_list(app: Flask) -> None:
    pages = [paging(app, str(number)) for number in (1, 2, 3)]
    assert [THINGS[each.span] for each in pages] == [[0, 1, 2], [3, 4, 5], [6]]
    assert [each.offset for each in pages] == [0, 3, 6]


@pytest.mark.parametrize(
    ("asked", "shown"), [("", 1), ("0", 1), ("-4", 1), ("nonsense", 1), ("99", 3)]
)
def test_an_address_that_names_no_page_leads_to_the_nearest(
    app: Flask, asked: str, shown: int
) -> None:
    assert paging(app, asked).page == shown


def test_an_empty_list_has_one_page_that_leads_nowhere(app: Flask) -> None:
    empty = paging(app, "1", total=0)
    assert (empty.page, empty.pages) == (1, 1)
    assert empty.links(str) == {"previous_url": None, "next_url": None}


def test_links_lead_to_the_pages_beside(app: Flask) -> None:
    assert paging(app, "2").links(str) == {"previous_url": "1", "next_url": "3"}
    assert paging(app, "1").links(str) == {"previous_url": None, "next_url": "2"}
    assert paging(app, "3").links(str) == {"previous_url": "2", "next_url": None}
