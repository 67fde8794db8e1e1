"""How Flask-Security's views answer: as our pages, in our words, and on this site only.

A link in a mail changes nothing by itself: it leads to a page with a button, because programs
that check mails open links, too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, request, url_for
from flask_security import Security
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from wtforms import Form, HiddenField, SubmitField

from webapp import mail, respond
from webapp.accounts import passwords
from webapp.extensions import db
from webapp.models import Invitation
from webapp.pages import invitations

ANSWERED_BY_MAIL = {
    "security/forgot_password.html": "password",
    "security/send_confirmation.html": "confirmation",
    "security/change_email.html": "address",
}
"""Forms after which somebody is to look into her mail, and what that page calls it."""
LINKS_IN_MAILS = ("security.confirm_email", "security.change_email_confirm")


def init_app(app: Flask, security: Security) -> None:
    """Make Flask-Security's views answer like the rest of the site."""
    security.want_json(lambda _request: False)  # its JSON tells who has an account
    app.before_request(_stay_on_this_site)
    for endpoint in LINKS_IN_MAILS:
        app.view_functions[endpoint] = _asks_first(app.view_functions[endpoint])
    rule = app.config["SECURITY_CHANGE_EMAIL_URL"]
    app.add_url_rule(f"{rule}/<token>", "security.change_email_confirm", methods=["POST"])
    app.view_functions["security.register"] = _if_open(app.view_functions["security.register"])


def render(template: str, **context: Any) -> Response:
    """Answer with one of Flask-Security's forms: 422 where it was not accepted."""
    form = _form_of(template, context)
    errors = _errors(context)
    if request.method == "POST" and not errors and template in ANSWERED_BY_MAIL:
        return _look_into_your_mail(ANSWERED_BY_MAIL[template], form)
    return respond.page(
        template,
        status=422 if errors else 200,
        errors=errors,
        form=form,
        password_rule=passwords.RULE,
        registration_open=_is_open(),
        **context,
    )


def _form_of(template: str, context: dict[str, Any]) -> Any:
    """The form that gives a template its name."""
    name = template.removeprefix("security/").removesuffix(".html")
    return context.get(f"{name}_form")


def _errors(context: dict[str, Any]) -> dict[str, str]:
    """The first sentence for each field that was not accepted, by its id."""
    found: dict[str, str] = {}
    for form in context.values():
        if not isinstance(form, Form):
            continue
        for name, messages in form.errors.items():
            field = form[name] if name else getattr(form, "begins_at", None) or _first_shown(form)
            found.setdefault(field.id, str(messages[0]))
    return found


def _first_shown(form: Form) -> Any:
    """The field at which to begin where no field alone is wrong."""
    return next(field for field in form if not isinstance(field, HiddenField | SubmitField))


def _look_into_your_mail(what: str, form: Any) -> Response:
    """Go on to the page that says so. Who gets no link is told why, by mail."""
    if form.instead:
        mail.send(form.email.data, form.instead)
        db.session.commit()
    return respond.see_other(url_for("account.look_into_your_mail", what=what))


def _stay_on_this_site() -> None:
    """Forget a ``next`` that leads elsewhere, before Flask-Security reads it."""
    if request.blueprint != "security":
        return
    for name in ("args", "form"):
        values = getattr(request, name)
        if "next" in values and not respond.own_path(values["next"], ""):
            kept = MultiDict(values)
            kept.poplist("next")
            setattr(request, name, ImmutableMultiDict(kept))


def _asks_first(view: Callable[..., Any]) -> Callable[..., Any]:
    """Show a button where a link in a mail was followed, and do what it says when it is pressed."""

    def asked(**values: Any) -> Any:
        if request.method == "POST":
            return view(**values)
        return respond.page("security/confirm.html")

    return asked


def _if_open(register: Callable[..., Any]) -> Callable[..., Any]:
    """Let people register where everybody may, or where somebody has invited them."""

    def asked() -> Any:
        if _is_open() or _invited():
            return register()
        return respond.page("security/register_closed.html", status=403)

    return asked


def _is_open() -> bool:
    return bool(current_app.extensions["settings"].registration == "open")


def _invited() -> Invitation | None:
    return invitations.pending()
