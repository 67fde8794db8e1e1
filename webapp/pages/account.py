"""The account page: who somebody is here, and everything that can be done about it."""

from __future__ import annotations

from flask import Blueprint, Response

from webapp import access, respond

blueprint = Blueprint("account", __name__)


@blueprint.get("/account")
@access.signed_in
def show() -> Response:
    """Show the account of whoever is logged in."""
    return respond.page("pages/account.html")
