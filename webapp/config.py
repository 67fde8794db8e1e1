"""Settings, read once from the environment (``SIGHTLINE_...``). With none set, all works."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent
GIB = 1024**3


class UnsafeSettings(ValueError):
    """The settings cannot be used as they are. ``str()`` names the setting to change."""


class Settings(BaseSettings):
    """Every setting, with its unit in its name where it has one."""

    model_config = SettingsConfigDict(env_prefix="SIGHTLINE_", frozen=True)

    environment: Literal["development", "production"] = "development"
    secret_key: str = ""
    """Signs cookies and queue messages. Development keeps one in the data folder."""
    data_dir: Path = PROJECT / "instance"
    """Uploads, renditions, the SQLite database and the queue."""
    database_url: str = ""
    """An SQLAlchemy address; empty: SQLite in the data folder."""
    max_upload_bytes: int = Field(default=4 * GIB, gt=0)
    person_quota_bytes: int = Field(default=0, ge=0)
    """What one person may keep here; 0: as much as there is room for."""
    library_quota_bytes: int = Field(default=0, ge=0)
    """What one library may keep, unless it has a quota of its own; 0: as much as there is room."""

    engine: Literal["auto", "whisper", "sphinx"] = "auto"
    model: str = "base-q5_1"
    """A whisper model by name (``manage.py model list``) or the path of a ggml file."""
    models_dir: Path = Path(platformdirs.user_cache_dir("sightline")) / "models"
    model_base_url: str = "https://huggingface.co"
    vad_model: Path | None = None
    """A Silero ggml file; empty: the one in ``models_dir``, else voices are found by energy."""

    media_memory_bytes: int = Field(default=4 * GIB, gt=0)
    """Address space that one ffmpeg may take."""
    media_time_limit_s: int = Field(default=4 * 3600, gt=0)
    job_lease_s: float = Field(default=30, gt=0)
    """A job whose worker has not been heard of for so long is given to another."""
    job_attempts: int = Field(default=3, gt=0)
    host: str = "127.0.0.1"
    port: int = 8000

    @model_validator(mode="after")
    def _production_is_safe(self) -> Settings:
        if self.environment == "production" and len(self.secret_key) < 32:
            raise ValueError(
                "SIGHTLINE_SECRET_KEY must be set to at least 32 random characters in production. "
                "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        return self

    @property
    def sqlalchemy_url(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'sightline.db'}"

    def signing_key(self) -> str:
        """The secret key; in development one that is made at the first start and kept."""
        if self.secret_key:
            return self.secret_key
        kept = self.data_dir / "secret_key"
        self.data_dir.mkdir(parents=True, exist_ok=True)
        try:
            with kept.open("x") as file:
                kept.chmod(0o600)
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass
        return kept.read_text()


def load_settings() -> Settings:
    """Settings from the environment; raises UnsafeSettings with one sentence a wrong setting."""
    try:
        return Settings()
    except ValidationError as error:
        raise UnsafeSettings(" ".join(_sentence(dict(e)) for e in error.errors())) from error


def _sentence(error: dict[str, object]) -> str:
    where = "_".join(str(part) for part in error["loc"]) if isinstance(error["loc"], tuple) else ""
    message = str(error["msg"]).removeprefix("Value error, ")
    return f"SIGHTLINE_{where.upper()}: {message}." if where else message
