"""Ten seconds with speakers, sounds, and captions that ask for a place; what tests of them use."""

from __future__ import annotations

import subprocess
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.a11y.conftest import Site
from tests.a11y.made_media import add_media
from webapp.captions.document import Cue, VttSettings
from webapp.extensions import db
from webapp.models import Media, Transcript

SAID = [
    Cue(0, 1000, "Where are we standing here,\nin all these white coats?", speaker="Ben"),
    Cue(1000, 2000, "In a very clean room.", speaker="Ana"),
    Cue(2000, 3000, "One of the largest.", speaker="Ana"),
    Cue(3000, 4000, "[applause]", label="applause"),
    Cue(
        4000, 5000, "[door slams]\nWho is it?", markup="[door slams]\n<v Chen>Who is <i>it</i>?</v>"
    ),
    Cue(5000, 6000, "Yes, one", speaker="Ana"),
    Cue(5000, 6000, "and the other", speaker="Ben"),
    Cue(
        6000,
        7000,
        "At the top left",
        settings=VttSettings(line=0, position=0, align="start"),
    ),
    Cue(7000, 8000, "مرحبا بكم", speaker="Dana"),
    Cue(8000, 9000, "Nothing that somebody says at such a length\nmay be cut off for anybody."),
]
RELOADED = "() => document.querySelector('video').textTracks[0].cues?.length"


def draw(clip: Path) -> Path:
    """Draw ten seconds of a picture."""
    drawing = "-f lavfi -i testsrc2=size=320x180:rate=25:duration=10 -pix_fmt yuv420p -c:v libx264"
    subprocess.run(["ffmpeg", "-v", "error", *drawing.split(), str(clip)], check=True)
    return clip


def publish(site: Site, clip: Path, title: str, cues: list[Cue]) -> str:
    """Put a clip with captions by hand into the library, and return its address."""
    with site.app.app_context():
        media: Media = add_media(site.app, clip, title)
        media.width, media.height = 320, 180
        track = Transcript(media_id=media.id, language="en", origin="upload", complete=True)
        db.session.add(track)
        db.session.flush()
        track.add_cues(cues, author="file")
        db.session.commit()
        return f"/media/{media.slug}"


def go_to(page: Page, seconds: float) -> None:
    page.wait_for_function(RELOADED)
    page.locator("#video").evaluate("(video, time) => { video.currentTime = time; }", seconds)


def setting(page: Page, **changes: object) -> None:
    """Change settings by the form beside the stage, as a hand would."""
    if not page.locator("#caption-panel").is_visible():
        page.locator("#player").focus()
        page.keyboard.press("o")
    for name, value in changes.items():
        field = page.locator(f"#caption-panel [name={name}]:not([type=hidden])")
        if field.first.get_attribute("type") == "radio":
            page.locator(f"#caption-panel [name={name}][value={value}]").check()
        elif isinstance(value, bool):
            field.set_checked(value)
        elif field.first.get_attribute("type") == "range":
            field.fill(str(value))
        else:
            field.select_option(str(value))


def box(locator: Locator) -> dict[str, float]:
    found = locator.bounding_box()
    assert found is not None
    return dict(found)


def share_of_screen(page: Page, line: Locator) -> float:
    """How far down the picture a caption ends: 0 at its top, 1 at its bottom."""
    screen, words = box(page.locator("#screen")), box(line)
    return (words["y"] + words["height"] - screen["y"]) / screen["height"]


def apart(one: dict[str, float], other: dict[str, float]) -> bool:
    """Whether two boxes cover nothing of each other, less a pixel for rounding."""
    return (
        one["x"] + one["width"] <= other["x"] + 1
        or other["x"] + other["width"] <= one["x"] + 1
        or one["y"] + one["height"] <= other["y"] + 1
        or other["y"] + other["height"] <= one["y"] + 1
    )


def style(locator: Locator, name: str) -> str:
    return str(locator.evaluate("(each, name) => getComputedStyle(each)[name]", name))
