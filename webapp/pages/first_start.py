"""The first administrator: a page that is there only until there is one, and only on this machine.

Who asks for it must be on the same machine (loopback) and know the code that Sightline printed
when it was started (``webapp.accounts.first_start``).
"""

from __future__ import annotations

import ipaddress
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_security import hash_password, login_user
from wtforms import StringField
from wtforms.validators import DataRequired, ValidationError

from webapp import access, events, respond
from webapp.accounts import first_start, passwords
from webapp.accounts.forms import RegisterForm
from webapp.accounts.happenings import join
from webapp.extensions import db
from webapp.models import User
from webapp.models.clock import utc_now

blueprint = Blueprint("first_start", __name__)

FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
"""What proxies add: with one of these, the client is not who connects to us."""
WRONG_CODE = lazy_gettext(
    "This code is not right. Type the one that Sightline printed when it was started. "
    "To print a new one: manage.py user first-start"
)


class FirstStartForm(RegisterForm):
    """The code, and what everybody gives who makes an account."""

    code = StringField(
        validators=[DataRequired(lazy_gettext("Type the code that Sightline printed."))]
    )

    def validate_code(self, field: StringField) -> None:
        if not first_start.is_right(_folder(), field.data or ""):
            raise ValidationError(WRONG_CODE)


@blueprint.get("/first-start")
@access.anyone
def show() -> Response:
    """Show the form, to somebody on this machine, while there is no administrator."""
    _only_on_this_machine()
    return _page(FirstStartForm(formdata=None))


@blueprint.post("/first-start")
@access.anyone
def make() -> Response:
    """Make the first administrator and log her in."""
    _only_on_this_machine()
    form = FirstStartForm()
    if not form.validate_on_submit():
        return _page(form)
    if not first_start.use_up(_folder()):
        abort(409, _("Somebody else has used this code just now."))
    user: User = current_app.extensions["security"].datastore.create_user(
        email=form.email.data,
        name=form.name.data,
        password=hash_password(form.password.data),
        is_admin=True,
        confirmed_at=utc_now(),
    )
    join(user)
    login_user(user, authn_via=["first start"])
    db.session.commit()
    events.user_created.send(current_app._get_current_object(), user_id=user.id)  # type: ignore[attr-defined]
    return respond.see_other("/", announce=_("You are the administrator of this site."))


def _only_on_this_machine() -> None:
    """Answer as if there were no such page, to whom it is not for."""
    trusted = current_app.extensions["settings"].trusted_proxies
    if not trusted and any(name in request.headers for name in FORWARDED):
        abort(404)
    try:
        here = ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        here = False
    if not here or not first_start.is_due():
        abort(404)


def _folder() -> Path:
    folder: Path = current_app.extensions["settings"].data_dir
    return folder


def _page(form: FirstStartForm) -> Response:
    errors = {form[name].id: str(messages[0]) for name, messages in form.errors.items() if name}
    return respond.page(
        "pages/first_start.html",
        status=422 if errors else 200,
        form=form,
        errors=errors,
        password_rule=passwords.RULE,
    )
