"""The account page: who somebody is here, and everything that can be done about it."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_security import logout_user

from webapp import access, audit_log, names, respond
from webapp.accounts import closing
from webapp.accounts.closing import LastAdministrator
from webapp.accounts.forms import NAME_CHARACTERS
from webapp.accounts.sessions import fresh
from webapp.extensions import db
from webapp.models import User

blueprint = Blueprint("account", __name__)

HEARING = (
    ("", lazy_gettext("I do not say"), ""),
    ("deaf", lazy_gettext("Deaf"), ""),
    ("hard", lazy_gettext("Hard of hearing"), ""),
    ("hearing", lazy_gettext("I hear"), ""),
)
MAILS = {
    "account": "security.register",
    "confirmation": "security.send_confirmation",
    "password": "security.forgot_password",
    "address": "security.change_email",
}
"""What somebody is to look into her mail for, and where she asks for it again."""


@blueprint.get("/account")
@access.signed_in
def show() -> Response:
    """Show the account of whoever is logged in."""
    return _page(_person().name, _person().hearing)


@blueprint.post("/account")
@access.signed_in
def change() -> Response:
    """Keep the name and what was said of hearing."""
    name = names.clean(request.form.get("name", ""), NAME_CHARACTERS)
    hearing = request.form.get("hearing", "")
    if hearing not in {choice[0] for choice in HEARING}:
        abort(400, _("One of the choices does not exist. Choose again."))
    if not name:
        return _page(name, hearing, {"name": _("Type the name that others will see.")})
    person = _person()
    person.name, person.hearing = name, hearing
    audit_log.record("account.changed", subject=person)
    db.session.commit()
    return respond.see_other(url_for(".show"), announce=_("Kept."))


@blueprint.get("/look-into-your-mail/<what>")
@access.anyone
def look_into_your_mail(what: str) -> Response:
    """Say what to do after a form that is answered by a mail; the same whoever asks."""
    if what not in MAILS:
        abort(404)
    settings = current_app.extensions["settings"]
    return respond.page(
        "pages/account_mail.html",
        again=url_for(MAILS[what]),
        printed=settings.smtp_url is None and settings.environment == "development",
    )


@blueprint.get("/account/delete")
@fresh
@access.signed_in
def ask_to_delete() -> Response:
    """Say what deleting the account does, before it is done."""
    return _delete_page()


@blueprint.post("/account/delete")
@fresh
@access.signed_in
def delete() -> Response:
    """Delete the account, with or without what its person uploaded."""
    person = _person()
    choice = request.form.get("media", "")
    if choice not in ("delete", "leave") and closing.media_of(person):
        return _delete_page({"media": _("Choose what becomes of your videos.")})
    try:
        closing.check(person)
    except LastAdministrator as reason:
        return _delete_page({"delete-button": str(reason)})
    user_id = person.id
    logout_user()
    closing.close(db.session.get_one(User, user_id), with_media=choice == "delete")
    return respond.see_other("/", announce=_("Your account is deleted."))


def _person() -> User:
    return access.person() or abort(401)


def _page(name: str, hearing: str, errors: dict[str, str] | None = None) -> Response:
    return respond.page(
        "pages/account.html",
        status=422 if errors else 200,
        name=name,
        hearing=hearing,
        hearing_choices=HEARING,
        errors=errors or {},
    )


def _delete_page(errors: dict[str, str] | None = None) -> Response:
    return respond.page(
        "pages/account_delete.html",
        status=422 if errors else 200,
        media=closing.media_of(_person()),
        errors=errors or {},
    )
