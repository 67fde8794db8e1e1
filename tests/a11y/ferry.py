"""A rough draft of half a minute, as an engine leaves it, and somebody's hands on the keys."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flask import Flask
from playwright.sync_api import Page, expect

from tests.a11y.axe import violations
from tests.a11y.clips import draw
from webapp.captions.document import Cue, Word
from webapp.extensions import db
from webapp.models import Cue as StoredCue
from webapp.models import Job, Library, Media, Rendition, Transcript

SECONDS = 40
FRAME_MS = 100
"""The clip has ten pictures a second."""
LANGUAGE = "en-IE"
DRAFT = (
    (1000, 4000, "Good morning, and welcom aboard."),
    (5000, 11000, "The bord is open now. Please stay in your seats until then."),
    (12000, 13500, "Thank you"),
    (13600, 16000, "very much, Ana."),
    (17000, 20000, "The sea is calm today, and the"),
    (20200, 23000, "bord will be closed at nine."),
    (24000, 26000, "door slams"),
    (27000, 29000, "you you you"),
    (30000, 33000, "We wish you a good crossing."),
)


def add_ferry(app: Flask, folder: Path, title: str, draft: Sequence[tuple[int, int, str]]) -> str:
    """Add a media with a draft to the default library; return the address of its review."""
    clip = folder / "ferry.mp4"
    if not clip.exists():
        draw(clip, SECONDS)
    return add_draft(app, clip, title, [_cue(*each) for each in draft], "whisper base")


def add_draft(app: Flask, clip: Path, title: str, cues: Sequence[Cue], engine: str) -> str:
    """Add a video with what an engine made of it; return the address of its review."""
    with clip.open("rb") as stream:
        name = app.extensions["storage"].save(stream, ".mp4")
    media = Media(
        library=Library.default(),
        visibility="members",
        title=title,
        language=LANGUAGE,
        original_name=clip.name,
        file=name,
        bytes=clip.stat().st_size,
        kind="video",
        duration_ms=SECONDS * 1000,
        has_audio=True,
        width=320,
        height=180,
        jobs=[Job(state="done", step="ready")],
        renditions=[Rendition(file=name, media_type="video/mp4")],
    )
    db.session.add(media)
    db.session.flush()
    transcript = Transcript(
        media_id=media.id, language=LANGUAGE, origin="engine", engine=engine, complete=True
    )
    db.session.add(transcript)
    db.session.flush()
    transcript.add_cues(cues, author="engine")
    db.session.commit()
    return f"/media/{media.slug}/review/{transcript.id}"


def cues_at(address: str) -> list[StoredCue]:
    """The cues of a transcript as they are now, by the address of its review."""
    db.session.expire_all()
    transcript = db.session.get_one(Transcript, int(address.rsplit("/", 1)[-1]))
    return list(transcript.cues())


class Hands:
    """Somebody who uses nothing but the keys, and counts them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def press(self, *keys: str) -> None:
        """Press keys one after the other; of a chord, each key counts."""
        for key in keys:
            self.pressed += len(key.split("+")) if key != "+" else 1
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.pressed += len(text)
        self.page.keyboard.type(text)

    def caret_after(self, words: str) -> None:
        """Go to a place in the text; how is everybody's own business, so it does not count."""
        field = self.page.locator("textarea:focus")
        expect(field).to_be_visible()
        field.evaluate(
            "(text, words) => { const at = text.value.indexOf(words) + words.length;"
            " text.setSelectionRange(at, at); }",
            words,
        )

    def is_in_text(self, number: int) -> None:
        """See that the focus is in the text of the n-th caption."""
        field = self.page.locator("#rows > .row").nth(number - 1).locator("textarea.cue-text")
        expect(field).to_be_focused()

    def heard(self, said: str) -> None:
        """See what was announced."""
        expect(self.page.locator("#status")).to_contain_text(said)


def expect_nothing_wrong(page: Page) -> None:
    """See that axe finds nothing in the desk, that the focus is somewhere, and ids are unique."""
    assert violations(page, part="#desk") == []
    page.wait_for_function("() => document.activeElement !== document.body", timeout=5000)
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((each) => each.id)")
    twice = {each for each in ids if ids.count(each) > 1}
    assert not twice, twice


def _cue(start_ms: int, end_ms: int, text: str) -> Cue:
    """A caption whose words fill its time, as an engine says when it heard each."""
    words = text.split()
    step = (end_ms - start_ms) // len(words)
    heard = [
        Word(word, start_ms + n * step, start_ms + (n + 1) * step, 0.9)
        for n, word in enumerate(words)
    ]
    return Cue(start_ms, end_ms, text, words=tuple(heard))
