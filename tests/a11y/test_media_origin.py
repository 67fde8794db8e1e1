"""With an origin of their own for files, people watch with captions as before."""

from __future__ import annotations

import io
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from tests.a11y.conftest import Quiet, Site, _add, _clip, _people
from webapp import create_app
from webapp.config import Settings
from webapp.extensions import db

PICTURE = "() => document.querySelector('video').readyState >= 2"
CUES = "() => document.querySelector('video').textTracks[0].cues?.length"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One server with two names: 127.0.0.1 for pages, localhost for files."""
    folder = tmp_path_factory.mktemp("two-origins")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        app = create_app(
            Settings(
                data_dir=folder / "instance",
                secret_key="a key for the tests in a browser 123456",
                public_url=f"http://127.0.0.1:{port}",
                media_origin=f"http://localhost:{port}",
                rate_limits=False,
            )
        )
        with app.app_context():
            db.create_all()
            _people()
            clip = _clip(folder)
            media = _add(app, clip, "How bread rises", origin="upload")
            media.poster = app.extensions["storage"].save(io.BytesIO(_still(clip)), ".jpg")
            db.session.commit()
            address = f"/media/{media.slug}"
        server = make_server(
            "127.0.0.1", port, app, True, request_handler=Quiet, fd=listening.fileno()
        )
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Site(app, f"http://127.0.0.1:{port}", {"captioned": address})
        server.shutdown()
        thread.join()


def _still(clip: Path) -> bytes:
    command = ["ffmpeg", "-v", "error", "-i", str(clip), "-frames:v", "1", "-f", "mjpeg", "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout


def test_the_video_plays_with_its_captions(visit: Callable[..., Page], site: Site) -> None:
    """``visit`` fails on any error in the console, such as a refusal by a policy."""
    page = visit(site.media["captioned"])
    files = site.app.extensions["settings"].media_origin
    for element in ("video", "track"):
        assert page.get_attribute(element, "src").startswith(f"{files}/media/")
    page.evaluate("() => { const v = document.querySelector('video'); v.muted = true; v.play(); }")
    page.wait_for_function(PICTURE)
    page.evaluate("() => { document.querySelector('video').textTracks[0].mode = 'showing'; }")
    page.wait_for_function(CUES)
    page.wait_for_function("() => document.querySelector('video').currentTime > 0.2")
    assert page.evaluate(CUES) == 3


def test_stills_are_shown(visit: Callable[..., Page], site: Site) -> None:
    page = visit("/")
    still = page.locator(".card-still img").first
    expect(still).to_be_visible()
    still.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.card-still img').naturalWidth > 0")


def test_captions_and_the_original_can_be_saved(visit: Callable[..., Page], site: Site) -> None:
    page = visit(site.media["captioned"])
    for name in ("WebVTT", "Save the original file"):
        link = page.get_by_role("link", name=name).first
        if not link.is_visible():
            page.get_by_text("More", exact=True).first.click()
        with page.expect_download() as saving:
            link.click()
        assert saving.value.failure() is None
        assert saving.value.url.startswith(site.app.extensions["settings"].media_origin)


def test_a_file_that_is_opened_by_itself_can_do_nothing(
    visit: Callable[..., Page], site: Site
) -> None:
    page = visit(site.media["captioned"])
    assert page.evaluate("() => window.origin") == site.address
    alone = page.context.new_page()
    alone.goto(page.get_attribute("video", "src"))
    assert alone.evaluate("() => window.origin") == "null"
