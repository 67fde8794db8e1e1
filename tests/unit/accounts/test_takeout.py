"""A copy takes little memory, however much somebody has."""

from __future__ import annotations

import tempfile
import tracemalloc

from tests.unit.conftest import MediaFactory, UserFactory
from webapp.accounts import takeout
from webapp.extensions import db


def test_much_is_copied_in_little_memory(
    user_factory: UserFactory, media_factory: MediaFactory
) -> None:
    ana = user_factory("Ana", "uploader")
    ana_id = ana.id

    def peak() -> int:
        db.session.commit()
        tracemalloc.start()
        with tempfile.TemporaryFile() as file:
            takeout.write(ana_id, file)
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    media_factory("One", cues=1500, owner=ana)
    peak()
    one = peak()
    for number in range(5):
        media_factory(f"Another {number}", cues=1500, owner=ana)
    assert peak() < 1.5 * one
