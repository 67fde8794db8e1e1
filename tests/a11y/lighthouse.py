"""A captioned video that somebody signs in ASL and Dora in BSL, and what tests of it look at."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Response
from playwright.sync_api import Page, Route

from tests.a11y.conftest import Site
from tests.a11y.made_media import add_media
from webapp import watching
from webapp.extensions import db
from webapp.look import Look
from webapp.models import Media, SignTrack
from webapp.watching import Watching

SECONDS = 12
OFFSET_MS = 500
FRAME_S = 0.04
SIGNER_FILE = re.compile(r"/signs/\d+/play")

TIMES = """() => [document.getElementById('video'), document.getElementById('signer-video')]
    .map(video => video.currentTime)"""
READY = """() => [...document.querySelectorAll('#view video')].every(v => v.readyState >= 3)"""
BOTH_PLAY = "() => [...document.querySelectorAll('#view video')].every(v => !v.paused)"
BOTH_WAIT = "() => [...document.querySelectorAll('#view video')].every(v => v.paused)"
LATE = """() => { const [media, signer] = document.querySelectorAll('#view video');
    return media.currentTime - 0.5 - signer.currentTime; }"""


@contextmanager
def lighthouse(site: Site, folder: Path) -> Iterator[str]:
    """The address of the video, which is there while the tests of one module run."""
    clips = draw(folder)
    with site.app.app_context():
        media = add_media(site.app, clips["media"], "The lighthouse", origin="upload")
        media.visibility = "link"  # no list of other tests shows it
        media.duration_ms, media.width, media.height = SECONDS * 1000, 320, 180
        for language, title in (("ase", ""), ("bfi", "Dora Smith")):
            media.sign_tracks.append(track(site, clips["signer"], language, title))
        db.session.commit()
        address = f"/media/{media.slug}"
    yield address
    with site.app.app_context():
        db.session.delete(Media.by_slug(address.rsplit("/", 1)[-1]))
        db.session.commit()


def opener(site: Site, address: str, visit: Callable[..., Page]) -> Callable[..., Page]:
    """Opens the video as a stranger, who keeps in her browser how she wants to watch."""

    def open_page(
        query: str = "",
        *,
        wanted: Look | None = None,
        kept: Watching | None = None,
        **context: object,
    ) -> Page:
        page = visit(address + query, wanted or Look(sign_language="bfi"), person="", **context)
        if kept:
            page.context.add_cookies([cookie(site, kept)])
            page.reload()
        if context.get("java_script_enabled", True):
            page.wait_for_function(READY)
        return page

    return open_page


def draw(folder: Path) -> dict[str, Path]:
    """A video with sound, and one for a signer: too much for one request."""
    media, signer = folder / "media.mp4", folder / "signer.mp4"
    size = f"size=320x180:rate=25:duration={SECONDS}"
    run_ffmpeg(f"-f lavfi -i testsrc2={size} -f lavfi -i sine=duration={SECONDS} -c:a aac", media)
    run_ffmpeg(
        f"-f lavfi -i testsrc2=size=240x200:rate=25:duration={SECONDS - 2}"
        " -vf noise=alls=60:allf=t -b:v 3M -g 25",
        signer,
    )
    return {"media": media, "signer": signer}


def run_ffmpeg(what: str, target: Path) -> None:
    coding = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -movflags +faststart"
    command = ["ffmpeg", "-v", "error", *what.split(), *coding.split(), str(target)]
    subprocess.run(command, check=True)


def track(site: Site, clip: Path, language: str, title: str = "") -> SignTrack:
    storage = site.app.extensions["storage"]
    return SignTrack(
        language=language,
        title=title,
        file=storage.save(io.BytesIO(clip.read_bytes()), ".mp4"),
        width=240,
        height=200,
        duration_ms=(SECONDS - 2) * 1000,
        offset_ms=OFFSET_MS,
    )


def cookie(site: Site, kept: Watching) -> dict[str, str]:
    with site.app.test_request_context():
        header = watching.keep(Response(), kept).headers["Set-Cookie"]
    value = header.split(";")[0].removeprefix(f"{watching.COOKIE.kind}=")
    return {"name": watching.COOKIE.kind, "value": value, "url": site.address}


def view_of(page: Page) -> str | None:
    return page.locator("#view").get_attribute("data-signer")


def box(page: Page, selector: str) -> dict[str, float]:
    found = page.locator(selector).bounding_box()
    assert found is not None
    return {
        **found,
        "right": found["x"] + found["width"],
        "bottom": found["y"] + found["height"],
    }


def share(page: Page) -> int:
    """How much of the view's width the signer has, in percent."""
    return round(100 * box(page, "#signer")["width"] / box(page, "#view")["width"])


def overlap(one: dict[str, float], other: dict[str, float]) -> bool:
    across = one["x"] < other["right"] - 1 and other["x"] < one["right"] - 1
    return across and one["y"] < other["bottom"] - 1 and other["y"] < one["bottom"] - 1


def seek(page: Page, seconds: float) -> None:
    page.evaluate("s => { document.getElementById('video').currentTime = s; }", seconds)
    page.wait_for_function(
        "() => [...document.querySelectorAll('#view video')].every(v => !v.seeking)"
    )


def play(page: Page) -> None:
    page.keyboard.press("Escape")
    page.locator("#play-button").click()


def drag(page: Page, selector: str, across: int, down: int) -> None:
    page.locator(selector).scroll_into_view_if_needed()
    start = box(page, selector)
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across, y + down, steps=4)
    page.mouse.up()


def first_part(route: Route, held: list[Route]) -> None:
    """Answer the first request with the beginning alone, and hold up those for the rest."""
    begin = int(re.search(r"bytes=(\d+)-", route.request.headers.get("range", "bytes=0-"))[1])
    if begin:
        held.append(route)
        return
    whole = route.fetch(headers={**route.request.headers, "range": "bytes=0-"}).body()
    part = whole[:400_000]
    route.fulfill(
        status=206,
        headers={
            "Content-Range": f"bytes 0-{len(part) - 1}/{len(whole)}",
            "Content-Type": "video/mp4",
            "Accept-Ranges": "bytes",
        },
        body=part,
    )
