"""Nobody keeps more than was agreed, however she tries."""

from __future__ import annotations

from flask import Flask

from tests.unit.conftest import MediaFactory, UserFactory
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import Library
from webapp.models.quota import tightest

MB = 1024**2


def limits(settings: Settings, **quotas: int) -> Settings:
    return settings.model_copy(update=quotas)


def test_without_settings_there_is_no_limit(
    app: Flask, settings: Settings, user_factory: UserFactory
) -> None:
    assert tightest(settings, Library.default(), user_factory("Ana")) is None


def test_what_a_person_uploaded_counts_for_her_and_nobody_else(
    app: Flask, settings: Settings, user_factory: UserFactory, media_factory: MediaFactory
) -> None:
    ana, ben = user_factory("Ana"), user_factory("Ben")
    for size in (3 * MB, 4 * MB):
        media_factory(owner=ana, content=b"x" * size)
    each = limits(settings, person_quota_bytes=10 * MB)
    for person, used in ((ana, 7), (ben, 0)):
        room = tightest(each, Library.default(), person)
        assert room is not None
        assert (room.used, room.left) == (used * MB, (10 - used) * MB)
    full = tightest(limits(settings, person_quota_bytes=5 * MB), Library.default(), ana)
    assert full is not None
    assert full.left == 0
    assert full.state == "You have used 7\xa0MB of 5\xa0MB."


def test_a_library_has_its_own_quota_or_that_of_the_settings(
    app: Flask, settings: Settings, media_factory: MediaFactory
) -> None:
    media_factory(content=b"x" * MB)
    library = Library.default()
    other = Library(name="Other")
    db.session.add(other)
    db.session.flush()
    all_libraries = limits(settings, library_quota_bytes=4 * MB)
    rooms = [tightest(all_libraries, each, None) for each in (library, other)]
    assert [room and room.left for room in rooms] == [3 * MB, 4 * MB]
    library.quota_bytes = 2 * MB
    other.quota_bytes = 0  # no limit
    rooms = [tightest(all_libraries, each, None) for each in (library, other)]
    assert [room and room.left for room in rooms] == [MB, None]


def test_the_limit_that_is_met_first_counts(
    app: Flask, settings: Settings, user_factory: UserFactory, media_factory: MediaFactory
) -> None:
    ana = user_factory("Ana")
    media_factory(content=b"x" * MB)  # somebody else's
    both = limits(settings, person_quota_bytes=3 * MB, library_quota_bytes=3 * MB)
    room = tightest(both, Library.default(), ana)
    assert room is not None
    assert room.state.startswith("This library has used 1")
