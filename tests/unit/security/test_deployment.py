"""What a site that is served to the public shows of itself, and how its server reads requests.

Numbers in comments are requirements of OWASP ASVS 5.0 (docs/asvs.md).
"""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

PROJECT = Path(__file__).resolve().parents[3]
ECHO = """
def app(environ, start_response):
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", str(len(body))), ("Content-Type", "text/plain")])
    return [body]
"""
PATIENCE_S = 30


@pytest.mark.parametrize(
    "path",
    [
        *(".git/config", ".git/HEAD", ".env", "manage.py", "webapp/config/secret.py", "Makefile"),
        *("instance/sightline.db", "instance/secret_key", "media/", "requirements/app.txt"),
    ],
)
def test_nothing_but_static_files_is_served_from_the_disk(client: FlaskClient, path: str) -> None:
    """5.3.1, 13.2.5, 13.4.1, 13.4.3"""
    ways = (
        "/",
        "/static/",
        "/static/../",
        "/static/%2e%2e/",
        "/static/css/..%2f..%2f",
        "/fs-static/",
    )
    for way in ways:
        assert client.get(way + path).status_code == 404, way
    for folder in ("/static", "/static/", "/static/css", "/static/css/", "/media/", "/fs-static/"):
        assert client.get(folder).status_code == 404, folder


def test_production_shows_no_traceback(app: Flask, client: FlaskClient) -> None:
    """13.4.2, 16.5.1"""

    def broken() -> str:
        raise RuntimeError("a secret of the machine room")

    broken._needs = app.view_functions["settings.show"]._needs  # type: ignore[attr-defined]
    app.add_url_rule("/broken", "broken", broken)
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    answer = client.get("/broken")
    assert answer.status_code == 500
    for word in ("Traceback", "RuntimeError", "machine room", "File &#34;", "werkzeug"):
        assert word not in answer.text
    assert not app.debug


def test_no_documentation_or_monitoring_is_served(app: Flask, client: FlaskClient) -> None:
    """13.4.5: figures only where somebody set who may read them."""
    guessed = ("docs", "openapi.json", "swagger", "metrics", "debug", "console", "admin", "status")
    for path in guessed:
        assert client.get(f"/{path}").status_code == 404, path
    for endpoint in set(app.view_functions) - {"metrics.show"}:
        assert not re.search(r"debug|metrics|swagger|openapi|profil", endpoint)


def test_the_page_of_all_parts_is_for_developers(client: FlaskClient) -> None:
    """15.2.3"""
    assert client.get("/style").status_code == 404


@pytest.mark.parametrize("name", ["app", "dev"])
def test_every_package_is_pinned_with_its_hash(name: str) -> None:
    """15.1.2, 15.2.4"""
    text = (PROJECT / "requirements" / f"{name}.txt").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and line.lstrip()[0] not in "#-"]
    assert len(lines) > 10
    for line in lines:
        assert re.match(r"[a-z0-9._\[\],-]+==[\w.]+", line), line
        assert "--hash=sha256:" in line, line
    assert not re.search(r"--(extra-)?index-url|git\+|https?://", text)


def test_every_script_is_pinned_with_its_hash() -> None:
    """15.1.2"""
    packages = json.loads((PROJECT / "package-lock.json").read_text())["packages"]
    for name, package in packages.items():
        if name:
            assert package.get("resolved", "https://registry.npmjs.org/").startswith(
                "https://registry.npmjs.org/"
            ), name
            assert package["integrity"].startswith("sha512-"), name


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where the server that we use answers with what it has read."""
    folder = tmp_path_factory.mktemp("echo")
    (folder / "echo.py").write_text(ECHO)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(number), "echo:app"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + PATIENCE_S
        while not answers(number):
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.1)
        yield number
    finally:
        server.terminate()
        server.wait(PATIENCE_S)


def answers(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize(
    ("headers", "body", "read"),
    [
        ("Content-Length: 3\r\nTransfer-Encoding: chunked", "5\r\nhello\r\n0\r\n\r\n", "hello"),
        ("Transfer-Encoding: chunked\r\nContent-Length: 3", "5\r\nhello\r\n0\r\n\r\n", "hello"),
        ("Content-Length: 5\r\nContent-Length: 3", "hello", None),
        ("Content-Length: 5, 3", "hello", None),
        ("Transfer-Encoding: identity, chunked, x", "5\r\nhello\r\n0\r\n\r\n", None),
        ("Transfer-Encoding : chunked\r\nContent-Length: 5", "hello", None),
        ("Content-Length: +5", "hello", None),
    ],
)
def test_one_request_is_never_read_as_two(
    port: int, headers: str, body: str, read: str | None
) -> None:
    """4.2.1: with both headers the chunks count; what is doubtful is refused."""
    request = f"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n\r\n{body}"
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as connection:
        connection.sendall(request.encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
    status = answer.split(" ", 2)[1]
    assert (
        (status, answer.endswith(f"\r\n\r\n{read}")) == ("200", True) if read else status == "400"
    )
