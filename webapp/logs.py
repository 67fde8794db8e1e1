"""Log lines: one JSON object an event in production, one readable line in development; on stderr.

A line names no person: no network or mail addresses, no paths or queries of requests, no form
values and no cookies (OWASP Logging Cheat Sheet, "Data to exclude"). What libraries log passes
through the same formatter. Each line of a request, and of a job that it began, has its id.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import re
import secrets
import sys
import time
from collections.abc import Callable, Iterable, MutableMapping
from typing import TYPE_CHECKING, Any, TextIO

import structlog
from flask import Flask, Response, current_app, g, request

if TYPE_CHECKING:
    from structlog.typing import Processor

    from webapp.config import Settings

HEADER = "X-Request-ID"
SAFE_ID = re.compile(r"[A-Za-z0-9_-]{6,40}")
"""An id that a proxy of ours may give: short, and harmless in every log and page."""

HIDDEN = "[hidden]"
SECRET_NAME = re.compile(
    "password|secret|token|cookie|authorization|csrf|session|credential|api_key|email|remote_addr"
    "|otp",
    re.IGNORECASE,
)
"""A value is hidden if this is found in its name."""
WITH_AT = re.compile(
    r"(?<=://)[^/\s@\"]+(?=@)"  # the user and password of an address
    r"|(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"  # a mail address
)
SIGNED_TOKEN = re.compile(r"(?<![\w-])[\w-]{8,}\.[\w-]{5,8}\.(?=[\w-]*[0-9A-Z])[\w-]{27,}")
"""What itsdangerous makes with a time in it, as in links of mails."""
NETWORK_ADDRESS = re.compile(
    r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])|(?<![\w:])[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}"
)
QUIET = ("alembic", "httpcore", "httpx", "huey", "werkzeug")
"""Libraries that tell every step; from them only warnings are of interest."""
NOT_OF_INTEREST = frozenset({"static", "health.live", "health.ready", "metrics.show"})
"""Endpoints that are asked for all the time; only their failures leave a line."""
FOR_GRANIAN = {"loggers": {"_granian": {"handlers": [], "level": "INFO", "propagate": True}}}

log = structlog.stdlib.get_logger(__name__)


def configure(settings: Settings) -> None:
    """Let all loggers of this process write in one form. Called again, it replaces the form."""
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        hide_secrets,
    ]
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    root = logging.getLogger()
    for old in [each for each in root.handlers if isinstance(each, StderrHandler)]:
        root.removeHandler(old)
    handler = StderrHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_renderers(settings.environment),
                _text_hider(filter(None, [settings.signing_key(), settings.remote_engine_key])),
            ],
        )
    )
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def init_app(app: Flask) -> None:
    """Give each request an id, and write one line when it is answered."""
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(lambda _error: structlog.contextvars.clear_contextvars())
    app.logger.addFilter(_without_path)


def request_id() -> str:
    """The id of this request, to be quoted by whoever reports a fault; empty outside of one."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


class StderrHandler(logging.StreamHandler[TextIO]):
    """Writes to what standard error is at the moment; command-line tools and tests replace it."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


def hide_secrets(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Replace values whose name says that they are secret or personal, at any depth."""
    for name, value in event.items():
        if SECRET_NAME.search(str(name)):
            event[name] = HIDDEN
        elif isinstance(value, dict):
            event[name] = hide_secrets(_logger, _method, dict(value))
    return event


def _renderers(environment: str) -> list[Processor]:
    # Neither kind of traceback shows local variables: passwords are among them.
    if environment == "production":
        return [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    return [
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    ]


def _text_hider(known_secrets: Iterable[str]) -> Callable[[Any, str, Any], str]:
    """Make the last step: it hides what a library has put into a sentence or an exception."""
    written = {form for known in known_secrets for form in (known, json.dumps(known)[1:-1])}

    def hide(_logger: Any, _method: str, line: Any) -> str:
        text = str(line)
        for form in written:
            text = text.replace(form, HIDDEN)
        if "@" in text:  # the search is dear, and every request writes a line
            text = WITH_AT.sub(HIDDEN, text)
        text = SIGNED_TOKEN.sub(HIDDEN, text)
        return NETWORK_ADDRESS.sub(_hide_address, text)

    return hide


def _hide_address(found: re.Match[str]) -> str:
    try:
        address = ipaddress.ip_address(found.group())
    except ValueError:  # a time, or a version
        return found.group()
    return found.group() if address.is_loopback or address.is_unspecified else HIDDEN


def _begin() -> None:
    behind_proxy = current_app.extensions["settings"].trusted_proxies > 0
    given = request.headers.get(HEADER, "") if behind_proxy else ""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(
        request_id=given if SAFE_ID.fullmatch(given) else secrets.token_hex(6)
    )
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    """Write the line. The rule stands for the path, which may hold a token or a private name."""
    rule = request.url_rule.rule if request.url_rule else "(none)"
    log.log(
        _level(response.status_code),
        "request",
        method=request.method,
        route=rule,
        status=response.status_code,
        ms=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
    )
    response.headers[HEADER] = request_id()
    return response


def _level(status: int) -> int:
    """Return how much a request's line matters.

    Where one person tries things out, lines of what went well would bury the first-start code and
    the mails that are printed.
    """
    if status >= 500:
        return logging.ERROR
    quiet = current_app.extensions["settings"].environment != "production" and status < 400
    return logging.DEBUG if quiet or request.endpoint in NOT_OF_INTEREST else logging.INFO


def _without_path(record: logging.LogRecord) -> bool:
    """Take the path out of Flask's line about an exception."""
    if record.exc_info and str(record.msg).startswith("Exception on"):
        record.msg, record.args = "exception in a request", ()
    return True
