"""Whoever installs Sightline learns which setting is wrong before anybody can be hurt by it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from webapp.config import Settings, UnsafeSettings, load_settings


def test_production_does_not_start_with_a_weak_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGHTLINE_ENVIRONMENT", "production")
    monkeypatch.setenv("SIGHTLINE_SECRET_KEY", "too short")
    with pytest.raises(UnsafeSettings, match="SIGHTLINE_SECRET_KEY must be set"):
        load_settings()


def test_a_wrong_value_is_named_with_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGHTLINE_PORT", "eighty")
    with pytest.raises(UnsafeSettings, match="SIGHTLINE_PORT"):
        load_settings()


def test_development_keeps_one_secret_that_only_its_owner_reads(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new")
    secret = settings.signing_key()
    assert len(secret) >= 32
    assert Settings(data_dir=tmp_path / "new").signing_key() == secret
    assert stat.S_IMODE((tmp_path / "new" / "secret_key").stat().st_mode) == 0o600
