"""Who may read figures and traces, and how long figures are kept."""

from __future__ import annotations

from ipaddress import ip_network

from pydantic import Field, field_validator

from webapp.config.part import Part

THIS_MACHINE = ("127.0.0.0/8", "::1/128")
METRICS_TOKEN_LENGTH = 20


class Figures(Part):
    """Metrics, traces and the numbers of each day."""

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
