"""The settings page, the quick switch of every page, and the page that shows all parts."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, abort, current_app, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from webapp import access, look, respond
from webapp.events import preferences_updated
from webapp.extensions import db

blueprint = Blueprint("settings", __name__)

BEFORE = "look_before"
"""Session key: the look before the last change, for 'Back to how it was'."""
KEPT = lazy_gettext("Kept. Pages now look like this.")
BACK = lazy_gettext("It is back to how it was.")


@blueprint.get("/settings")
@access.anyone
def show() -> Response:
    """Show every choice, each as a small live piece of page."""
    return respond.page("pages/settings.html", can_go_back=BEFORE in session)


@blueprint.post("/settings")
@access.anyone
def change() -> Response:
    """Keep the choices of the settings page."""
    return keep(url_for("settings.show"))


@blueprint.post("/look")
@access.anyone
def quick() -> Response:
    """Keep the choices of the quick switch and return to the page that it was on."""
    return keep(respond.own_path(request.form.get("next"), url_for("settings.show")))


@blueprint.post("/settings/back")
@access.anyone
def back() -> Response:
    """Undo the last change; undoing twice brings it back."""
    before = session.get(BEFORE)
    if not isinstance(before, dict):
        return respond.see_other(url_for("settings.show"))
    session[BEFORE] = asdict(look.current_look())
    return _change(look.Look.parse(before), url_for("settings.show"), BACK)


@blueprint.get("/style")
@access.anyone
def style() -> Response:
    """Show every part of a page in every state, in the viewer's look, to those who develop."""
    if current_app.extensions["settings"].environment == "production":
        abort(404)
    return respond.page("pages/style.html")


def keep(address: str, announce: str = KEPT) -> Response:
    """Keep what the form of this request chooses, say so, and go on to ``address``."""
    unknown = [name for name in look.CHOICES if not _is_known(name)]
    if unknown:
        abort(400, _("One of the choices does not exist. Choose again on the settings page."))
    now = look.current_look()
    wanted = look.Look.parse(request.form, base=now)
    if wanted != now:
        session[BEFORE] = asdict(now)
    return _change(wanted, address, announce)


def _change(wanted: look.Look, address: str, announce: str) -> Response:
    """Keep a look in the browser and, where somebody is logged in, in her account."""
    if person := access.person():
        person.look = asdict(wanted)
        db.session.commit()
    look.use(wanted)
    answer = respond.see_other(address, announce=str(announce))  # in the language just chosen
    preferences_updated.send(current_app._get_current_object())  # type: ignore[attr-defined]
    return look.keep(answer, wanted)


def _is_known(name: str) -> bool:
    given = request.form.get(name)
    return given is None or given in {str(choice.value) for choice in look.CHOICES[name]}
