"""Where the media is spoken and a signed version rests, or the reverse, as programs found both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from webapp.captions.document import Stretch
from webapp.models.sign_activity import SignActivity
from webapp.models.sign_track import SignTrack
from webapp.models.sound_picture import SoundPicture
from webapp.sign_speech import Alone, alone


class Compared(NamedTuple):
    """Speech and signing, in ms of the media."""

    speech: Sequence[Stretch]
    signing: Sequence[Stretch]
    alone: Alone
    length_ms: int


def compared(track: SignTrack) -> Compared | None:
    """Put a signed version beside the media's speech; None where one was not looked at yet."""
    activity, sound = SignActivity.of(track.id), SoundPicture.of(track.media_id)
    if activity is None or sound is None:
        return None
    length_ms = track.media.duration_ms
    signing = [
        Stretch(start, end)
        for begins, ends in activity.stretches
        if (start := max(0, track.media_time_of(begins)))
        < (end := min(length_ms, track.media_time_of(ends)))
    ]
    return Compared(sound.speech, signing, alone(sound.speech, signing, length_ms), length_ms)
