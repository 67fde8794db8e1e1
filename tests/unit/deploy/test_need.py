"""The first start installs what is missing without a wall of text, and shows what went wrong."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder of programs with an apt-get that talks much, and notes what it was asked."""
    for name in ("sh", "env", "id"):
        (tmp_path / name).symlink_to(f"/usr/bin/{name}")
    (tmp_path / "sudo").write_text('#!/bin/sh\nexec "$@"\n')
    (tmp_path / "apt-get").write_text(
        f'#!/bin/sh\necho "$@" >>{tmp_path}/asked\necho Reading package lists...\n'
        'case "$*" in *broken*) echo "E: no such package" >&2; exit 100;; esac\n'
    )
    for name in ("sudo", "apt-get"):
        (tmp_path / name).chmod(0o755)
    return tmp_path


def need(machine: Path, *pairs: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", ROOT / "deploy" / "need.sh", *pairs],
        env={**os.environ, "PATH": str(machine)},
        capture_output=True,
        text=True,
        timeout=30,
    )


def test_what_is_missing_is_installed_quietly(machine: Path) -> None:
    ended = need(machine, "sh:dash", "nothing-like-it:package-a", "nor-this:package-b")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == "Installing package-a package-b\n"
    asked = (machine / "asked").read_text()
    assert "update" in asked
    assert "install -y --no-install-recommends package-a package-b" in asked


def test_an_error_of_apt_is_shown(machine: Path) -> None:
    ended = need(machine, "nothing-like-it:broken")
    assert ended.returncode != 0
    assert ended.stderr == "E: no such package\n"


def test_nothing_is_done_where_nothing_is_missing(machine: Path) -> None:
    ended = need(machine, "sh:dash")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    assert not (machine / "asked").exists()


def test_another_system_is_told_what_to_install(machine: Path) -> None:
    (machine / "apt-get").unlink()
    ended = need(machine, "nothing-like-it:package-a")
    assert ended.returncode == 2
    assert "Sightline needs these programs: package-a." in ended.stderr
