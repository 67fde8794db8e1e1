"""Where the site is reached, by which names and through which proxies."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from webapp.config.part import Part

HERE = ("127.0.0.1", "localhost")
"""Names that a health check on the same machine uses."""


class Addresses(Part):
    """Listening, the public address and the one of people's files."""

    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    """Where people reach the site, such as ``https://videos.example.org``; mails link to it."""
    trusted_hosts: str = ""
    """Names that a request may ask for, with commas between; empty: that of ``public_url``."""
    trusted_proxies: int = Field(default=0, ge=0)
    """How many proxies of ours stand before the web server and name the client's address."""
    media_origin: str = ""
    """Another origin, such as ``https://media.example.org``, that serves people's files alone."""
    media_link_s: int = Field(default=12 * 3600, gt=0)
    """How long a link to the media origin works, at least: somebody watches with it."""

    @field_validator("public_url", "media_origin")
    @classmethod
    def _origin(cls, value: str) -> str:
        return as_origin(value) if value else ""

    def _faults(self) -> Iterator[str]:
        if self.media_origin and not self.public_url:
            yield (
                "SIGHTLINE_PUBLIC_URL must be set where SIGHTLINE_MEDIA_ORIGIN is: "
                "only its pages may show what is there."
            )
        elif self.media_origin and self.media_origin == self.public_url:
            yield "SIGHTLINE_MEDIA_ORIGIN must be another origin than SIGHTLINE_PUBLIC_URL."
        yield from super()._faults()

    def _production_faults(self) -> Iterator[str]:
        if not self.secure_cookies:
            yield (
                "SIGHTLINE_PUBLIC_URL must be the address of the site in production, and begin "
                "with https://. Over http anybody on the way can read the cookies of people who "
                "are logged in."
            )
        if self.media_origin.startswith("http:"):
            yield "SIGHTLINE_MEDIA_ORIGIN must begin with https:// in production."
        yield from super()._production_faults()

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies are sent over https alone."""
        return self.public_url.startswith("https:")

    @property
    def hosts(self) -> list[str] | None:
        """The names that requests may ask for; None: any, where nobody said what we are called."""
        named = [name.strip() for name in self.trusted_hosts.split(",") if name.strip()]
        if not named and not self.public_url:
            return None
        origins = (self.public_url, self.media_origin)
        own = [urlsplit(origin).hostname or "" for origin in origins if origin]
        return list(dict.fromkeys([*named, *own, *HERE]))


def as_origin(value: str) -> str:
    """Return an address as browsers write an origin: no default port, no path."""
    parts = urlsplit(value)
    usual_port = {"http": 80, "https": 443}.get(parts.scheme)
    if usual_port is None or not parts.hostname or parts.path not in ("", "/") or parts.query:
        raise ValueError("must be an address such as https://videos.example.org, without a path")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    port = f":{parts.port}" if parts.port not in (None, usual_port) else ""
    return f"{parts.scheme}://{host}{port}"
