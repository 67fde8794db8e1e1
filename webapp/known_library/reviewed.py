"""Captions in the middle of their review: doubts, notes, reports, somebody else's change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from sqlalchemy import select

from webapp import models
from webapp.captions.document import Cue, Word
from webapp.extensions import db
from webapp.known_library.clips import SECONDS
from webapp.known_library.media import SAID, Shelf, write
from webapp.known_library.people import person_of
from webapp.media.peaks import peaks
from webapp.models import (
    Alignment,
    CueDraft,
    CueNote,
    Media,
    Presence,
    Recaption,
    Report,
    Revision,
    Shots,
    SoundPicture,
    Transcript,
    User,
    Waveform,
    WaveformPart,
)
from webapp.models import edition as editions
from webapp.models.editor import Editor
from webapp.models.review import Review

LENGTH_MS = SECONDS * 1000
HEARD = tuple(
    replace(
        cue,
        speaker=None,
        words=tuple(
            Word(
                word, cue.start_ms + n * 400, cue.start_ms + (n + 1) * 400, 0.35 if n == 1 else 0.9
            )
            for n, word in enumerate(cue.text.split())
        ),
    )
    for cue in SAID
)
MISSPELT = Cue(26_200, 29_000, "The baromether has stopped.")
"""As the glossary says that nobody should write it."""


def add_reviewed(shelf: Shelf) -> dict[str, str]:
    """Add the media and its captions; return what addresses need, by name."""
    media = shelf.add("The barometer, explained by those who read it")
    _look_at(media)
    captions = write(
        media, (*HEARD, MISSPELT), origin="engine", engine="whisper base", state="draft"
    )
    captions.offered = False  # viewers get what is approved
    cues = captions.cues()
    rita, colleague = person_of("reviewer"), person_of("colleague")
    Review(captions, rita).take()
    Editor(captions, colleague).correct(cues[1].id, 1, text="The station is open now.")
    Editor(captions, rita).correct(cues[0].id, 1, text="Good morning to you all.")
    for person in (rita, person_of("german reviewer")):
        _begin_change(person, cues[1])
    note = CueNote.add(captions, cues[2], colleague, "Is it Ana who says that?")
    db.session.flush()
    note.answer(rita, "I think so. I shall ask her.")
    CueNote.add(captions, None, colleague, "Please write the names of all speakers.")
    Presence.beat(colleague, captions, cues[3].id)
    edition = editions.begin(captions, 2)
    aside = _heard_again(captions, rita)
    _report(media, cues)
    db.session.flush()
    first_change = db.session.scalars(select(Revision.id).order_by(Revision.id)).first()
    return {
        "reviewed": f"/media/{media.slug}",
        "desk": f"/media/{media.slug}/review/{captions.id}",
        "conflict_cue": str(cues[1].id),
        "cue": str(cues[3].id),
        "edition": str(edition.id),
        "revision": str(first_change),
        "aside": str(aside.id),
    }


def _begin_change(person: User, cue: models.Cue) -> None:
    """Let somebody have begun to change a caption that somebody else has changed since."""
    content = {
        "text": "The weather station is open today.",
        "speaker": "",
        "label": "",
        "start_ms": SAID[1].start_ms,
        "end_ms": SAID[1].end_ms,
    }
    CueDraft.keep(person, cue, 1, content)


def _heard_again(captions: Transcript, person: User) -> Transcript:
    wish = Recaption.ask(captions, person, model="", language="en", prompt="barometer")
    db.session.flush()
    wish.job.state, wish.job.step = "done", "cut"
    wish.aside.complete = True
    wish.aside.add_cues(
        [replace(HEARD[3], text="The barometer is falling fast.", words=())], author="engine"
    )
    fitting = Alignment.ask(captions, person)
    fitting.job.state, fitting.job.step, fitting.fitted = "done", "fitted", 5
    return wish.aside


def _report(media: Media, cues: Sequence[models.Cue]) -> None:
    viewer = person_of("viewer")
    for number, (kind, text) in enumerate(
        (
            ("words", "I think that he says 'hygrometer'."),
            ("speaker", "That was Ben."),
            ("fast", ""),
        )
    ):
        cue = cues[number + 2]
        report = Report.say(
            media, cue, at_ms=cue.start_ms, kind=kind, text=text, reporter=viewer, token=""
        )
    report.close("mended", "Thank you. It stands longer now.")


def _look_at(media: Media) -> None:
    """Add what the worker finds out: swelling sound, speech with a gap, cuts between scenes."""
    time = np.arange(LENGTH_MS * 16) / 16_000
    sound = np.sin(2 * np.pi * 440 * time) * np.abs(np.sin(2 * np.pi * time / 2)) * 0.6
    waveform = Waveform(media_id=media.id)
    db.session.add(waveform)
    db.session.flush()
    db.session.add(WaveformPart(media_id=media.id, number=0, peaks=peaks(sound.astype(np.float32))))
    db.session.flush()
    waveform.finish()
    kinds = [
        ["speech", 0, 22_000], ["music", 22_000, 25_000],
        ["sound", 25_000, 26_000], ["silence", 26_000, LENGTH_MS],
    ]  # fmt: skip
    db.session.add(SoundPicture(media_id=media.id, loudness=bytes([180] * 300), stretches=kinds))
    db.session.add(
        Shots(
            media_id=media.id, frame_ms=40.0, times=[8000, 16_000], seen_ms=LENGTH_MS, complete=True
        )
    )
