"""A site as it runs for the public: production settings, by https, with nothing switched off."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.unit.conftest import PutDatabase
from webapp.config import Settings

SITE = "https://videos.example.org"


@pytest.fixture
def settings(tmp_path: Path, fixtures: Path, database: PutDatabase) -> Settings:
    return Settings(
        environment="production",
        public_url=SITE,
        secret_key="g7Vw2nQx9ZtYb4KmRf6Lp1Hd8Js3Ce5Au0XoIiNzWkT",  # of this test alone
        data_dir=tmp_path / "instance",
        models_dir=tmp_path / "models",
        model=str(fixtures / "micro-whisper" / "micro-en-q8_0.bin"),
        rate_limits=False,
    )


@pytest.fixture
def app(app: Flask) -> Flask:
    """Browsers ask for the site by its name; forms need their token, as not in other tests."""
    app.config.update(
        WTF_CSRF_ENABLED=True,
        SERVER_NAME=SITE.removeprefix("https://"),
        PREFERRED_URL_SCHEME="https",
    )
    return app
