"""The keys that a person reviews with: a form with a field for each command, and the lists."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from webapp import access, respond
from webapp.extensions import db
from webapp.models.shots import Shots
from webapp.review_commands import BY_NAME, COMMANDS, GROUPS, LEADER
from webapp.review_keys import shown
from webapp.reviewing import Reviewing, current_reviewing, differing, read_keys

blueprint = Blueprint("review_keys", __name__)


@blueprint.get("/settings/review-keys")
@access.signed_in
def show() -> Response:
    """Show every command of the review page with its keys. ``next``: the page to return to."""
    mine = current_reviewing()
    return _page({c.name: " ".join(mine.keys_of(c)) for c in COMMANDS}, mine.letters)


@blueprint.post("/settings/review-keys")
@access.signed_in
def change() -> Response:
    """Keep the keys, or make them the usual ones again; what cannot be is refused in words."""
    letters = "letters" in request.form
    if "usual" in request.form:
        return _keep(Reviewing(letters=letters), _("The keys are the usual ones again."))
    written = {c.name: request.form.get(f"key-{c.name}", "") for c in COMMANDS}
    keys, problems = read_keys(written)
    if problems:
        return _page(written, letters, problems)
    return _keep(Reviewing(letters=letters, own=differing(keys)), _("Kept."))


@blueprint.app_context_processor
def for_templates() -> dict[str, Any]:
    """Give templates the commands of the review page, and how their keys are called."""
    return {
        "review_commands": BY_NAME,
        "review_groups": GROUPS,
        "review_leader": LEADER,
        "key_parts": shown,
        "current_reviewing": current_reviewing,
        "frame_ms_of": lambda media: Shots.cuts(media.id).frame_ms,
    }


def _keep(mine: Reviewing, announce: str) -> Response:
    person = access.person() or abort(401)
    person.reviewing = mine.changed
    db.session.commit()
    back = respond.own_path(request.form.get("next"), url_for(".show"))
    return respond.see_other(back, announce=announce)


def _page(
    written: dict[str, str], letters: bool, problems: dict[str, str] | None = None
) -> Response:
    sent = request.form if request.method == "POST" else request.args
    errors = {f"key-{name}": sentence for name, sentence in (problems or {}).items()}
    return respond.page(
        "pages/review_keys.html",
        status=422 if errors else 200,
        written=written,
        letters=letters,
        errors=errors,
        next=respond.own_path(sent.get("next"), ""),
    )
