"""A person's browser: one connection, her cookies and her form token. It knows HTTP alone."""

from __future__ import annotations

import hashlib
import html
import http.client
import re
import secrets
import time
from collections.abc import Callable
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode

from tests.faults.site import LIBRARIAN, PASSWORD

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
VERSION = re.compile(r'name="version" value="(\d+)"')
PATIENCE_S = 60
LATER = {429, 502, 503, 504, 507}
"""Answers that ask to come again."""
LONG_PATIENCE_S = 300


class Unanswered(Exception):
    """Nobody answered, or the answer broke off: whether it was done is not known."""


class Answer(NamedTuple):
    """What came back."""

    status: int
    body: bytes
    headers: http.client.HTTPMessage

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def words(self) -> str:
        """What is to be read of a page, in one line."""
        return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", self.text)).split())

    @property
    def location(self) -> str:
        """Where it leads, with or without scripts."""
        found = self.headers.get("Location") or self.headers.get("HX-Redirect") or ""
        return re.sub(r"^https?://[^/]*", "", found)


class Browser:
    """A browser at one port of this machine."""

    def __init__(self, port: int, email: str = LIBRARIAN) -> None:
        self.port, self.email = port, email
        self.cookies: dict[str, str] = {}
        self.token = ""
        self._connection: http.client.HTTPConnection | None = None

    def log_in(self) -> Browser:
        """Log in with the password that everybody has here."""
        self.token = self.token_of("/login")
        answer = self.post("/login", {"email": self.email, "password": PASSWORD})
        assert answer.status in (302, 303), (answer.status, answer.words[:500])
        self.token = self.token_of("/upload")
        return self

    def twin(self) -> Browser:
        """Another connection of the same log-in, as a second tab."""
        other = Browser(self.port, self.email)
        other.cookies, other.token = dict(self.cookies), self.token
        return other

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, fields: dict[str, object], *, fragment: bool = False) -> Answer:
        """Send a form, as a page without scripts does, or as htmx does."""
        body = urlencode({"csrf_token": self.token, **fields}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, body, headers | ({"HX-Request": "true"} if fragment else {}))

    def send_file(
        self, path: str, name: str, data: bytes, fields: dict[str, str], **headers: str
    ) -> Answer:
        """Send a form with a file."""
        boundary = secrets.token_hex(16)
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in {"csrf_token": self.token, **fields}.items()
        ]
        parts.append(
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        body = "".join(parts).encode() + data + f"\r\n--{boundary}--\r\n".encode()
        headers["Content-Type"] = f"multipart/form-data; boundary={boundary}"
        try:
            return self._ask("POST", path, body, headers)
        finally:
            self.close()  # a server that refuses it reads no more of what was on its way

    def upload(self, title: str, name: str, data: bytes, **headers: str) -> Answer:
        """Upload a file; the same title is the same form, so that a second try keeps it once."""
        key = hashlib.sha256(title.encode()).hexdigest()[:22]
        fields = {"key": key, "title": title, "language": "en", "visibility": "public"}
        return self.send_file("/upload", name, data, fields, **headers)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def token_of(self, path: str) -> str:
        """The form token of a page."""
        return html.unescape(TOKEN.findall(self.get(path).text)[0])

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        host = f"127.0.0.1:{self.port}"
        if self._connection is None:
            self._connection = http.client.HTTPConnection(host, timeout=PATIENCE_S)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        given = {"Origin": f"http://{host}", "Cookie": cookie, "Accept": "text/html", **headers}
        try:
            response = self._exchange(self._connection, method, path, body, given)
            answer = Answer(response.status, response.read(), response.headers)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Unanswered(f"{method} {path}: {error!r}") from error
        if response.will_close:
            self.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return answer

    def _exchange(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        path: str,
        body: bytes | None,
        headers: dict[str, str],
    ) -> http.client.HTTPResponse:
        """Send and receive. As browsers do, an answer that comes before all is sent is read."""
        try:
            connection.request(method, path, body, headers)
        except (BrokenPipeError, ConnectionResetError):
            if connection.sock is None:
                raise
            early = http.client.HTTPResponse(connection.sock, method=method)
            early.begin()
            early.will_close = True
            return early
        return connection.getresponse()


def patiently(ask: Callable[[], Answer]) -> Answer:
    """Ask until there is an answer other than to come again. AssertionError after a long time."""
    deadline = time.monotonic() + LONG_PATIENCE_S
    last: object = None
    while time.monotonic() < deadline:
        try:
            answer = ask()
        except Unanswered as error:
            last = error
        else:
            if answer.status not in LATER:
                return answer
            last = answer.status, answer.words[:300]
        time.sleep(0.1)
    raise AssertionError(f"no answer within {LONG_PATIENCE_S} s: {last}")
