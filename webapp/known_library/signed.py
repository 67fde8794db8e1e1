"""Signed versions in each state, what is said of them, and terms and places that are signed."""

from __future__ import annotations

from typing import Any

from webapp.extensions import db
from webapp.known_library.clips import SECONDS
from webapp.known_library.media import SAID, Shelf, write
from webapp.known_library.people import person_of
from webapp.models import (
    Composition,
    CropTrial,
    GlossaryTerm,
    Job,
    Media,
    SignActivity,
    SignCheck,
    SignClip,
    SignFeedback,
    SignNote,
    SignTrack,
)
from webapp.models.glossary import Entry
from webapp.models.sign_review import SignReview
from webapp.models.sign_track import SIGNS

OWN_TERM = Entry("dial", "The round part that shows how heavy the air is.", "", "en")
TERMS = (
    Entry("barometer", "It measures how heavy the air is.", "weather glass", "en", ("baromether",)),
    Entry("weather station", "A house in which people measure wind and rain.", "", "en"),
    Entry("Donaudampfschifffahrtsgesellschaft", "A company with steam ships.", "", "de"),
    Entry("محطة الأرصاد", "محطة لقياس الطقس", "", "ar"),
)
PLACE = "upload"


def add_signed(shelf: Shelf, talk: Media) -> dict[str, str]:
    """Sign the talk, and add a media whose signed versions are not done; return what is needed."""
    first, second = _track(shelf, talk, "bfi", "Dora Smith"), _track(shelf, talk, "ase", "")
    second.nature = "translation"
    own_term = GlossaryTerm.put(talk, OWN_TERM)
    media = shelf.add("The lighthouse keeper, signed")
    write(media, SAID)
    draft = _draft(shelf, media)
    made = {
        "signed": f"/media/{media.slug}",
        "draft_track": str(draft.id),
        "own_term": str(own_term.id),
        "crop_trial": str(_try_crop(draft).id),
        "composed": str(_compose(shelf, first).id),
    }
    for state in ("running", "failed"):
        made[f"{state}_track"] = str(_unprepared(shelf, media, state).id)
    made |= _sign_words(shelf) | {"track": str(first.id), "second_track": str(second.id)}
    _say(first, db.session.get_one(SignClip, int(made["clip"])))
    return made


def _track(shelf: Shelf, media: Media, language: str, title: str, **fields: Any) -> SignTrack:
    given = {
        "file": shelf.store("signer.mp4"),
        "poster": shelf.store("signer.jpg"),
        "width": 240,
        "height": 320,
        "duration_ms": SECONDS * 1000,
        "person_id": person_of("librarian").id,
    }
    track = SignTrack(media_id=media.id, language=language, title=title, **(given | fields))
    media.sign_tracks.append(track)
    db.session.flush()
    return track


def _draft(shelf: Shelf, media: Media) -> SignTrack:
    """A version in the middle of its review, with all that its report can say."""
    track = _track(
        shelf, media, "bfi", "Dora Smith",
        source=shelf.store("signer.mp4"), original_name="dora.mp4", bytes=9000,
        state="draft", offered=False, suggested_crop=[0.1, 0.05, 0.8, 0.9],
        offset_ms=400, fitted="sound", confidence=0.62,
    )  # fmt: skip
    track.job = _job("done")
    track.checks = [
        SignCheck(name="flashes", level="must", ok=True, value=0, limit=3, unit="flashes"),
        SignCheck(name="frame_rate", level="must", ok=False, value=9.5, limit=12, unit="fps"),
        SignCheck(
            name="brightness", level="should", ok=False, value=21.3, limit=30, unit="luma",
            at_ms=[900, 12_000], still=shelf.store("signer.jpg"),
        ),
        SignCheck(name="size", level="should", ok=True, value=320, limit=320, unit="px"),
        SignCheck(name="hands", level="should", ok=None),
    ]  # fmt: skip
    db.session.add(SignActivity(track_id=track.id, stretches=[[0, 9000], [14_000, 29_000]]))
    rita, colleague = person_of("reviewer"), person_of("colleague")
    SignReview(track, rita).take()
    note = SignNote.add(track.id, 4000, colleague, "The sign for 'barometer' is another one here.")
    db.session.flush()
    note.answer(rita, "Which one do you use?")
    SignNote.add(track.id, None, rita, "The picture is too dark in the second half.")
    return track


def _try_crop(track: SignTrack) -> CropTrial:
    """A crop that would cut a hand."""
    trial = CropTrial.ask(track, [0.2, 0.1, 0.6, 0.8], person_of("reviewer"))
    db.session.flush()
    trial.outside, trial.at_ms = 0.4, [5000, 12_000]
    if trial.job is not None:
        trial.job.state, trial.job.step = "done", "proven"
    return trial


def _unprepared(shelf: Shelf, media: Media, state: str) -> SignTrack:
    track = _track(
        shelf, media, "gsg", "", file="", poster="", source=shelf.store("signer.mp4"),
        original_name="film.mp4", bytes=9000, state="draft", offered=False, duration_ms=0,
    )  # fmt: skip
    track.job = _job(state)
    return track


def _job(state: str) -> Job:
    done = state == "done"
    return Job(
        kind=SIGNS.name,
        state=state,
        step=SIGNS.steps[-1] if done else "checked",
        progress=0.3 if state == "running" else 0,
        error="This file has no picture. Send another." if state == "failed" else "",
    )


def _compose(shelf: Shelf, track: SignTrack) -> Composition:
    made = Composition.ask(track, "corner", 33)
    db.session.flush()
    made.file, made.bytes = shelf.store("talk.mp4"), 9000
    if made.job is not None:
        made.job.state, made.job.step = "done", "made"
    return made


def _sign_words(shelf: Shelf) -> dict[str, str]:
    """Sign a term of the glossary and a place of the interface."""
    terms = [GlossaryTerm.put(shelf.library, entry) for entry in TERMS]
    clip = _clip(shelf, terms[0], "Dora Smith")
    of_place = _clip(shelf, PLACE, "Dora Smith")
    db.session.flush()
    return {"term": str(terms[0].id), "clip": str(clip.id), "place_clip": str(of_place.id)}


def _clip(shelf: Shelf, about: GlossaryTerm | str, signer: str) -> SignClip:
    clip = SignClip.receive(
        about, language="bfi", source=shelf.store("signer.mp4"), original_name="sign.mp4",
        bytes=9000, signer=signer, region="Leeds", person=person_of("librarian"),
    )  # fmt: skip
    clip.file, clip.poster = clip.source, shelf.store("signer.jpg")
    clip.width, clip.height, clip.duration_ms = 240, 320, SECONDS * 1000
    if clip.job is not None:
        clip.job.state, clip.job.step = "done", "ready"
    return clip


def _say(track: SignTrack, clip: SignClip) -> None:
    """Let viewers say whether they understood it."""
    viewer, german = person_of("viewer"), person_of("german viewer")
    SignFeedback.say(
        track, understood="partly", text="The name of the place was not clear.", at_ms=5000,
        reply="", person=viewer, token="",
    )  # fmt: skip
    answered = SignFeedback.say(
        clip, understood="yes", text="", at_ms=None, reply="", person=german, token=""
    )
    db.session.flush()
    answered.state, answered.answer = "answered", "Thank you for telling us."
    answered.answered_by = person_of("reviewer")
