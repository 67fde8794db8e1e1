"""Invitations to a library: sent by those who look after its people, accepted by a link.

What is answered does not depend on whether an address has an account. A link shows who invites to
what. Whoever is logged in joins with one button. Whoever is not logs in or registers first, with
the token kept in the session (``INVITATION``), and has joined then. A new account may be confirmed
in another browser, so from registering on the invitation itself says whom it awaits.
"""

from __future__ import annotations

from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask import Blueprint, Flask, Response, abort, flash, request, session, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_login import user_logged_in
from flask_security import user_registered
from sqlalchemy import select

from webapp import access, audit_log, mail, respond
from webapp.access import May
from webapp.accounts.sessions import fresh, rotate_all
from webapp.extensions import READ_ONLY_METHODS, db
from webapp.models import Invitation, Library, User, roles
from webapp.models.clock import utc_now
from webapp.models.invitation import GOOD_FOR, NotNow
from webapp.models.roles import ADMIN, ROLES, RoleRefused
from webapp.pages.words import ROLE_WORDS

blueprint = Blueprint("invitations", __name__)

INVITATION = "invitation"
"""Session key: the token of the invitation that somebody registers or logs in for."""


@blueprint.record_once
def _join_at_log_in(state: BlueprintSetupState) -> None:
    user_registered.connect(_await, state.app)
    user_logged_in.connect(_join_after_log_in, state.app)


def pending() -> Invitation | None:
    """The invitation for which whoever asks is about to register, while it can be accepted."""
    token = session.get(INVITATION)
    return Invitation.by_token(token) if token else None


@blueprint.get("/libraries/<library>/invitations")
@fresh
@access.library(May.PEOPLE)
def index(library: str) -> Response:
    """Show the form, and the invitations that nobody has accepted."""
    return _page(access.current_library(), {"viewer"})


@blueprint.post("/libraries/<library>/invitations")
@fresh
@access.library(May.PEOPLE)
def send(library: str) -> Response:
    """Invite an address."""
    here, typed = access.current_library(), request.form.get("email", "").strip()
    wanted = {role for role in request.form.getlist("role") if role in ROLES}
    email = _normalised(typed)
    errors = {}
    if not email:
        errors["email"] = _("This is not an e-mail address. Write it like name@example.org.")
    elif roles.member_by_email(here, email):
        errors["email"] = _("This person belongs to the library. Change the roles in the list.")
    if not wanted:
        errors["roles"] = _("Tick at least one role.")
    if errors:
        return _page(here, wanted, typed, errors)
    try:
        invitation, token = Invitation.send(here, email, wanted, by=_asking())
    except RoleRefused as refusal:
        return _page(here, wanted, typed, {"roles": str(refusal)})
    except NotNow as refusal:
        return _page(here, wanted, typed, {"email": str(refusal)})
    return _sent(invitation, token)


@blueprint.post("/libraries/<library>/invitations/<int:invitation_id>/again")
@fresh
@access.library(May.PEOPLE)
def send_again(library: str, invitation_id: int) -> Response:
    """Send an invitation once more, with a new link that is good for another week."""
    invitation = _open(invitation_id)
    try:
        roles.check_may_give(_asking(), invitation.library, invitation.roles)
        token = invitation.renew(_asking())
    except (RoleRefused, NotNow) as refusal:
        return _page(invitation.library, {"viewer"}, errors={"open": str(refusal)})
    return _sent(invitation, token)


@blueprint.post("/libraries/<library>/invitations/<int:invitation_id>/withdraw")
@access.library(May.PEOPLE)
def withdraw(library: str, invitation_id: int) -> Response:
    """Withdraw an invitation: its link leads nowhere any more."""
    invitation = _open(invitation_id)
    invitation.withdrawn_at = utc_now()
    audit_log.record("invitation.withdrawn", subject=invitation)
    db.session.commit()
    return respond.see_other(
        url_for(".index", library=library),
        announce=_("The invitation for %(email)s was withdrawn.", email=invitation.email),
    )


