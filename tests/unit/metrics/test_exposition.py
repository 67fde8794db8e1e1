"""Those who run Sightline read its numbers; nobody can read a person out of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, Counter, Metric
from prometheus_client.parser import text_string_to_metric_families as parsed

from webapp.config import PROJECT
from webapp.metrics import exposition

COUNT = (
    "import sys; from pathlib import Path; from webapp.metrics import folder\n"
    "folder.begin(Path(sys.argv[1]))\n"
    "from webapp.metrics.series import REQUESTS, UPLOADS\n"
    "UPLOADS.inc(2)\n"
    "REQUESTS.labels('/', 'GET', '2xx', '3').inc(7)\n"
    "print('counted', flush=True); sys.stdin.read()\n"
)
READ = (
    "import sys; from pathlib import Path; from webapp.metrics import folder\n"
    "folder.begin(Path(sys.argv[1]))\n"
    "from prometheus_client import CollectorRegistry; from webapp.metrics import exposition\n"
    "sys.stdout.write(exposition.written(CollectorRegistry(), 5).decode())\n"
)


def test_one_process_tells_what_all_counted_that_live(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    environment.pop("PROMETHEUS_MULTIPROC_DIR", None)

    def run(program: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=PROJECT,
        )  # fmt: skip

    def read() -> float:
        told = run(READ).communicate()[0]
        return sum(
            sample.value
            for family in parsed(told)
            for sample in family.samples
            if sample.name == "sightline_uploads_total"
        )

    living = [run(COUNT), run(COUNT)]
    try:
        for process in living:
            assert process.stdout
            assert process.stdout.readline() == "counted\n"
        assert read() == 4
        living[0].kill()
        living[0].wait()
        assert read() == 2  # what a process counted that is gone was removed at the start
    finally:
        for process in living:
            process.kill()
            process.communicate()


def test_what_few_people_chose_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    registry = CollectorRegistry()
    requests = Counter(
        "sightline_requests", "", ("route", "method", "status", "density"), registry=registry
    )
    for density, count in {"1": 2, "3": 90, "4": 12}.items():
        requests.labels("/", "GET", "2xx", density).inc(count)
    requests.labels("/help", "GET", "2xx", "5").inc(3)

    def counted() -> list[Metric]:
        return list(registry.collect())

    monkeypatch.setattr(exposition, "_counted", counted)
    told = exposition.written(CollectorRegistry(), 5).decode()
    assert _densities(told) == {("/", "3"): 90}


def _densities(told: str) -> dict[tuple[str, str], float]:
    return {
        (sample.labels["route"], sample.labels["density"]): sample.value
        for family in parsed(told)
        for sample in family.samples
        if sample.name == "sightline_requests_total"
    }
