"""How somebody wants to watch: the form for captions, the keeping of it, and its style sheet."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, current_app, request, url_for
from flask_babel import gettext as _

from webapp import access, caption_style, respond
from webapp.extensions import db
from webapp.watching import DEFAULTS, Watching, current_watching, keep
from webapp.watching_choices import LABELS

blueprint = Blueprint("watching", __name__)

A_YEAR_S = 31_536_000


@blueprint.get("/settings/watching")
@access.anyone
def show() -> Response:
    """Show what can be chosen for captions, and a caption in the viewer's style.

    ``next``: the page to return to.
    """
    return _page(current_watching())


@blueprint.post("/settings/watching")
@access.anyone
def change() -> Response:
    """Keep the settings that are sent; the others stay as they are.

    A form with a value that cannot be is refused in words. The player sends what it has by itself,
    perhaps from an older page: what is unknown there is left out, and the rest is kept.
    """
    # A box that is not ticked sends only the hidden field before it.
    sent = {name: values[-1] for name, values in request.form.lists()}
    by_player = respond.wants_fragment()
    wanted = Watching.parse(sent, base=current_watching())
    problems = {} if by_player else Watching.problems(sent)
    if problems:
        return _page(wanted, problems, status=422)
    if "usual" in sent:
        wanted = wanted.with_usual_captions()
    if person := access.person():
        person.watching = wanted.changed
        db.session.commit()
    back = respond.own_path(sent.get("next"), url_for("watching.show"))
    # A player that keeps a setting by itself leaves nothing to be said on the next page.
    answer = respond.see_other(back, announce=None if by_player else _("Kept."))
    return keep(answer, wanted)


@blueprint.get("/captions-<fingerprint>.css")
@access.anyone
def style(fingerprint: str) -> Response:
    """Send the viewer's caption style; for good only where the address is that of this style."""
    watching = current_watching()
    answer = current_app.response_class(caption_style.sheet(watching), mimetype="text/css")
    answer.vary.add("Cookie")
    answer.cache_control.private = True
    if fingerprint == caption_style.fingerprint(watching):
        answer.cache_control.max_age = A_YEAR_S
        answer.cache_control.immutable = True
    else:
        answer.cache_control.no_store = True
    return answer


@blueprint.app_context_processor
def values_for_templates() -> dict[str, Any]:
    """Give the player the values that its scripts begin with, and pages the caption style."""
    return {
        "watching_values": asdict(current_watching()),
        "caption_style_url": _style_url,
        "usual_captions": {name: DEFAULTS[name] for name in LABELS},
    }


def _style_url() -> str:
    return url_for("watching.style", fingerprint=caption_style.fingerprint(current_watching()))


def _page(watching: Watching, errors: dict[str, str] | None = None, status: int = 200) -> Response:
    sent = request.form if request.method == "POST" else request.args
    return respond.page(
        "pages/watching.html",
        status=status,
        watching=watching,
        errors=errors or {},
        next=respond.own_path(sent.get("next"), ""),
        is_hard_to_read=caption_style.contrast(watching) < caption_style.READABLE,
    )
