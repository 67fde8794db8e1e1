"""Settings, read once from the environment (``SIGHTLINE_...``). With none set, all works."""

from __future__ import annotations

import os
from collections.abc import Iterator

from pydantic import ValidationError, model_validator

from webapp.config.accounts import Accounts
from webapp.config.addresses import Addresses
from webapp.config.audits import Audits
from webapp.config.captioning import Captioning
from webapp.config.database import Database
from webapp.config.figures import Figures
from webapp.config.files import Files
from webapp.config.limits import Limits
from webapp.config.mail import Mail
from webapp.config.part import GIB, PROJECT
from webapp.config.secret import SECRET_LENGTH, Secret
from webapp.config.uploads import Uploads
from webapp.config.work import Work

__all__ = ["GIB", "PROJECT", "SECRET_LENGTH", "Settings", "UnsafeSettings", "load_settings"]


class UnsafeSettings(ValueError):
    """The settings cannot be used as they are. ``str()`` names the setting to change."""


class Settings(
    Secret,
    Addresses,
    Mail,
    Files,
    Uploads,
    Captioning,
    Work,
    Audits,
    Accounts,
    Database,
    Figures,
    Limits,
):
    """Every setting, with its unit in its name where it has one."""

    @model_validator(mode="after")
    def _all_is_safe(self) -> Settings:
        faults = list(self._faults())
        if self.environment == "production":
            faults += self._production_faults()
        if faults:
            raise ValueError(" ".join(faults))
        return self

    def _faults(self) -> Iterator[str]:
        yield from super()._faults()
        if self.s3_bucket and self.s3_redirect and self.media_origin:
            yield (
                "SIGHTLINE_MEDIA_ORIGIN must be empty where the object store serves files, which "
                "is another origin already. Or set SIGHTLINE_S3_REDIRECT to false."
            )
        if self.s3_bucket and self.s3_cache_bytes < self.max_upload_bytes:
            yield (
                "SIGHTLINE_S3_CACHE_BYTES must be at least SIGHTLINE_MAX_UPLOAD_BYTES: "
                "a file must fit on the machine that prepares it."
            )

    def _production_faults(self) -> Iterator[str]:
        if os.environ.get("FLASK_DEBUG", "").lower() not in ("", "0", "false", "no"):
            yield (
                "FLASK_DEBUG is on. Remove it in production: "
                "it lets whoever sees an error run programs here."
            )
        yield from super()._production_faults()


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
