"""What a browser keeps for a viewer: a signed cookie that lasts a year and that no script reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class PreferenceCookie:
    """One cookie, by what is kept in it. What one holds does not count in another."""

    kind: str

    @property
    def name(self) -> str:
        """The prefix makes browsers take it from this host alone, and by https (RFC 6265bis)."""
        return f"__Host-{self.kind}" if self._is_secure else self.kind

    @property
    def is_there(self) -> bool:
        """Whether this request came with one, whatever is in it."""
        return self.name in request.cookies

    def read(self) -> Any:
        """Return what this request's browser keeps; None where that is nothing, or not ours."""
        try:
            return self.signer.loads(request.cookies.get(self.name, ""))
        except BadSignature:
            return None

    def keep(self, response: Response, value: Any) -> Response:
        """Have the browser that gets ``response`` keep a value that JSON can hold."""
        response.set_cookie(
            self.name,
            self.signer.dumps(value),
            max_age=SECONDS,
            httponly=True,
            samesite="Lax",
            secure=self._is_secure,
        )
        return response

    def forget(self, response: Response) -> None:
        """Have the browser forget it."""
        response.delete_cookie(self.name, httponly=True, samesite="Lax", secure=self._is_secure)

    @property
    def signer(self) -> URLSafeSerializer:
        return URLSafeSerializer(current_app.secret_key or "", salt=f"sightline.{self.kind}")

    @property
    def _is_secure(self) -> bool:
        return bool(current_app.config["SESSION_COOKIE_SECURE"])
