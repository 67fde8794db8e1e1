"""A clip as somebody sends it: the same fields for a term and for a text of the interface."""

from __future__ import annotations

from pathlib import PurePath

from flask import current_app, request
from flask_babel import gettext as _

from webapp import access, names, sign_languages
from webapp.extensions import db
from webapp.media.storage import StorageFull
from webapp.models import GlossaryTerm, SignClip
from webapp.models.sign_clip import (
    MAX_BYTES,
    MOST_OF_ONE,
    NOTES_CHARACTERS,
    REGION_CHARACTERS,
    SIGNER_CHARACTERS,
)

FIELDS = {
    "signer": SIGNER_CHARACTERS,
    "region": REGION_CHARACTERS,
    "notes": NOTES_CHARACTERS,
}


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

    def describe(self, clip: SignClip) -> None:
        """Put the words into a clip."""
        clip.language = self.typed["sign_language"]
        clip.signer, clip.region, clip.notes = (
            names.clean(self.typed[name], most) for name, most in FIELDS.items()
        )


def receive(about: GlossaryTerm | str, there: int) -> Sent:
    """Add the clip that was sent, unless something is wrong with it; commits.

    ``there``: how many clips the term or place has already.
    """
    sent = Sent()
    file = request.files.get("clip")
    size = _size() if file else 0
    if file is None or not file.filename:
        sent.errors["clip"] = _("Choose a video.")
    elif not size:
        sent.errors["clip"] = _("This file is empty. Choose another one.")
    elif size > MAX_BYTES:
        sent.errors["clip"] = _("This file is larger than 20 MB. Make it shorter.")
    elif there >= MOST_OF_ONE:
        sent.errors["clip"] = _("There are %(count)s clips already. Delete one.", count=there)
    if sent.errors or file is None:
        return sent
    term_id = about.id if isinstance(about, GlossaryTerm) else None
    db.session.commit()  # nobody waits for the database while the file is written
    storage = current_app.extensions["storage"]
    try:
        stored = storage.save(file.stream, PurePath(file.filename or "").suffix, unchecked=True)
    except StorageFull as full:
        sent.errors["clip"] = str(full)
        return sent
    try:
        clip = SignClip.receive(
            db.session.get_one(GlossaryTerm, term_id) if term_id else str(about),
            language=sent.typed["sign_language"],
            source=stored,
            original_name=names.file_name(file.filename or ""),
            bytes=size,
            person=access.person(),
        )
        sent.describe(clip)
        db.session.commit()
    except BaseException:
        db.session.rollback()
        storage.delete(stored)
        raise
    return sent


def remove(clip: SignClip) -> None:
    """Delete a clip with its files; commits."""
    files = clip.files
    db.session.delete(clip)
    db.session.commit()
    for name in files:
        current_app.extensions["storage"].delete(name)


def _size() -> int:
    stream = request.files["clip"].stream
    size = stream.seek(0, 2)
    stream.seek(0)
    return size
