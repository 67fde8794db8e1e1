"""Whoever wants to know where time goes follows a request through the queue to ffmpeg.

The packages for it have a lock of their own (requirements/otel.txt), which that of the tests holds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from webapp import tracing
from webapp.config import PROJECT

Span = dict[str, Any]


def python(*words: str) -> str:
    """What the last line of a program of its own says; it fails where the program does."""
    ran = subprocess.run(
        [sys.executable, *words],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def spans(tmp_path_factory: pytest.TempPathFactory) -> list[Span]:
    folder = str(tmp_path_factory.mktemp("traced"))
    found: list[Span] = json.loads(python("-m", "tests.unit.traced_journey", folder))
    return found


@pytest.mark.parametrize("program", ["ffprobe", "ffmpeg"])
def test_a_request_its_job_and_the_programs_it_runs_are_one_trace(
    spans: list[Span], program: str
) -> None:
    by_id = {span["id"]: span for span in spans}
    assert len(by_id) == len(spans)
    runs = [span for span in spans if span["name"] == f"run {program}"]
    assert runs
    for run in runs:
        step = by_id[run["parent"]]
        assert step["name"].startswith("prepare ")
        request = by_id[step["parent"]]
        assert request["name"] == "POST /made-here/<name>"
        assert request["parent"] is None
        assert run["trace"] == step["trace"] == request["trace"]


def test_statements_are_parts_of_the_request_and_of_the_steps_that_they_serve(
    spans: list[Span],
) -> None:
    names = {span["id"]: span["name"] for span in spans}
    asked = [span for span in spans if span["about"].get("db.system") == "sqlite"]
    served = {names[span["parent"]].partition(" ")[0] for span in asked}
    assert {"POST", "prepare"} <= served


def test_no_span_says_what_an_address_names(spans: list[Span]) -> None:
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
    assert python("-c", program, str(tmp_path)) == "False"


def test_without_the_packages_all_goes_on(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; sys.modules['opentelemetry'] = None\n"
        "from webapp import create_app; from webapp.config import Settings\n"
        "app = create_app(Settings(data_dir=Path(sys.argv[1]), secret_key='x' * 40,\n"
        "                          traces_url='http://127.0.0.1:9/v1/traces'))\n"
        "print(app.test_client().get('/health/live').status_code)\n"
    )
    assert python("-c", program, str(tmp_path)) == "200"
