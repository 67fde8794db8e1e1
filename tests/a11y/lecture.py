"""A lecture of two hours with 1,800 captions, and in German and Arabic without times of words."""

from __future__ import annotations

import subprocess
from pathlib import Path

from flask import Flask
from playwright.sync_api import Locator, Page

from webapp.captions.document import Cue, Word
from webapp.extensions import db
from webapp.models import Job, Library, Media, Rendition, Transcript

CUES = 1800
EVERY_MS = 4000
WORD_MS = 500


def add_lecture(app: Flask, folder: Path) -> str:
    """Add the lecture to the default library, and return its address."""
    clip = folder / "lecture.mp4"
    _draw(clip)
    with clip.open("rb") as stream:
        name = app.extensions["storage"].save(stream, ".mp4")
    media = Media(
        library=Library.default(),
        visibility="public",
        title="A long lecture",
        language="en",
        original_name="lecture.mp4",
        file=name,
        bytes=clip.stat().st_size,
        kind="video",
        duration_ms=CUES * EVERY_MS,
        width=64,
        height=36,
        jobs=[Job(state="done", step="ready")],
        renditions=[Rendition(file=name, media_type="video/mp4")],
    )
    db.session.add(media)
    db.session.flush()
    for language, cue in (("en", _english), ("de", _german), ("ar", _arabic)):
        transcript = Transcript(
            media_id=media.id, language=language, origin="upload", complete=True
        )
        db.session.add(transcript)
        db.session.flush()
        transcript.add_cues([cue(number) for number in range(1, CUES + 1)], author="file")
    db.session.commit()
    return f"/media/{media.slug}"


def begins(number: int) -> float:
    """When a line begins, in seconds."""
    return (number - 1) * EVERY_MS / 1000


def _english(number: int) -> Cue:
    start = (number - 1) * EVERY_MS
    if number % 10 == 5:
        return Cue(start, start + 3000, "[applause]", label="applause")
    text = f"This is sentence {number} of the lecture."
    if number % 600 == 7:
        text = f"Here, in sentence {number}, a heron flies."
    words = tuple(
        Word(word, start + n * WORD_MS, start + (n + 1) * WORD_MS)
        for n, word in enumerate(text.split())
    )
    return Cue(start, start + 3800, text, speaker="Ben" if number % 10 > 5 else "Ana", words=words)


def _german(number: int) -> Cue:
    start = (number - 1) * EVERY_MS
    return Cue(start, start + 4000, f"aaaa bbbb cccc {number:04}")


def _arabic(number: int) -> Cue:
    start = (number - 1) * EVERY_MS
    return Cue(start, start + 3800, f"الجملة {number} من المحاضرة")


def _draw(clip: Path) -> None:
    """Two hours of one colour: a few hundred kilobytes."""
    picture = f"color=c=teal:size=64x36:rate=1:duration={CUES * EVERY_MS // 1000}"
    coding = "-c:v libx264 -preset ultrafast -g 20 -pix_fmt yuv420p -movflags +faststart"
    command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", picture, *coding.split(), str(clip)]
    subprocess.run(command, check=True)


def seek(page: Page, seconds: float) -> None:
    page.locator("video").evaluate("(video, s) => { video.currentTime = s; }", seconds)


def time(page: Page) -> float:
    return float(page.locator("video").evaluate("video => video.currentTime"))


def current(page: Page) -> Locator:
    return page.locator(".line[aria-current=true]")


def line(page: Page, number: int) -> Locator:
    return page.locator(f"#line-{number}")


def scrolled(page: Page) -> list[float]:
    """How far the page and the list are scrolled."""
    return page.evaluate("[scrollY, document.querySelector('#lines').scrollTop]")


def press_word(page: Page, number: int, word: str) -> None:
    """Click in the middle of a word, once the list has come to rest."""
    line(page, number).scroll_into_view_if_needed()
    place, before = place_of(page, number, word), None
    while place != before:
        page.wait_for_timeout(200)
        place, before = place_of(page, number, word), place
    page.mouse.click(*place)


def place_of(page: Page, number: int, word: str) -> list[float]:
    place: list[float] = line(page, number).evaluate(
        """(line, word) => {
          const text = line.querySelector(".line-text > span").firstChild;
          const range = document.createRange();
          range.setStart(text, text.data.indexOf(word));
          range.setEnd(text, text.data.indexOf(word) + word.length);
          const box = range.getBoundingClientRect();
          return [box.x + box.width / 2, box.y + box.height / 2];
        }""",
        word,
    )
    return place
