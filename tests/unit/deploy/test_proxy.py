"""nginx in front of the web server, as the proxy's image starts it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from flask import Flask

from tests.serving import serving
from tests.unit.conftest import MediaFactory
from webapp.config import Settings

PROXY = Path(__file__).resolve().parents[3] / "deploy" / "proxy"
MODULES = Path("/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so")
PATIENCE_S = 30
CONTENT = bytes(range(250)) * 8000


@pytest.fixture
def site(app: Flask, settings: Settings, tmp_path: Path) -> Iterator[httpx.Client]:
    """A browser that reaches the web server by way of nginx."""
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if nginx is None or not MODULES.exists():
        pytest.skip("nginx with brotli is not on this machine")
    app.extensions["settings"] = settings.model_copy(
        update={"accel_prefix": "/kept/", "trusted_proxies": 1}
    )
    port = _free_port()
    with serving(app) as web:
        process = _start(nginx, tmp_path / "proxy", f"127.0.0.1:{port}", web, settings)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_S) as browser:
                _wait(process, port)
                yield browser
        finally:
            process.terminate()
            process.wait()


def _start(
    nginx: str, state: Path, listen: str, web: str, settings: Settings
) -> subprocess.Popen[bytes]:
    state.mkdir(mode=0o755)
    environment = os.environ | {
        "LISTEN": listen,
        "WEB": web.removeprefix("http://"),
        "FILES": str(settings.data_dir / "media"),
        "STATIC": str(PROXY.parents[1] / "static"),
        "STATE": str(state),
        "TEMPLATE": str(PROXY / "sightline.conf.template"),
    }
    subprocess.run([PROXY / "render"], env=environment, check=True)
    frame = (PROXY / "nginx.conf").read_text().replace("/run/proxy", str(state))
    # The files of a test lie in folders of whoever runs it.
    user = "user root;\n" if os.geteuid() == 0 else ""
    (state / "nginx.conf").write_text(user + frame)
    return subprocess.Popen([nginx, "-c", str(state / "nginx.conf")])


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        assert process.poll() is None, "nginx does not like its configuration"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        else:
            return


def test_vera_plays_from_anywhere_in_a_file_that_nginx_sends(
    site: httpx.Client, media_factory: MediaFactory
) -> None:
    address = f"/media/{media_factory(content=CONTENT).slug}/play"
    whole = site.get(address)
    assert whole.content == CONTENT
    assert whole.headers["Content-Type"] == "video/mp4"
    part = site.get(address, headers={"Range": "bytes=1000000-1000009"})
    assert (part.status_code, part.content) == (206, CONTENT[1_000_000:1_000_010])
    assert "X-Accel-Redirect" not in part.headers
    again = site.get(address, headers={"If-None-Match": whole.headers["ETag"]})
    assert again.status_code == 304


def test_what_strangers_sent_stays_harmless_behind_nginx(
    site: httpx.Client, app: Flask, media_factory: MediaFactory
) -> None:
    address = f"/media/{media_factory(content=CONTENT).slug}/play"
    through = site.get(address).headers
    alone = app.test_client().get(address).headers
    for name in (
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "Cross-Origin-Resource-Policy",
    ):
        assert through.get_list(name) == [alone[name]]
    assert through["Cache-Control"] == alone["Cache-Control"]


def test_nobody_fetches_files_past_the_web_server(
    site: httpx.Client, media_factory: MediaFactory
) -> None:
    media = media_factory(content=CONTENT, visibility="library")
    assert site.get(f"/media/{media.slug}/play").status_code in (302, 404)
    assert site.get(f"/kept/{media.file}").status_code == 404


def test_what_tells_of_the_machines_is_not_for_everybody(site: httpx.Client) -> None:
    assert site.get("/metrics").status_code == 404
    assert site.get("/health/ready").status_code == 404
    assert site.get("/health/live").status_code == 200


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_pages_and_sheets_come_packed(site: httpx.Client, coding: str) -> None:
    for address in ("/", "/static/css/base.css"):
        with site.stream("GET", address, headers={"Accept-Encoding": coding}) as answer:
            packed = answer.read() if coding == "gzip" else b"".join(answer.iter_raw())
            assert answer.headers["Content-Encoding"] == coding
        assert packed
    plain = site.get("/static/css/base.css", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers


def test_a_large_upload_reaches_the_web_server_and_gets_its_sentence(
    site: httpx.Client,
) -> None:
    answer = site.post("/upload", content=CONTENT, headers={"Content-Type": "text/plain"})
    assert answer.status_code != 413
    assert "nginx" not in answer.text
