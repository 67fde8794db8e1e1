"""Traces by OpenTelemetry, where they are wanted: from a request through the queue to ffmpeg.

Off, which is usual, nothing of it is imported, and a span costs a comparison. The packages have
a lock of their own, ``requirements/otel.txt``. A trace's id is made of the request's id, which
stands in each job that the request made and in each line of the log: nothing else has to travel
with a job. Spans hold rules of addresses and statements without values, never paths, network
addresses or names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Engine
    from sqlalchemy.engine import ExceptionContext

log = structlog.stdlib.get_logger(__name__)

PERSONAL = frozenset((
    "http.target", "http.url", "url.full", "url.path", "url.query", "http.user_agent",
    "user_agent.original", "net.peer.ip", "net.peer.port", "client.address", "client.port",
))  # fmt: skip
"""What is taken out of the span of a request."""
NOT_TRACED = "health/.*,metrics,static/.*"

_tracer: Any = None
_OFF: AbstractContextManager[None] = nullcontext()


def init_app(app: Flask) -> None:
    """Begin to trace where the settings say where to; without the packages, say so and go on."""
    settings = app.extensions["settings"]
    if not settings.traces_url:
        return
    try:
        _begin(app, _exporting(settings.traces_url))
    except ImportError as error:
        log.warning("no traces: install requirements/otel.txt", missing=error.name)


def span(name: str, **attributes: str | int) -> AbstractContextManager[Any]:
    """A part of the work that is done in the block."""
    if _tracer is None:
        return _OFF
    found: AbstractContextManager[Any] = _tracer.start_as_current_span(name, attributes=attributes)
    return found


def step(kind: str, name: str) -> AbstractContextManager[Any]:
    """A step of background work, as a part of the request that made the job."""
    return _OFF if _tracer is None else _step(kind, name)


@contextmanager
def _step(kind: str, name: str) -> Iterator[None]:
    from opentelemetry import trace

    request_id = _request_id()
    of_request = trace.use_span(_span_of(request_id)) if request_id else nullcontext()
    with of_request, _tracer.start_as_current_span(f"{kind} {name}"):
        yield


def _begin(app: Flask, processor: Any) -> None:
    global _tracer
    from opentelemetry.instrumentation.flask import FlaskInstrumentor
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider

    from webapp.extensions import db

    provider = TracerProvider(
        id_generator=_ids(), resource=Resource.create({"service.name": "sightline"})
    )
    provider.add_span_processor(processor)
    of_requests: Any = FlaskInstrumentor()  # without types
    of_requests.instrument_app(app, tracer_provider=provider, excluded_urls=NOT_TRACED)
    app.before_request(_hide)  # right after the span was begun
    _tracer = provider.get_tracer("sightline")
    with app.app_context():
        _trace_statements(db.engine)


def _exporting(url: str) -> Any:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    return BatchSpanProcessor(OTLPSpanExporter(endpoint=url))


def _hide() -> None:
    from opentelemetry import trace

    of_request: Any = trace.get_current_span()
    if of_request.is_recording():
        for name in PERSONAL & set(of_request.attributes or ()):
            of_request.set_attribute(name, "")


def _trace_statements(engine: Engine) -> None:
    """Trace what the database is asked; the packaged way knows no SQLAlchemy from 2.1 on."""
    from opentelemetry import trace
    from sqlalchemy import event

    @event.listens_for(engine, "before_cursor_execute")
    def _begin_statement(_c: object, _cursor: object, statement: str, *rest: Any) -> None:
        if not trace.get_current_span().is_recording():
            return  # a part of nothing
        about = {"db.system": engine.dialect.name, "db.statement": statement}
        rest[1]._sightline_span = _tracer.start_span(statement.split(None, 1)[0], attributes=about)

    @event.listens_for(engine, "after_cursor_execute")
    def _end_statement(_c: object, _cursor: object, _statement: str, *rest: Any) -> None:
        _end(rest[1])

    @event.listens_for(engine, "handle_error")
    def _end_failed(failed: ExceptionContext) -> None:
        _end(failed.execution_context)

    def _end(of: object) -> None:
        if begun := getattr(of, "_sightline_span", None):
            begun.end()


def _ids() -> Any:
    from opentelemetry import trace
    from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

    class Ids(RandomIdGenerator):
        """The first span of a request has ids that its jobs know, too."""

        def generate_trace_id(self) -> int:
            request_id = _request_id()
            return _trace_id(request_id) if request_id else super().generate_trace_id()

        def generate_span_id(self) -> int:
            is_first = not trace.get_current_span().get_span_context().is_valid
            request_id = _request_id() if is_first else ""
            return _span_id(request_id) if request_id else super().generate_span_id()

    return Ids()


def _span_of(request_id: str) -> Any:
    from opentelemetry import trace

    return trace.NonRecordingSpan(
        trace.SpanContext(
            _trace_id(request_id),
            _span_id(request_id),
            is_remote=True,
            trace_flags=trace.TraceFlags(trace.TraceFlags.SAMPLED),
        )
    )


def _request_id() -> str:
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def _trace_id(request_id: str) -> int:
    return int.from_bytes(hashlib.sha256(request_id.encode()).digest()[:16]) or 1


def _span_id(request_id: str) -> int:
    return int.from_bytes(hashlib.sha256(request_id.encode()).digest()[16:24]) or 1
