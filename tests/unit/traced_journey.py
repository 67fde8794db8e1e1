"""An upload as a program of its own: a request, its message in the queue, and ffmpeg, all traced.

``python -m tests.unit.traced_journey FOLDER`` prints the spans as JSON. Tracing cannot be ended
again in a process, so that no test can do this in its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import structlog
from flask import Flask
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from webapp import access, create_app, tracing
from webapp.config import Settings
from webapp.events import video_uploaded
from webapp.extensions import db
from webapp.models import Library, Media


def traced(folder: Path) -> list[dict[str, Any]]:
    """What was traced while somebody added a video and a worker prepared it."""
    found = InMemorySpanExporter()
    tracing._exporting = lambda _url: SimpleSpanProcessor(found)
    app = create_app(
        Settings(
            data_dir=folder,
            secret_key="a key for tests that is long enough",
            traces_url="http://127.0.0.1:9/v1/traces",
        )
    )
    app.config["WTF_CSRF_ENABLED"] = False
    _take_uploads(app, _made_clip(folder))
    with app.app_context():
        db.create_all()
    app.test_client().post("/made-here/secret-name?word=secret-word")
    structlog.contextvars.clear_contextvars()  # the worker is another process
    queue = app.extensions["queue"]
    while message := queue.dequeue():
        queue.execute(message)
    return [_as_json(span) for span in found.get_finished_spans()]


def _made_clip(folder: Path) -> Path:
    clip = folder / "clip.mp4"
    picture = ["-f", "lavfi", "-i", "testsrc=d=1:s=64x48:r=5"]
    subprocess.run(["ffmpeg", "-v", "error", *picture, str(clip)], check=True)
    return clip


def _take_uploads(app: Flask, clip: Path) -> None:
    """An address at which a video is added as the upload's form does it, by anyone."""

    @app.post("/made-here/<name>")
    @access.anyone
    def add(name: str) -> str:
        with clip.open("rb") as stream:
            file = app.extensions["storage"].save(stream, ".mp4")
        media = Media.receive(
            library=Library.default(),
            title=name,
            language="",
            original_name="clip.mp4",
            file=file,
            bytes=clip.stat().st_size,
        )
        db.session.commit()
        video_uploaded.send(app, job_id=media.jobs[0].id)
        return "made"


def _as_json(span: ReadableSpan) -> dict[str, Any]:
    assert span.context is not None
    return {
        "name": span.name,
        "trace": span.context.trace_id,
        "id": span.context.span_id,
        "parent": span.parent.span_id if span.parent else None,
        "about": {name: str(value) for name, value in (span.attributes or {}).items()},
    }


if __name__ == "__main__":
    print(json.dumps(traced(Path(sys.argv[1]))))
