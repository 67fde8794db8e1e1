"""Uploads that stopped on their way: a long film, and a signed version."""

from __future__ import annotations

from datetime import timedelta

from webapp.extensions import db
from webapp.known_library.media import LONG_TITLE, Shelf
from webapp.known_library.people import person_of
from webapp.models import IncomingUpload, Media

KEPT_FOR = timedelta(days=7)
FILM_BYTES = 3_600_000_000
SIGNED_BYTES = 48_000_000


def add_unfinished(shelf: Shelf, signed: Media) -> dict[str, str]:
    """Let a colleague have begun two uploads; return what addresses need to go on with them."""
    film = _begin(
        shelf, "Hauptversammlung-der-Donaudampfschifffahrtsgesellschaft-am-Abend.mkv", FILM_BYTES,
        title=LONG_TITLE, description="All who came speak, one after the other.", language="de",
    )  # fmt: skip
    version = _begin(
        shelf, "dora signs the lighthouse.mov", SIGNED_BYTES,
        media=signed, title="Dora Smith", language="bfi", nature="interpretation",
    )  # fmt: skip
    db.session.flush()
    return {"begun_film": film.slug, "begun_version": version.slug}


def _begin(shelf: Shelf, name: str, bytes_in_all: int, **said: object) -> IncomingUpload:
    begun = IncomingUpload(
        owner_id=person_of("colleague").id,
        library_id=shelf.library.id,
        file=shelf.store("talk.mp4"),
        original_name=name,
        bytes=bytes_in_all,
        arrived=bytes_in_all * 2 // 5,
        expires_at=IncomingUpload.expiry(KEPT_FOR),
        **said,
    )
    db.session.add(begun)
    return begun
