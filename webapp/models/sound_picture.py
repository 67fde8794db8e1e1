"""What a program heard in the sound of a media. It is computed, and nobody reviewed it."""

from __future__ import annotations

import zlib
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, exists, select
from sqlalchemy.orm import Mapped, mapped_column

from webapp.captions.document import Stretch
from webapp.extensions import db
from webapp.models import looking
from webapp.models.media import Media
from webapp.sound_reading import SPEECH

SOUND = looking.declare_look("sound", "asked", "heard")
"""Looking at what an upload sounds like."""

BLUR_MS = 300
"""By how much the ends of a stretch may be wrong: short pauses and edges belong to speech."""


class SoundPicture(db.Model):  # type: ignore[misc, name-defined]
    """The sound of one media, to be seen."""

    __tablename__ = "sound_picture"

    media_id: Mapped[int] = mapped_column(
        ForeignKey("media.id", ondelete="CASCADE"), primary_key=True
    )
    step_ms: Mapped[int] = mapped_column(default=100)
    """How much time one value of ``loudness`` stands for."""
    loudness: Mapped[bytes] = mapped_column(LargeBinary)
    """A byte a step: momentary loudness (EBU R 128), 0 for -70 LUFS and less, 255 for 0 LUFS."""
    stretches: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    """[kind, start_ms, end_ms] without gaps: ``speech``, ``music``, ``sound`` or ``silence``."""

    @classmethod
    def of(cls, media_id: int) -> SoundPicture | None:
        return db.session.get(cls, media_id)

    @classmethod
    def is_there(cls, media_id: int) -> bool:
        """Whether a media has one, without reading it."""
        return db.session.scalar(select(cls.media_id).where(cls.media_id == media_id)) is not None

    @property
    def key(self) -> str:
        """Names what it says: what is worked out from it can be kept under this name."""
        return f"{self.media_id}-{zlib.crc32(self.loudness):08x}-{len(self.stretches)}"

    @property
    def speech(self) -> list[Stretch]:
        """Where somebody speaks, in order."""
        return [Stretch(start, end) for kind, start, end in self.stretches if kind == SPEECH]

    @classmethod
    def ask_for_next(cls) -> None:
        """Queue the work on one media that has sound and no picture of it, and commit."""
        lacks = Media.has_audio.is_(True) & ~exists().where(cls.media_id == Media.id)
        looking.ask_for_next(SOUND, lacks)

    @classmethod
    def forget_failures(cls) -> int:
        """Let what failed be asked for again, and commit; return how many those were."""
        return looking.forget_failures(SOUND)
