"""A clip as somebody sends it: the same fields for a term and for a text of the interface."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import TypedDict

from flask import current_app, request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from webapp import access, names, sign_languages
from webapp.extensions import db
from webapp.media.storage import StorageFailure
from webapp.models import GlossaryTerm, SignClip
from webapp.models.sign_clip import (
    MAX_BYTES,
    MOST_OF_ONE,
    NOTES_CHARACTERS,
    REGION_CHARACTERS,
    SIGNER_CHARACTERS,
)
from webapp.stored_files import kept_by_commit

FIELDS = {
    "signer": SIGNER_CHARACTERS,
    "region": REGION_CHARACTERS,
    "notes": NOTES_CHARACTERS,
}


class Stored(TypedDict):
    """An upload in storage."""

    source: str
    original_name: str
    bytes: int


class Sent:
    """What was typed and sent, and what is wrong with it, by field."""

    def __init__(self) -> None:
        self.typed = {name: request.form.get(name, "") for name in ("sign_language", *FIELDS)}
        self.errors: dict[str, str] = {}
        if self.typed["sign_language"] not in sign_languages.NAMES:
            self.errors["sign_language"] = _("Choose the sign language.")
        for name, most in FIELDS.items():
            if len(names.clean(self.typed[name], most + 1)) > most:
                self.errors[name] = _("Say it in at most %(count)s letters.", count=most)

    def errors_of(self, clip_id: int) -> dict[str, str]:
        """What is wrong, by the fields of one clip among others."""
        return {f"{name}-{clip_id}": sentence for name, sentence in self.errors.items()}

    def describe(self, clip: SignClip) -> None:
        """Put the words into a clip."""
        clip.language = self.typed["sign_language"]
        clip.signer, clip.region, clip.notes = (
            names.clean(self.typed[name], most) for name, most in FIELDS.items()
        )


def receive(about: GlossaryTerm | str, there: int, text: str = "") -> Sent:
    """Add the clip that was sent, unless something is wrong with it; commits.

    ``there``: how many clips the term or place has already. ``text``: what a place says.
    """
    sent = Sent()
    file = request.files.get("clip")
    if error := _wrong(file):
        sent.errors["clip"] = error
    elif there >= MOST_OF_ONE:
        sent.errors["clip"] = _("There are %(count)s clips already. Delete one.", count=there)
    if sent.errors or file is None:
        return sent
    term_id = about.id if isinstance(about, GlossaryTerm) else None
    with _stored(file, sent) as stored:
        if stored:
            clip = SignClip.receive(
                db.session.get_one(GlossaryTerm, term_id) if term_id else str(about),
                language=sent.typed["sign_language"],
                text=text,
                person=access.person(),
                **stored,
            )
            sent.describe(clip)
    return sent


def change(clip: SignClip, text: str = "") -> Sent:
    """Describe a clip otherwise, and put another video in its place where one was sent; commits.

    ``text``: what the place of the clip says now.
    """
    sent = Sent()
    file = request.files.get("clip")
    if file is None or not file.filename:
        if not sent.errors:
            sent.describe(clip)
            db.session.commit()
        return sent
    if error := _wrong(file):
        sent.errors["clip"] = error
    if sent.errors:
        return sent
    clip_id = clip.id
    with _stored(file, sent) as stored:
        if stored:
            clip = db.session.get_one(SignClip, clip_id)
            clip.replace(text=text, **stored)
            sent.describe(clip)
    return sent


def remove(clip: SignClip) -> None:
    """Delete a clip with its files; commits."""
    files = clip.files
    db.session.delete(clip)
    db.session.commit()
    for name in files:
        current_app.extensions["storage"].delete(name)


def _wrong(file: FileStorage | None) -> str:
    """Why a video cannot be taken; '' where it can."""
    if file is None or not file.filename:
        return _("Choose a video.")
    size = _size(file)
    if not size:
        return _("This file is empty. Choose another one.")
    return _("This file is larger than 20 MB. Make it shorter.") if size > MAX_BYTES else ""


@contextmanager
def _stored(file: FileStorage, sent: Sent) -> Iterator[Stored | None]:
    """Put a video into quarantine, and commit what is done with it; None where there is no room.

    If that fails, the video is gone again.
    """
    db.session.commit()  # nobody waits for the database while the file is written
    storage = current_app.extensions["storage"]
    size = _size(file)
    try:
        name = storage.save(file.stream, PurePath(file.filename or "").suffix, unchecked=True)
    except StorageFailure as failure:
        sent.errors["clip"] = str(failure)
        yield None
        return
    with kept_by_commit(name):
        yield {
            "source": name,
            "original_name": names.file_name(file.filename or ""),
            "bytes": size,
        }


def _size(file: FileStorage) -> int:
    size = file.stream.seek(0, 2)
    file.stream.seek(0)
    return size
