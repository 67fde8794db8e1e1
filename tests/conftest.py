"""Fixtures for every test."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

# A busy machine is no fault of the code: nothing in the tests is timed.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real media beside the project; tests that need it are skipped without it."""
    folder = Path(os.environ.get("SIGHTLINE_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("the real media (SIGHTLINE_SHARED) are not on this machine")
    return folder


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """Small files that the project ships for its tests."""
    return ROOT / "tests" / "fixtures"
