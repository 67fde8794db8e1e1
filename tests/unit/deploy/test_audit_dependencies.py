"""Whoever looks after an installation learns which of its packages have known faults."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

PINS = """\
# made by pip-compile
-r base.txt
flask==2.2.0 \\
    --hash=sha256:0123456789abcdef \\
    --hash=sha256:fedcba9876543210
Some_Package==1.5 ; python_version >= "3.8"
"""


def advisory(name: str = "Flask", **affected: Any) -> dict[str, Any]:
    events = [{"introduced": "0"}, {"fixed": "2.2.5"}]
    return {
        "id": "GHSA-1",
        "aliases": ["CVE-2023-1"],
        "summary": "Cookies are shared.",
        "affected": [
            {
                "package": {"ecosystem": "PyPI", "name": name},
                "ranges": [{"type": "ECOSYSTEM", "events": events}],
                **affected,
            }
        ],
    }


def ranged(*events: dict[str, str], kind: str = "ECOSYSTEM") -> dict[str, Any]:
    return advisory(ranges=[{"type": kind, "events": list(events)}])


@pytest.fixture
def audit(tmp_path: Path) -> Any:
    """Runs the command on advisories; gives its exit code, output and error output."""
    pins = tmp_path / "app.txt"
    pins.write_text(PINS)

    def run(content: object, name: str = "osv.json", pinned: str = PINS) -> tuple[int, str, str]:
        pins.write_text(pinned)
        file = tmp_path / name
        if isinstance(content, bytes):
            file.write_bytes(content)
        elif content is not None:
            file.write_text(json.dumps(content))
        ended = subprocess.run(
            [sys.executable, ROOT / "deploy" / "audit_dependencies.py", file, pins],
            capture_output=True,
            text=True,
            timeout=60,
        )
        return ended.returncode, ended.stdout, ended.stderr

    return run


def test_a_fault_is_named_with_what_mends_it(audit: Any) -> None:
    code, said, _ = audit(advisory())
    assert code == 1
    assert said.splitlines() == [
        "flask 2.2.0: GHSA-1 (CVE-2023-1): Cookies are shared. Mended in 2.2.5.",
        "Packages: 2. Advisories: 1. Affected packages: 1.",
    ]


@pytest.mark.parametrize(
    ("record", "hit"),
    [
        (ranged({"introduced": "0"}, {"fixed": "2.2.0"}), False),
        (ranged({"introduced": "2.2.0"}), True),
        (ranged({"introduced": "2.2.0.post1"}), False),
        (ranged({"introduced": "2.2.0rc1"}, {"last_affected": "2.2.0"}), True),
        (ranged({"introduced": "0"}, {"last_affected": "2.1.9"}), False),
        (ranged({"fixed": "1.0"}, {"introduced": "0"}, {"introduced": "2.0"}), True),
        (ranged({"introduced": "0"}, {"fixed": "1.0"}, {"introduced": "2.3"}), False),
        (ranged({"introduced": "0"}, kind="GIT"), False),
        (ranged({"introduced": "not-a-version"}), True),
        (advisory(ranges=[], versions=["2.1", "2.2"]), True),
        (advisory(ranges=[], versions=["2.1", "2.2.1"]), False),
        (advisory("some.package", ranges=[], versions=["1.5.0"]), True),
        (advisory("another"), False),
        (advisory(package={"ecosystem": "npm", "name": "flask"}), False),
        ({**advisory(), "withdrawn": "2024-01-01T00:00:00Z"}, False),
        ({"id": "GHSA-2"}, False),
    ],
)
def test_versions_are_compared_as_the_format_says(audit: Any, record: object, hit: bool) -> None:
    assert audit(record)[0] == int(hit)


def test_every_form_of_the_file_is_read(audit: Any, tmp_path: Path) -> None:
    other = {**advisory("some-package", ranges=[], versions=["1.5"]), "id": "GHSA-0"}
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as writing:
        writing.writestr("GHSA-1.json", json.dumps(advisory()))
        writing.writestr("PyPI/GHSA-0.json", json.dumps(other))
        writing.writestr("README", "no advisory")
    lines = f"{json.dumps(advisory())}\n\n{json.dumps(other)}\n".encode()
    said = [
        audit([advisory(), other])[1],
        audit({"vulns": [advisory(), other]})[1],
        audit(lines, "osv.jsonl")[1],
        audit(archive.read_bytes(), "all.zip")[1],
    ]
    assert len(set(said)) == 1
    assert said[0].count("GHSA-") == 2


@pytest.mark.parametrize(
    "content", [None, b"", b"{", b"\xff\xfe", b"[]", b"[5]", b'{"a": 1}', b"PK\x03\x04 cut off"]
)
def test_what_cannot_be_read_is_no_all_clear(audit: Any, content: object) -> None:
    code, said, error = audit(content)
    assert (code, said) == (2, "")
    assert error.startswith("Error: ")
    assert error.count("\n") == 1


@pytest.mark.parametrize("pinned", ["", "flask>=2\n", "flask\n", "flask==2.*\n", "a b c\n"])
def test_what_is_not_pinned_cannot_be_compared(audit: Any, pinned: str) -> None:
    code, _, error = audit(advisory(), pinned=pinned)
    assert code == 2
    assert "Error: " in error


def test_our_own_requirements_are_read(tmp_path: Path) -> None:
    file = tmp_path / "osv.json"
    file.write_text(json.dumps(advisory("surely-no-such-package")))
    ended = subprocess.run(
        [sys.executable, ROOT / "deploy" / "audit_dependencies.py", file],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert int(ended.stdout.removeprefix("Packages: ").split(".")[0]) > 50
