"""Help: what can be done here, and what to do when something does not work."""

from __future__ import annotations

from flask import Blueprint, Response

from webapp import access, respond

blueprint = Blueprint("help", __name__)


@blueprint.get("/help")
@access.anyone
def show() -> Response:
    """Show the one page of help; each page leads to it."""
    return respond.page("pages/help.html")
