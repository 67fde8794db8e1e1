"""The viewer's place in a media: kept while she watches, and forgotten when she wants it.

Of whoever is not logged in the server keeps nothing; her own browser does (place.js).
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, request, url_for
from flask_babel import gettext as _

from webapp import access, respond
from webapp.extensions import db
from webapp.models import Place

blueprint = Blueprint("places", __name__)


@blueprint.post("/media/<slug>/place")
@access.media()
def keep(slug: str) -> Response:
    """Keep how far somebody has come: ``at``, in milliseconds."""
    at_ms = request.form.get("at", type=int)
    if at_ms is None or at_ms < 0:
        abort(400)
    if person := access.person():
        Place.keep(person, access.current_media(), at_ms)
        db.session.commit()
    return current_app.response_class(status=204, headers={"Cache-Control": "private, no-store"})


@blueprint.post("/settings/forget-places")
@access.anyone
def forget() -> Response:
    """Forget where somebody stopped watching; her browser forgets what it keeps itself."""
    if person := access.person():
        Place.forget(person)
        db.session.commit()
    back = url_for("settings.show", _anchor="places")
    return respond.see_other(back, announce=_("Forgotten. Videos begin at their start."))
