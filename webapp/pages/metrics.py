"""What is counted, for the programs of those who run Sightline (Prometheus)."""

from __future__ import annotations

import hmac
from ipaddress import ip_address, ip_network

from flask import Blueprint, Response, abort, current_app, request
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from webapp import access
from webapp.config import Settings
from webapp.metrics import exposition
from webapp.metrics.now import Now

blueprint = Blueprint("metrics", __name__)


@blueprint.get("/metrics")
@access.anyone
def show() -> Response:
    """Send all numbers to whoever has the token, or asks from an address that may."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.shows_metrics:
        abort(404)
    if not (_has_token(settings) or _is_allowed(settings)):
        abort(403)
    written = exposition.written(Now(settings), settings.figures_least)
    response = current_app.response_class(written, content_type=CONTENT_TYPE_PLAIN_0_0_4)
    response.headers["Cache-Control"] = "no-store"
    return response


def _has_token(settings: Settings) -> bool:
    sent = request.authorization.token if request.authorization else None
    token = settings.metrics_token
    return bool(token and sent) and hmac.compare_digest((sent or "").encode(), token.encode())


def _is_allowed(settings: Settings) -> bool:
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:  # a socket file
        return False
    return any(address in ip_network(each) for each in settings.metrics_networks)
