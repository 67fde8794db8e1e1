"""Requests and uploads, counted as they come; not what programs ask for that watch us."""

from __future__ import annotations

import time

from flask import Flask, Response, g, request

from webapp.events import video_uploaded
from webapp.look import current_look
from webapp.metrics.series import REQUEST_SECONDS, REQUESTS, UPLOADS

WATCHED_FROM_OUTSIDE = frozenset({"health.live", "health.ready", "metrics.show"})
"""Endpoints that are asked for every few seconds: they leave no lines in the log either."""
METHODS = frozenset({"GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"})
WITHOUT_LOOK = "none"


def init_app(app: Flask) -> None:
    """Count every answer."""
    app.before_request(_begin)
    app.after_request(_count)
    video_uploaded.connect(_count_upload, app)


def _begin() -> None:
    g.metrics_began = time.perf_counter()


def _count(response: Response) -> Response:
    if request.endpoint in WATCHED_FROM_OUTSIDE:
        return response
    route = request.url_rule.rule if request.url_rule else "(none)"
    method = request.method if request.method in METHODS else "other"
    REQUESTS.labels(route, method, f"{response.status_code // 100}xx", _density(response)).inc()
    if began := g.get("metrics_began"):
        REQUEST_SECONDS.labels(route).observe(time.perf_counter() - began)
    return response


def _density(response: Response) -> str:
    """How much somebody wants to see at once, of what is made for it: not of files."""
    is_page = response.mimetype == "text/html" and response.status_code < 400
    return str(current_look().density) if is_page else WITHOUT_LOOK


def _count_upload(_sender: object, **_details: object) -> None:
    UPLOADS.inc()
