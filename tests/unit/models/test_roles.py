"""Librarians look after people, and nobody gets or loses more than the rules allow."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from tests.unit.conftest import MediaFactory, UserFactory
from webapp.extensions import db
from webapp.models import Library, MediaViewer, User, roles
from webapp.models.roles import RoleRefused


@pytest.fixture
def library(app: Flask) -> Library:
    return Library.default()


def test_a_librarian_makes_a_viewer_a_reviewer(library: Library, user_factory: UserFactory) -> None:
    lena, ana = user_factory("Lena", "librarian"), user_factory("Ana", "viewer")
    change = roles.change(library, ana, ["reviewer", "uploader"], by=lena)
    assert change == (["uploader", "reviewer"], ["viewer"])
    assert roles.of(library, ana) == {"reviewer", "uploader"}


def test_a_librarian_gives_nobody_the_role_administrator(
    library: Library, user_factory: UserFactory
) -> None:
    lena, ana = user_factory("Lena", "librarian"), user_factory("Ana", "viewer")
    for person in (lena, ana):
        with pytest.raises(RoleRefused, match="Only an administrator"):
            roles.change(library, person, ["librarian", "admin"], by=lena)
    assert roles.of(library, ana) == {"viewer"}


@pytest.mark.parametrize("everywhere", [False, True])
def test_a_librarian_does_not_touch_an_administrator(
    library: Library, user_factory: UserFactory, everywhere: bool
) -> None:
    lena = user_factory("Lena", "librarian")
    amir = user_factory("Amir", "viewer" if everywhere else "admin", is_admin=everywhere)
    with pytest.raises(RoleRefused, match="Amir is an administrator"):
        roles.change(library, amir, ["viewer", "reviewer"], by=lena)
    with pytest.raises(RoleRefused, match="Amir is an administrator"):
        roles.remove(library, amir, by=lena)


def test_nobody_takes_the_role_administrator_from_herself(
    library: Library, user_factory: UserFactory
) -> None:
    amir, ben = user_factory("Amir", "admin"), user_factory("Ben", "admin")
    with pytest.raises(RoleRefused, match="from yourself"):
        roles.change(library, amir, ["viewer"], by=amir)
    roles.change(library, amir, ["viewer"], by=ben)
    assert roles.of(library, amir) == {"viewer"}


def test_a_library_keeps_an_administrator(library: Library, user_factory: UserFactory) -> None:
    ida = user_factory("Ida", "admin", is_admin=True)
    ida.active = False
    amir = user_factory("Amir", "admin")
    with pytest.raises(RoleRefused, match="no administrator"):
        roles.remove(library, amir, by=ida)
    ida.active = True
    roles.remove(library, amir, by=ida)
    assert roles.of(library, amir) == set()


def test_of_two_administrators_who_remove_each_other_at_once_one_stays(
    app: Flask, user_factory: UserFactory
) -> None:
    ids = [user_factory(name, "admin").id for name in ("Amir", "Ben")]
    together = Barrier(2)

    def remove(by_id: int, person_id: int) -> bool:
        with app.app_context():
            together.wait()
            library = Library.default()
            by, person = (db.session.get_one(User, each) for each in (by_id, person_id))
            try:
                roles.remove(library, person, by=by)
            except RoleRefused:
                return False
            db.session.commit()
            return True

    db.session.commit()
    with ThreadPoolExecutor(2) as threads:
        removed = list(threads.map(remove, ids, reversed(ids)))
    assert sorted(removed) == [False, True]
    assert roles.count(Library.default()) == 1


def test_somebody_who_was_a_librarian_gives_no_more_roles(
    library: Library, user_factory: UserFactory
) -> None:
    lena, ana = user_factory("Lena", "reviewer"), user_factory("Ana", "viewer")
    with pytest.raises(RoleRefused, match="any more"):
        roles.change(library, ana, ["viewer", "reviewer"], by=lena)


def test_a_member_has_at_least_one_role(library: Library, user_factory: UserFactory) -> None:
    lena, ana = user_factory("Lena", "librarian"), user_factory("Ana", "viewer")
    with pytest.raises(RoleRefused, match="Tick at least one role"):
        roles.change(library, ana, [], by=lena)


def test_whoever_is_removed_no_longer_watches_what_she_was_named_for(
    library: Library, user_factory: UserFactory, media_factory: MediaFactory
) -> None:
    lena, ana = user_factory("Lena", "librarian"), user_factory("Ana", "viewer")
    other = Library(name="Other")
    here, there = media_factory(), media_factory(library=other)
    here.viewers, there.viewers = [ana], [ana]
    db.session.flush()
    roles.remove(library, ana, by=lena)
    assert [v.media_id for v in db.session.query(MediaViewer)] == [there.id]


def test_the_roles_of_one_library_say_nothing_of_another(
    library: Library, user_factory: UserFactory
) -> None:
    other = Library(name="Other")
    amir = user_factory("Amir", "admin", library=other)
    ana = user_factory("Ana", "viewer")
    with pytest.raises(RoleRefused):
        roles.change(library, ana, ["admin"], by=amir)
    assert roles.member(library, amir.id) is None
    assert roles.member_by_email(library, "AMIR@example.org") is None
    assert roles.member_by_email(library, "ANA@example.org") == ana


def test_a_member_is_found_by_name_or_address_and_signs_have_no_magic(
    library: Library, user_factory: UserFactory
) -> None:
    ana, zoe = user_factory("Ana", "viewer", "reviewer"), user_factory("Zoe", "viewer")
    assert list(roles.members(library)) == [ana, zoe]
    assert list(roles.members(library, "zOE@")) == [zoe]
    assert roles.count(library, "%") == 0
    assert roles.by_person(library, [ana, zoe]) == {
        ana.id: {"viewer", "reviewer"},
        zoe.id: {"viewer"},
    }
