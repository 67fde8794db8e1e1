"""Where somebody speaks and Dora does not sign, in the time of the video."""

from __future__ import annotations

from tests.unit.conftest import MediaFactory
from webapp.captions.document import Stretch
from webapp.extensions import db
from webapp.models import SignActivity, SignTrack, SoundPicture
from webapp.models.sign_speech import compared


def test_signing_stands_beside_speech_in_the_time_of_the_video(media_factory: MediaFactory) -> None:
    media = media_factory()
    media.duration_ms = 120_000
    track = SignTrack(language="bfi", offset_ms=10_000, rate=2.0)
    media.sign_tracks.append(track)
    db.session.commit()
    assert compared(track) is None
    speech = [["speech", 0, 40_000], ["silence", 40_000, 60_000], ["speech", 60_000, 100_000]]
    db.session.add(SoundPicture(media_id=media.id, loudness=b"", stretches=speech))
    db.session.add(
        SignActivity(track_id=track.id, stretches=[[0, 70_000], [215_000, 230_000]])
    )  # fmt: skip
    db.session.flush()
    found = compared(track)
    assert found is not None
    assert found.signing == [Stretch(10_000, 45_000), Stretch(117_500, 120_000)]
    last = found.alone.unsigned[-1]
    assert (last.start_ms >= 60_000, last.end_ms) == (True, 100_000)
