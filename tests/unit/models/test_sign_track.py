"""A signed version follows the media's time, and goes with it when it is deleted."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from tests.unit.conftest import MediaFactory
from webapp.captions.document import Captions, Cue
from webapp.extensions import db
from webapp.models import SignTrack


@pytest.mark.parametrize(
    ("media_ms", "signer_ms"), [(500, 0), (1500, 1100), (0, -550), (10_500, 11_000)]
)
def test_where_the_signer_is_at_a_time_of_the_media(media_ms: int, signer_ms: int) -> None:
    assert SignTrack(offset_ms=500, rate=1.1).time_of(media_ms) == signer_ms


def test_captions_go_with_the_signer_who_is_watched_alone() -> None:
    track = SignTrack(offset_ms=1000, rate=2.0, duration_ms=8000)
    captions = Captions(
        language="en",
        cues=[
            Cue(0, 900, "Before she begins."),
            Cue(500, 1500, "As she begins."),
            Cue(2000, 3000, "Meanwhile."),
            Cue(6000, 7000, "After she has ended."),
        ],
    )
    moved = track.retimed(captions)
    assert [(cue.start_ms, cue.end_ms, cue.text) for cue in moved.cues] == [
        (0, 1000, "As she begins."),
        (2000, 4000, "Meanwhile."),
    ]
    assert moved.language == "en"


def test_a_deleted_media_takes_its_signed_versions_along(media_factory: MediaFactory) -> None:
    media = media_factory()
    media.sign_tracks = [
        SignTrack(language="bfi", file="ab/1.mp4", poster="ab/2.jpg"),
        SignTrack(language="bfi", file="ab/3.mp4"),
        SignTrack(language="ase", file="ab/4.mp4"),
    ]
    db.session.commit()
    assert media.sign_languages == ["bfi", "ase"]
    assert set(media.files) >= {"ab/1.mp4", "ab/2.jpg", "ab/3.mp4", "ab/4.mp4"}
    db.session.delete(media)
    db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(SignTrack)) == 0
