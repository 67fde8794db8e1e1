"""The people of a library, and what each may do there."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from webapp import access, audit_log, names, respond
from webapp.access import May
from webapp.accounts.sessions import fresh, rotate_all
from webapp.extensions import db
from webapp.look import current_look
from webapp.models import Library, User, roles
from webapp.models.roles import ADMIN, ROLES, RoleRefused
from webapp.pages.paging import Paging
from webapp.pages.words import ROLE_WORDS

blueprint = Blueprint("people", __name__)

SEARCH_CHARACTERS = 80


@blueprint.get("/libraries/<library>/people")
@access.library(May.PEOPLE)
def index(library: str) -> Response:
    """List the members of a library, or those whose name or address holds ``q``."""
    here = access.current_library()
    search = names.clean(request.args.get("q", ""), SEARCH_CHARACTERS)
    total = roles.count(here, search)
    paging = Paging.asked(total, current_look().list_size)
    found = roles.members(here, search, limit=paging.size, offset=paging.offset)

    def url(page: int) -> str:
        return url_for(".index", library=library, q=search or None, page=page)

    return respond.page(
        "pages/people.html",
        block="primary",
        library=here,
        people=found,
        roles_of=roles.by_person(here, found),
        search=search,
        total=total,
        page=paging.page,
        pages=paging.pages,
        **paging.links(url),
        **_for_forms(here),
    )


@blueprint.get("/libraries/<library>/people/<int:person_id>")
@fresh
@access.library(May.PEOPLE)
def show(library: str, person_id: int) -> Response:
    """Show one member and her roles."""
    return _page(access.current_library(), _member(person_id))


@blueprint.post("/libraries/<library>/people/<int:person_id>")
@fresh
@access.library(May.PEOPLE)
def change(library: str, person_id: int) -> Response:
    """Give and take roles until the person has those that are ticked."""
    here, member = access.current_library(), _member(person_id)
    wanted = {role for role in request.form.getlist("role") if role in ROLES}
    try:
        given, taken = roles.change(here, member, wanted, by=_asking())
    except RoleRefused as refusal:
        db.session.rollback()
        return _page(here, member, error=str(refusal), ticked=wanted)
    for role in given:
        audit_log.record("role.given", subject=member, library=here, role=role)
    for role in taken:
        audit_log.record("role.taken", subject=member, library=here, role=role)
    if given or taken:
        rotate_all(member)
    db.session.commit()
    said = _("%(name)s now has: %(roles)s.", name=member.shown_name, roles=_in_words(wanted))
    if not access.may(May.PEOPLE, here):  # she gave up her own role
        return respond.see_other(url_for("library.index", library=library), announce=said)
    if respond.wants_fragment():
        return _page(here, member, announce=said)
    return respond.see_other(url_for(".show", library=library, person_id=person_id), announce=said)


@blueprint.get("/libraries/<library>/people/<int:person_id>/remove")
@fresh
@access.library(May.PEOPLE)
def ask_to_remove(library: str, person_id: int) -> Response:
    """Say what removing a person does, and ask whether it is wanted."""
    return _removal_page(access.current_library(), _member(person_id))


@blueprint.post("/libraries/<library>/people/<int:person_id>/remove")
@fresh
@access.library(May.PEOPLE)
def remove(library: str, person_id: int) -> Response:
    """Remove a person from the library."""
    here, member = access.current_library(), _member(person_id)
    try:
        roles.remove(here, member, by=_asking())
    except RoleRefused as refusal:
        db.session.rollback()
        return _removal_page(here, member, error=str(refusal))
    audit_log.record("member.removed", subject=member, library=here)
    rotate_all(member)
    db.session.commit()
    onwards = "people.index" if access.may(May.PEOPLE, here) else "library.index"
    return respond.see_other(
        url_for(onwards, library=library),
        announce=_("%(name)s was removed.", name=member.shown_name),
    )


def _member(person_id: int) -> User:
    return roles.member(access.current_library(), person_id) or abort(404)


def _asking() -> User:
    return access.person() or abort(401)


def _in_words(wanted: set[str]) -> str:
    return ", ".join(str(ROLE_WORDS[role].word) for role in ROLES if role in wanted)


def _for_forms(library: Library) -> dict[str, Any]:
    """What the form of a person needs besides the person."""
    may_give_admin = access.may(May.ADMIN, library)
    return {
        "role_words": ROLE_WORDS,
        "choices": [role for role in ROLES if role != ADMIN or may_give_admin],
        "may_change_admins": may_give_admin,
    }


def _page(
    library: Library,
    member: User,
    *,
    error: str = "",
    ticked: set[str] | None = None,
    announce: str | None = None,
) -> Response:
    return respond.page(
        "pages/person.html",
        block="primary",
        status=422 if error else 200,
        announce=announce,
        library=library,
        member=member,
        has=ticked if ticked is not None else roles.of(library, member),
        is_admin=ADMIN in roles.of(library, member) or member.is_admin,
        error=error,
        **_for_forms(library),
    )


def _removal_page(library: Library, member: User, error: str = "") -> Response:
    return respond.page(
        "pages/confirm.html",
        status=422 if error else 200,
        title=_("Remove %(name)s from %(library)s", name=member.shown_name, library=library.name),
        says=[
            _(
                "%(name)s then no longer sees what is for members of this library, "
                "and loses every role here.",
                name=member.shown_name,
            ),
            _("The account, and videos that this person uploaded, stay."),
        ],
        button="Remove",
        back=url_for("people.index", library=library.slug),
        error=error,
    )
