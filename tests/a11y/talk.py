"""A talk of half a minute with all that a player can show: two speakers, fast and calm captions,
another language, an easy edition, chapters and descriptions."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from tests.a11y.clips import draw
from webapp.captions.document import Cue
from webapp.extensions import db
from webapp.models import Job, Library, Media, Rendition, SignTrack, Transcript

SECONDS = 30
FAST = "so all of you who came by the early bus can go in now"
SAID = [
    Cue(0, 4000, "Good morning, and welcome.", speaker="Ana"),
    Cue(5000, 7000, FAST, speaker="Ana"),
    Cue(8000, 11000, "Thank you, Ana.", speaker="Ben"),
    Cue(12000, 15000, "The hall is warm.", speaker="Ben"),
    Cue(16000, 19000, "Then let us begin.", speaker="Ana"),
    Cue(22000, 26000, "[applause]"),
]
EASY = [Cue(0, 4000, "Hello, all."), Cue(5000, 9000, "Please come in.")]
GERMAN = [Cue(0, 4000, "Guten Morgen."), Cue(5000, 9000, "Bitte kommen Sie herein.")]
CHAPTERS = [Cue(0, 8000, "Welcome"), Cue(8000, 16000, "The hall"), Cue(16000, 30000, "Beginning")]
SEEN = [Cue(500, 3000, "Ana stands at the door."), Cue(20000, 21000, "The door closes.")]


def add_talk(app: Flask, folder: Path, *, signed: bool = False) -> str:
    """Add the talk to the default library, and return its address."""
    clip = folder / "talk.mp4"
    if not clip.exists():
        draw(clip, SECONDS)
    with clip.open("rb") as stream:
        name = app.extensions["storage"].save(stream, ".mp4")
    media = Media(
        library=Library.default(),
        visibility="public",
        title="A meeting in the hall, signed" if signed else "A meeting in the hall",
        language="en",
        original_name="talk.mp4",
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
    if signed:
        media.sign_tracks.append(SignTrack(language="bfi", file=name, width=320, height=180))
    db.session.add(media)
    db.session.flush()
    _write(media, SAID)
    _write(media, GERMAN, language="de")
    _write(media, EASY, reading_level=2)
    _write(media, CHAPTERS, kind="chapters")
    _write(media, SEEN, kind="descriptions")
    db.session.commit()
    return f"/media/{media.slug}"


def _write(media: Media, cues: list[Cue], **fields: object) -> None:
    given = {"language": "en", "origin": "upload", "complete": True} | fields
    transcript = Transcript(media_id=media.id, **given)
    db.session.add(transcript)
    db.session.flush()
    transcript.add_cues(cues, author="file")
