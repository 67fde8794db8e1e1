"""The sound of a media as it is drawn: how far it swings, in parts of a fixed size."""

from __future__ import annotations

import zlib

from sqlalchemy import ForeignKey, LargeBinary, String, exists, func, select
from sqlalchemy.orm import Mapped, mapped_column

from webapp.extensions import db
from webapp.media.peaks import BYTES, Loudest
from webapp.models import looking
from webapp.models.media import Media

WAVEFORM = looking.declare_look("waveform", "asked", "drawn")
"""Measuring how far the sound of a media swings."""

PART_STEPS = 4096
"""Steps (`webapp.media.peaks.STEP_MS`) in a part: 41 s, 8 KB."""


class Waveform(db.Model):  # type: ignore[misc, name-defined]
    """How the waveform of one media is shown; the peaks are in its parts."""

    __tablename__ = "waveform"

    media_id: Mapped[int] = mapped_column(
        ForeignKey("media.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(8), default="")
    """Names the content, for addresses that never change; empty while it is still made."""
    loudest: Mapped[int] = mapped_column(default=127)
    """The peak (1-127) that nearly none exceed: drawn at full height."""

    @classmethod
    def of(cls, media_id: int) -> Waveform | None:
        """The waveform of a media, once it is whole."""
        found = db.session.get(cls, media_id)
        return found if found and found.key else None

    @classmethod
    def peaks(cls, media_id: int, first: int, after: int) -> bytes:
        """The peaks (`webapp.media.peaks`) from one step to before another.

        Fewer where the sound ends before. What this costs grows with what is asked for alone.
        """
        parts = WaveformPart.number.between(first // PART_STEPS, (after - 1) // PART_STEPS)
        found = db.session.scalars(
            select(WaveformPart.peaks)
            .where(WaveformPart.media_id == media_id, parts)
            .order_by(WaveformPart.number)
        )
        begin = first % PART_STEPS
        return b"".join(found)[begin * BYTES : (begin + after - first) * BYTES]

    @classmethod
    def ask_for_next(cls) -> None:
        """Queue the work on one media that has sound and no waveform, and commit."""
        made = exists().where(cls.media_id == Media.id, cls.key != "")
        looking.ask_for_next(WAVEFORM, Media.has_audio.is_(True) & ~made)

    def finish(self) -> None:
        """Say what the parts hold together; the caller commits."""
        parts = db.session.scalars(
            select(WaveformPart.peaks)
            .where(WaveformPart.media_id == self.media_id)
            .order_by(WaveformPart.number)
            .execution_options(yield_per=50)
        )
        digest, loudest = 0, Loudest()
        for part in parts:
            digest = zlib.crc32(part, digest)
            loudest.add(part)
        self.key = f"{digest:08x}"
        self.loudest = loudest.level


class WaveformPart(db.Model):  # type: ignore[misc, name-defined]
    """A part of a waveform: what a crash does not cost."""

    __tablename__ = "waveform_part"

    media_id: Mapped[int] = mapped_column(
        ForeignKey("waveform.media_id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Its first step is ``number * PART_STEPS``."""
    peaks: Mapped[bytes] = mapped_column(LargeBinary)

    @classmethod
    def count(cls, media_id: int) -> int:
        """How many are there already, from the first one on."""
        number = select(func.count()).where(cls.media_id == media_id)
        return db.session.scalar(number) or 0
