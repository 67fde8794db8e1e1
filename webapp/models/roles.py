"""Who has which roles in a library, and the rules by which they are given and taken.

Every rule is checked under a lock of the library, in the transaction that makes the change: two
administrators who take the role from each other at once do not both succeed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple, get_args

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, func, or_, select

from webapp.extensions import db, hold
from webapp.models.library import Library, Membership, Role
from webapp.models.media import Media, MediaViewer
from webapp.models.user import User

ROLES: tuple[str, ...] = get_args(Role)
ADMIN = "admin"
LOOK_AFTER_PEOPLE = frozenset({"librarian", ADMIN})


class RoleRefused(Exception):
    """A change that the rules forbid. ``str()`` says why, and what to do."""


class Change(NamedTuple):
    """What became of somebody's roles."""

    given: list[str]
    taken: list[str]


def check_may_give(by: User, library: Library, roles: Collection[str]) -> None:
    """Raise RoleRefused where ``by`` may not give all of ``roles`` in a library, as it is now."""
    if not by.is_admin and not of(library, by) & LOOK_AFTER_PEOPLE:
        raise RoleRefused(_("You do not look after the people of this library any more."))
    if ADMIN in roles and not _is_admin(by, library):
        raise RoleRefused(_("Only an administrator can give the role Administrator. Ask one to."))


def change(library: Library, person: User, roles: Collection[str], by: User) -> Change:
    """Give and take roles until a member has these; the caller commits.

    Raises RoleRefused where a rule forbids it; nothing is changed then.
    """
    has = _locked_roles(library, person)
    given = [role for role in ROLES if role in roles and role not in has]
    taken = [role for role in ROLES if role not in roles and role in has]
    if not roles:
        raise RoleRefused(_("Tick at least one role, or remove the person from the library."))
    _check(library, person, given, taken, has, by)
    db.session.execute(delete(Membership).where(_of(library, person), Membership.role.in_(taken)))
    db.session.add_all(
        Membership(user_id=person.id, library_id=library.id, role=role) for role in given
    )
    db.session.flush()
    db.session.expire(person, ["memberships"])
    return Change(given, taken)


def remove(library: Library, person: User, by: User) -> None:
    """Take all roles, and the right to watch what is for named people; the caller commits.

    Raises RoleRefused as `change` does.
    """
    has = _locked_roles(library, person)
    _check(library, person, [], sorted(has), has, by)
    db.session.execute(delete(Membership).where(_of(library, person)))
    of_library = select(Media.id).where(Media.library_id == library.id)
    db.session.execute(
        delete(MediaViewer).where(
            MediaViewer.user_id == person.id, MediaViewer.media_id.in_(of_library)
        )
    )
    db.session.expire(person, ["memberships"])


def of(library: Library, person: User) -> set[str]:
    """The roles that somebody has in a library now."""
    return set(db.session.scalars(select(Membership.role).where(_of(library, person))))


def member(library: Library, user_id: int) -> User | None:
    """A member of a library; None where there is no such member."""
    return db.session.scalar(select(User).where(User.id == user_id, _are_members(library)))


def member_by_email(library: Library, email: str) -> User | None:
    """The member who has this address, whatever the case of its letters."""
    return db.session.scalar(
        select(User).where(func.lower(User.email) == email.lower(), _are_members(library))
    )


def members(
    library: Library, search: str = "", *, limit: int | None = None, offset: int = 0
) -> Sequence[User]:
    """Members in order of their names, those whose name or address holds ``search``."""
    return db.session.scalars(
        select(User)
        .where(_are_members(library), _are_called(search))
        .order_by(func.lower(User.name), func.lower(User.email), User.id)
        .limit(limit)
        .offset(offset)
    ).all()


def count(library: Library, search: str = "") -> int:
    """How many members `members` finds."""
    found = select(func.count(User.id)).where(_are_members(library), _are_called(search))
    return db.session.scalar(found) or 0


def by_person(library: Library, people: Collection[User]) -> dict[int, set[str]]:
    """The roles of some people in a library, by the id of each."""
    found: dict[int, set[str]] = {person.id: set() for person in people}
    rows = select(Membership.user_id, Membership.role).where(
        Membership.library_id == library.id, Membership.user_id.in_(found)
    )
    for user_id, role in db.session.execute(rows):
        found[user_id].add(role)
    return found


def _check(
    library: Library,
    person: User,
    given: Collection[str],
    taken: Collection[str],
    has: Collection[str],
    by: User,
) -> None:
    check_may_give(by, library, given)
    if (ADMIN in has or person.is_admin) and person.id != by.id and not _is_admin(by, library):
        raise RoleRefused(
            _(
                "%(name)s is an administrator. Only another administrator can change that.",
                name=person.shown_name,
            )
        )
    if ADMIN not in taken:
        return
    if person.id == by.id and not by.is_admin:
        raise RoleRefused(
            _("You cannot take the role Administrator from yourself. Ask another administrator to.")
        )
    if not _has_other_admin(library, person):
        raise RoleRefused(
            _("This library would have no administrator. Make somebody else one first.")
        )


def _locked_roles(library: Library, person: User) -> set[str]:
    """The roles that somebody has, after whoever else changes roles here has committed."""
    hold(library)
    return of(library, person)


def _is_admin(user: User, library: Library) -> bool:
    return user.is_admin or ADMIN in of(library, user)


def _has_other_admin(library: Library, person: User) -> bool:
    """Whether somebody looks after the library but for this person's role in it."""
    of_library = select(Membership.user_id).where(
        Membership.library_id == library.id,
        Membership.role == ADMIN,
        Membership.user_id != person.id,
    )
    found = select(User.id).where(User.active, or_(User.is_admin, User.id.in_(of_library)))
    return db.session.scalar(found.limit(1)) is not None


def _of(library: Library, person: User) -> ColumnElement[bool]:
    return (Membership.library_id == library.id) & (Membership.user_id == person.id)


def _are_members(library: Library) -> ColumnElement[bool]:
    return User.id.in_(select(Membership.user_id).where(Membership.library_id == library.id))


def _are_called(search: str) -> ColumnElement[bool]:
    return or_(
        User.name.icontains(search, autoescape=True), User.email.icontains(search, autoescape=True)
    )
