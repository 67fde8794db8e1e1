"""Where files are kept, and who sends them to browsers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from webapp.config.part import GIB, Part


class Files(Part):
    """The data folder where nothing is set, else an object store; nginx may send."""

    s3_bucket: str = ""
    """A bucket of an S3-compatible object store that keeps all files; empty: the data folder."""
    s3_endpoint_url: str = ""
    """Where the store is, such as ``https://s3.example.org``; empty: Amazon's, by the region."""
    s3_public_url: str = ""
    """Where browsers reach the store; empty: where we do."""
    s3_region: str = ""
    s3_access_key: str = Field(default="", repr=False)
    """Empty: as the AWS tools find it, such as the machine's role."""
    s3_secret: str = Field(default="", repr=False)
    s3_prefix: str = ""
    """What the names of all files in the bucket begin with, such as ``sightline/``."""
    s3_redirect: bool = True
    """Whether browsers fetch files from the store, by links; else we pass them on."""
    s3_link_s: int = Field(default=300, gt=0, le=4 * 24 * 3600)
    """How long a link to a picture or to a file that is saved works, at least; one to what is
    watched works as long as ``media_link_s`` says."""
    s3_cache_dir: Path | None = None
    """Where files of the store are worked on; empty: in the data folder."""
    s3_cache_bytes: int = Field(default=20 * GIB, gt=0)
    """How much of them this machine keeps at most."""
    s3_connect_timeout_s: float = Field(default=5, gt=0)
    s3_read_timeout_s: float = Field(default=20, gt=0)
    """How long a part of an answer may take."""
    s3_attempts: int = Field(default=4, gt=0)
    """How often one request is tried, with growing pauses."""
    accel_prefix: str = ""
    """Where nginx serves the files of the data folder internally, such as ``/kept/``: it sends
    them then (``X-Accel-Redirect``), and we only say which."""

    @field_validator("s3_endpoint_url", "s3_public_url")
    @classmethod
    def _store(cls, value: str) -> str:
        if value and not (value.startswith(("https://", "http://")) and urlsplit(value).hostname):
            raise ValueError("must be an address such as https://s3.example.org")
        return value.rstrip("/")

    @field_validator("s3_prefix", "accel_prefix")
    @classmethod
    def _folder(cls, value: str) -> str:
        return f"{value.rstrip('/')}/" if value else ""

    def _faults(self) -> Iterator[str]:
        if bool(self.s3_access_key) != bool(self.s3_secret):
            yield (
                "SIGHTLINE_S3_ACCESS_KEY and SIGHTLINE_S3_SECRET must both be set, or neither: "
                "the machine's own role is used then."
            )
        yield from super()._faults()

    def _production_faults(self) -> Iterator[str]:
        shown = self.s3_public_url or self.s3_endpoint_url
        if self.s3_bucket and self.s3_redirect and shown.startswith("http:"):
            yield (
                "SIGHTLINE_S3_PUBLIC_URL must begin with https:// in production: "
                "it is where browsers fetch files."
            )
        yield from super()._production_faults()