@blueprint.get("/invitations/<token>")
@access.anyone
def show(token: str) -> Response:
    """Say who invites to what, and offer the way in."""
    return _invitation_page(token)


@blueprint.post("/invitations/<token>")
@access.anyone
def accept(token: str) -> Response:
    """Join, or go on to registering or logging in and join then."""
    user = access.person()
    if user is not None:
        invitation = Invitation.by_token(token)
        if invitation is None or not _join(invitation, user):
            return _invitation_page(token)
        library = invitation.library
        return respond.see_other(
            url_for("library.index", library=library.slug), announce=_welcome(library)
        )
    if Invitation.by_token(token) is None:
        return _invitation_page(token)
    session[INVITATION] = token
    way = "security.login" if request.form.get("way") == "login" else "security.register"
    return respond.see_other(url_for(way, next=url_for(".show", token=token)))


def _join(invitation: Invitation, user: User) -> bool:
    """Give a person the roles of an invitation and commit; False where it works no more."""
    if not invitation.accept(user):
        return False
    audit_log.record("invitation.accepted", subject=invitation, actor=user, roles=invitation.roles)
    rotate_all(user)
    session.pop(INVITATION, None)
    db.session.commit()
    return True


def _await(_app: Flask, user: User, **_: Any) -> None:
    """Somebody registered by an invitation: it awaits that she confirms and logs in."""
    invitation = pending()
    if invitation is not None:
        invitation.awaits = user
        session.pop(INVITATION)


def _join_after_log_in(_app: Flask, user: User) -> None:
    """Somebody logged in who was about to accept an invitation: the library is hers then."""
    if request.method in READ_ONLY_METHODS:
        return
    invitations = [*Invitation.awaiting(user), *([found] if (found := pending()) else [])]
    session.pop(INVITATION, None)
    for invitation in invitations:
        if _join(invitation, user):
            flash(_welcome(invitation.library))


def _welcome(library: Library) -> str:
    return _("You now belong to the library %(library)s.", library=library.name)


def _sent(invitation: Invitation, token: str) -> Response:
    """Commit an invitation together with its mail."""
    db.session.flush()
    inviter = invitation.invited_by
    mail.send(
        invitation.email,
        "invitation",
        inviter=inviter.shown_name if inviter else "",
        library=invitation.library.name,
        link=mail.address_of("invitations.show", token=token),
        within=GOOD_FOR,
    )
    audit_log.record("invitation.sent", subject=invitation, roles=invitation.roles)
    db.session.commit()
    return respond.see_other(
        url_for(".index", library=invitation.library.slug),
        announce=_("An invitation was sent to %(email)s.", email=invitation.email),
    )


def _normalised(typed: str) -> str:
    """An address as it is kept; empty where it is none."""
    try:
        return validate_email(typed, check_deliverability=False).normalized
    except EmailNotValidError:
        return ""


def _asking() -> User:
    return access.person() or abort(401)


def _open(invitation_id: int) -> Invitation:
    """An invitation to this library that can be sent again or withdrawn; 404 for any other."""
    found: Invitation | None = db.session.scalar(
        select(Invitation).where(
            Invitation.id == invitation_id,
            Invitation.library_id == access.current_library().id,
            Invitation.is_open(),
        )
    )
    return found or abort(404)


def _page(
    library: Library, ticked: set[str], email: str = "", errors: dict[str, str] | None = None
) -> Response:
    may_give_admin = access.may(May.ADMIN, library)
    return respond.page(
        "pages/invitations.html",
        block="primary",
        status=422 if errors else 200,
        library=library,
        invitations=Invitation.open_in(library),
        email=email,
        ticked=ticked,
        errors=errors or {},
        role_words=ROLE_WORDS,
        choices=[role for role in ROLES if role != ADMIN or may_give_admin],
    )


def _invitation_page(token: str) -> Response:
    invitation = Invitation.by_token(token)
    return respond.page(
        "pages/invitation.html",
        status=200 if invitation else 410,
        invitation=invitation,
        token=token,
        role_words=ROLE_WORDS,
    )
