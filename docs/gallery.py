"""Make the pictures of the README (``make gallery``): a browser before a server of its own.

The only video in it is the demo, which the project makes itself.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import NamedTuple

from flask import Flask, Response
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from webapp import create_app, look
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import Media

PICTURES = Path(__file__).resolve().parent / "gallery"
BROWSER = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


class Picture(NamedTuple):
    """One page in one look. ``press`` names a button that is pressed before."""

    name: str
    address: str
    look: look.Look
    size: tuple[int, int] = (1280, 800)
    press: str = ""


SEARCH = "/search?q=captions"
WATCH = "/media/{slug}"
ALL = (
    Picture("watch", WATCH, look.Look()),
    Picture("watch-minimal", WATCH, look.Look(density=1, contrast="high-dark")),
    Picture("watch-max", WATCH, look.Look(density=5), (1920, 1200)),
    Picture("caption-style", WATCH, look.Look(contrast="soft"), press="Caption style"),
    Picture("search", SEARCH, look.Look(density=4, contrast="yellow-black")),
    Picture("settings", "/settings", look.Look(contrast="soft", language="de")),
    Picture("telephone", WATCH, look.Look(density=2), (390, 800)),
)
AT_S = 13.0
"""The moment of the demo that is shown."""


def main() -> None:
    """Write one picture a page."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            Settings(data_dir=Path(folder), secret_key=secrets.token_hex(), rate_limits=False)
        )
        slug = _fill(app, Path(folder))
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium-headless-shell"), args=BROWSER
            )
            for picture in ALL:
                _take(browser, app, f"http://127.0.0.1:{server.port}", slug, picture)
            browser.close()
        server.shutdown()


def _fill(app: Flask, folder: Path) -> str:
    """Put the demo into the library, and return its address."""
    environment = {**os.environ, "SIGHTLINE_DATA_DIR": str(folder)}
    for command in ("db upgrade", "media demo"):
        line = [sys.executable, "manage.py", *command.split()]
        subprocess.run(line, check=True, env=environment, cwd=PICTURES.parents[1])
    with app.app_context():
        return str(db.session.query(Media).one().slug)


def _take(browser: Browser, app: Flask, origin: str, slug: str, picture: Picture) -> None:
    width, height = picture.size
    context = browser.new_context(
        base_url=origin,
        viewport={"width": width, "height": height},
        device_scale_factor=960 / width if width > 960 else 1,
    )
    with app.test_request_context():
        cookie = look.keep(Response(), picture.look).headers["Set-Cookie"].split(";")[0]
    name, _, value = cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": origin}])
    page = context.new_page()
    page.goto(picture.address.format(slug=slug))
    page.wait_for_load_state("networkidle")
    if picture.address == WATCH:
        _seek(page)
    if picture.press:
        page.get_by_role("button", name=picture.press).click()
    page.wait_for_timeout(800)
    page.screenshot(path=PICTURES / f"{picture.name}.jpg", type="jpeg", quality=80)
    context.close()


def _seek(page: Page) -> None:
    page.locator("#video").evaluate("(video, at) => { video.currentTime = at; }", AT_S)


if __name__ == "__main__":
    main()
