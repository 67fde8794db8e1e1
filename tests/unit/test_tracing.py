"""Whoever wants to know where time goes follows a request through the queue to ffmpeg.

The packages for it are an extra (``pip install .[otel]``). ``SIGHTLINE_TEST_OTEL`` names a Python
that has them; without it, this one is asked.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from webapp import tracing
from webapp.config import PROJECT

PYTHON = os.environ.get("SIGHTLINE_TEST_OTEL", sys.executable)
needs_packages = pytest.mark.skipif(
    "SIGHTLINE_TEST_OTEL" not in os.environ and not importlib.util.find_spec("opentelemetry"),
    reason="the extra 'otel' is not installed",
)
JOURNEY = """
import json, shutil, subprocess, sys
from pathlib import Path
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
import structlog
from webapp import create_app, tracing
from webapp.config import Settings
from webapp.extensions import db

folder, found = Path(sys.argv[1]), InMemorySpanExporter()
tracing._exporting = lambda url: SimpleSpanProcessor(found)
app = create_app(Settings(data_dir=folder, secret_key="a key for tests that is long enough",
                          traces_url="http://127.0.0.1:9/v1/traces"))
clip = folder / "clip.mp4"
subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=d=1:s=64x48:r=5", str(clip)],
               check=True)

@app.get("/made-here/<name>")
def add(name):
    from webapp.models import Library, Media
    with clip.open("rb") as stream:
        file = app.extensions["storage"].save(stream, ".mp4")
    Media.receive(library=Library.default(), title="T", language="", original_name="a.mp4",
                  file=file, bytes=1)
    db.session.commit()
    return "made"

add._needs = __import__("webapp.access").access.ANYONE
with app.app_context():
    db.create_all()
app.test_client().get("/made-here/secret-name?word=secret-word",
                      environ_overrides={"wsgi.url_scheme": "http"})
with app.app_context():
    from tasks.pipeline import run_steps
    from webapp.models import Job
    from webapp.models.lease import Lease
    from webapp.queues import QUEUES
    job = db.session.query(Job).one()
    lease = Lease.claim(job.id, 60, 3)
    structlog.contextvars.clear_contextvars()
    with structlog.contextvars.bound_contextvars(request_id=lease.request_id):
        try:
            run_steps(lease)
        except Exception as error:
            print("stopped:", repr(error), file=sys.stderr)
print(json.dumps([
    {"name": s.name, "trace": s.context.trace_id, "id": s.context.span_id,
     "parent": s.parent.span_id if s.parent else None,
     "about": {k: str(v) for k, v in s.attributes.items()}}
    for s in found.get_finished_spans()]))
"""


@pytest.fixture(scope="module")
def spans(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    ran = subprocess.run(
        [PYTHON, "-c", JOURNEY, str(tmp_path_factory.mktemp("traced"))],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    found: list[dict[str, Any]] = json.loads(ran.stdout.splitlines()[-1])
    return found


@needs_packages
def test_a_request_its_job_and_the_programs_it_runs_are_one_trace(
    spans: list[dict[str, Any]],
) -> None:
    by_id = {span["id"]: span for span in spans}
    assert len(by_id) == len(spans)
    program = next(span for span in spans if span["name"] == "run ffprobe")
    step = by_id[program["parent"]]
    assert step["name"].startswith("prepare ")
    request = by_id[step["parent"]]
    assert request["name"] == "GET /made-here/<name>"
    assert request["parent"] is None
    assert program["trace"] == step["trace"] == request["trace"]
    assert any(span["about"].get("db.system") == "sqlite" for span in spans)


@needs_packages
def test_no_span_says_what_an_address_names(spans: list[dict[str, Any]]) -> None:
    said = json.dumps(spans)
    assert "secret-name" not in said
    assert "secret-word" not in said
    assert "127.0.0.1" not in said


def test_where_nobody_wants_traces_a_span_costs_nothing() -> None:
    assert tracing.span("anything") is tracing.step("prepare", "checked")


def test_nothing_of_it_is_loaded_then(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from webapp import create_app\n"
        "from webapp.config import Settings\n"
        "create_app(Settings(data_dir=Path(sys.argv[1]), secret_key='x' * 40))\n"
        "print('opentelemetry.instrumentation' in sys.modules)\n"
    )
    ran = subprocess.run(
        [PYTHON, "-c", program, str(tmp_path)],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == "False\n"
