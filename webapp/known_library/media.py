"""The media of the known library: one of each kind that a page can show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from flask import current_app

from webapp.captions.document import Cue, Word
from webapp.extensions import db
from webapp.known_library.clips import HOURS_S, SECONDS
from webapp.known_library.people import person_of
from webapp.models import Job, Library, Media, Place, Rendition, Topic, Transcript

LECTURE_CUES = 1800
EVERY_MS = 4000
SHELVES = 26
"""Videos that fill the list, so that it has a second page."""

SAID = (
    Cue(500, 3500, "Good morning, and welcome.", speaker="Ana"),
    Cue(4500, 7500, "The weather station is open.", speaker="Ana"),
    Cue(8500, 11500, "Thank you, Ana.", speaker="Ben"),
    Cue(12500, 15500, "The barometer is falling.", speaker="Ben"),
    Cue(16500, 19500, "Then let us go inside.", speaker="Ana"),
    Cue(22000, 26000, "[applause]", label="applause"),
)
EASY = (
    Cue(500, 3500, "Hello to all of you."),
    Cue(4500, 7500, "The house is open now."),
    Cue(12500, 15500, "It will rain soon."),
)
GERMAN = (
    Cue(500, 3500, "Guten Morgen und willkommen.", speaker="Ana"),
    Cue(4500, 7500, "Die Wetterstation ist offen.", speaker="Ana"),
    Cue(8500, 11500, "Vielen Dank dafür.", speaker="Ben"),
    Cue(12500, 15500, "Der Luftdruck wird geringer.", speaker="Ben"),
    Cue(16500, 19500, "Dann gehen wir ins Haus.", speaker="Ana"),
    Cue(22000, 26000, "[Applaus]", label="Applaus"),
)
ARABIC = (
    Cue(500, 3500, "صباح الخير، وأهلا بكم."),
    Cue(4500, 7500, "محطة الأرصاد مفتوحة اليوم."),
    Cue(8500, 11500, "شكرا لكم جميعا."),
)
HEBREW = (
    Cue(500, 3500, "בוקר טוב וברוכים הבאים."),
    Cue(4500, 7500, "תחנת מזג האוויר פתוחה היום."),
    Cue(8500, 11500, "תודה רבה לכולם."),
)
CHAPTERS = (
    Cue(0, 8000, "Welcome"),
    Cue(8000, 16000, "The barometer"),
    Cue(16000, 30000, "Inside"),
)
SEEN = (
    Cue(3600, 4400, "Ana opens the door."),
    Cue(20000, 21900, "All of them go into the house."),
)
HARBOUR = (
    "Boats lie in the ice of a small harbour. A woman walks along the quay and looks at the sky. "
    "Gulls sit on the posts. In the evening the lamps are lit, and snow begins to fall."
)
LONG_TITLE = (
    "Extraordinary general meeting of the Donaudampfschifffahrtsgesellschaftsangestellten "
    "about reconstruction and everything else"
)


class Shelf(NamedTuple):
    """Where made media go, and what they are made of."""

    library: Library
    folder: Path

    def store(self, clip: str) -> str:
        """Put a clip into storage; return its name there."""
        with (self.folder / clip).open("rb") as stream:
            name: str = current_app.extensions["storage"].save(stream, Path(clip).suffix)
        return name

    def add(self, title: str, clip: str = "talk.mp4", **fields: Any) -> Media:
        """Add a media that is ready, or in the ``job_state`` that is given."""
        state = fields.pop("job_state", "done")
        file = self.store(clip)
        media = Media(
            **{
                "library": self.library,
                "visibility": "public",
                "title": title,
                "description": "Two people talk about it, and the neighbours ask questions.",
                "language": "en",
                "original_name": clip,
                "file": file,
                "bytes": (self.folder / clip).stat().st_size,
                "kind": "video",
                "duration_ms": SECONDS * 1000,
                "has_audio": True,
                "width": 320,
                "height": 180,
                "owner": person_of("librarian"),
            }
            | fields
        )
        media.jobs.append(_job(state))
        if state == "done":
            is_sound = media.kind == "audio"
            media.renditions = [
                Rendition(file=file, media_type="audio/mp4" if is_sound else "video/mp4")
            ]
            media.poster = "" if is_sound else self.store("still.jpg")
        db.session.add(media)
        db.session.flush()
        return media


def write(media: Media, cues: Sequence[Cue], **fields: Any) -> Transcript:
    """Give a media captions, or another text."""
    given = {"language": "en", "origin": "upload", "complete": True, "state": "published"} | fields
    transcript = Transcript(media_id=media.id, **given)
    db.session.add(transcript)
    db.session.flush()
    transcript.add_cues(cues, author="engine" if transcript.origin == "engine" else "file")
    return transcript


def add_media(shelf: Shelf) -> dict[str, str]:
    """Add the media that are not reviewed here; return what addresses need, by name."""
    talk = _talk(shelf)
    made = {"talk": talk} | {name: make(shelf) for name, make in KINDS.items()}
    for number in range(1, SHELVES + 1):
        shelf.add(f"Evening course {number}: how bread rises", visibility="members")
    Place.keep(person_of("viewer"), talk, 12_000)
    addresses = {name: f"/media/{media.slug}" for name, media in made.items()}
    jobs = {f"{name}_job": str(made[name].jobs[0].id) for name in ("failed", "waiting")}
    captions = {name: media.transcripts[0].id for name, media in made.items() if media.transcripts}
    return addresses | jobs | {f"{name}_captions": str(each) for name, each in captions.items()}


def _talk(shelf: Shelf) -> Media:
    media = shelf.add("A morning at the weather station")
    media.topics = Topic.named(shelf.library, ["Weather", "Measuring and counting"])
    write(media, SAID)
    write(media, GERMAN, language="de")
    write(media, EASY, reading_level=2)
    write(media, CHAPTERS, kind="chapters")
    write(media, SEEN, kind="descriptions")
    db.session.refresh(media)
    return media


def _lecture(shelf: Shelf) -> Media:
    media = shelf.add("A long lecture about sentences", "lecture.mp4", duration_ms=HOURS_S * 1000)
    write(media, [_sentence(number) for number in range(LECTURE_CUES)])
    db.session.refresh(media)
    return media


def _sentence(number: int) -> Cue:
    start, text = number * EVERY_MS, f"This is sentence {number + 1} of the lecture."
    words = tuple(
        Word(word, start + n * 400, start + (n + 1) * 400) for n, word in enumerate(text.split())
    )
    return Cue(start, start + 3500, text, speaker="Ben" if number % 10 > 5 else "Ana", words=words)


def _captioned(title: str, cues: Sequence[Cue], **fields: Any) -> Callable[[Shelf], Media]:
    def make(shelf: Shelf) -> Media:
        of_text = {
            each: fields[each] for each in ("language", "origin", "engine") if each in fields
        }
        of_media = {
            name: value
            for name, value in fields.items()
            if name not in ("origin", "engine", "state")
        }
        media = shelf.add(title, **of_media)
        write(media, cues, **of_text, state=fields.get("state", "published"))
        db.session.refresh(media)
        return media

    return make


def _bare(title: str, **fields: Any) -> Callable[[Shelf], Media]:
    return lambda shelf: shelf.add(title, **fields)


def _job(state: str) -> Job:
    return Job(
        state=state,
        step={"done": "ready", "queued": "received"}.get(state, "checked"),
        progress=0.4 if state == "running" else 0,
        error="This file is cut off. Send it again." if state == "failed" else "",
    )


KINDS: dict[str, Callable[[Shelf], Media]] = {
    "lecture": _lecture,
    "drafted": _captioned(
        "The neighbours plan a park", SAID, origin="engine", engine="whisper base", state="draft"
    ),
    "arabic": _captioned("صباح في محطة الأرصاد الجوية", ARABIC, language="ar"),
    "hebrew": _captioned(
        "בוקר בתחנת מזג האוויר: דו״ח שנתי", HEBREW, language="he", description="שיחה קצרה."
    ),
    "long": _captioned(LONG_TITLE, SAID),
    "bare": _bare("The harbour in winter", clip="harbour.mp4", description=HARBOUR),
    "running": _bare("A long talk that is being prepared", job_state="running"),
    "waiting": _bare("A talk that waits for its turn", job_state="queued"),
    "failed": _bare("A broken file", job_state="failed"),
    "sound": _captioned(
        "A talk on the radio", SAID, clip="radio.m4a", kind="audio", width=0, height=0
    ),
    "upright": _captioned(
        "Filmed on a phone",
        (Cue(500, 3500, "This is my street."),),
        clip="upright.mp4",
        duration_ms=4000,
        width=180,
        height=320,
    ),
    "private": _bare("For the board alone", visibility="people"),
}
"""How each media is made, by what addresses call it."""
