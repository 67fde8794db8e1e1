"""Another name for a passkey, so that its owner knows it again."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from webapp import access, names, respond
from webapp.extensions import db
from webapp.models import Passkey

blueprint = Blueprint("passkeys", __name__)

NAME_CHARACTERS = 64


@blueprint.get("/account/passkeys/<int:passkey_id>/name")
@access.signed_in
def ask(passkey_id: int) -> Response:
    """Show the form with the name that the passkey has."""
    passkey = _mine(passkey_id)
    return _page(passkey, passkey.name)


@blueprint.post("/account/passkeys/<int:passkey_id>/name")
@access.signed_in
def rename(passkey_id: int) -> Response:
    """Keep another name; no two passkeys of somebody have the same."""
    passkey = _mine(passkey_id)
    name = names.clean(request.form.get("name", ""), NAME_CHARACTERS)
    if not name:
        return _page(passkey, name, _("Give the passkey a name, such as 'My telephone'."))
    if any(each.name == name for each in passkey.user.webauthn if each is not passkey):
        error = _("You have a passkey with the name %(name)s. Choose another name.", name=name)
        return _page(passkey, name, error)
    passkey.name = name
    db.session.commit()
    done = _("The passkey has the name %(name)s now.", name=name)
    return respond.see_other(url_for("security.wan_register"), announce=done)


def _mine(passkey_id: int) -> Passkey:
    """A passkey of whoever asks; 404 for one of somebody else."""
    passkey = db.session.get(Passkey, passkey_id)
    is_mine = passkey is not None and passkey.user == access.person()
    return passkey if passkey is not None and is_mine else abort(404)


def _page(passkey: Passkey, name: str, error: str = "") -> Response:
    return respond.page(
        "pages/passkey_name.html",
        status=422 if error else 200,
        passkey=passkey,
        name=name,
        characters=NAME_CHARACTERS,
        errors={"name": error} if error else {},
    )
