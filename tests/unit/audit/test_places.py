"""Two texts are called different only where a reader would be sure of it."""

from __future__ import annotations

import pytest

from webapp.audit.places import texts_differ


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("Ask for Hanna, telephone 5512.", "Ask for Hanna: telephone 5512", False),
        ("Ask for Hanna, telephone 5512.", "Ask for Hanna, telephone 5517.", True),
        ("Call 5512.", "Call 5512 or 5517, or write to us.", None),
        ("Ask for Hanna.", "", True),
        ("How we bake rye bread in the oven", "What a ticket for zone two costs today", True),
        ("Our bread of rye", "Our bread of wheat", None),
    ],
)
def test_texts_differ_where_they_name_other_things(
    one: str, other: str, differ: bool | None
) -> None:
    assert texts_differ(one, other) is differ
