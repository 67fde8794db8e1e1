"""What moves in a signer's video, when and where."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from webapp.media import MediaError
from webapp.media.probe import probe
from webapp.media.signing_motion import GRID, STEP_MS, Motion, measure

from .signing_clips import draw


@pytest.fixture(scope="module")
def motion(tmp_path_factory: pytest.TempPathFactory) -> Motion:
    """She stands on the left and signs from 1 to 3 s of 4."""
    path = draw(tmp_path_factory.mktemp("clip") / "a.mp4", 4, [(1, 3)], middle=(0.3, 0.5))
    return measure(path, probe(path))


def test_there_is_a_level_for_each_step_and_it_is_high_where_hands_move(motion: Motion) -> None:
    assert motion.length_ms == pytest.approx(4000, abs=2 * STEP_MS)
    permille = motion.permille
    middle = permille[1200 // STEP_MS : 2800 // STEP_MS]
    assert np.median(middle) > 10 * max(0.5, np.median(permille[: 900 // STEP_MS]))


def test_where_it_moves_is_kept_by_the_second(motion: Motion) -> None:
    where = motion.where
    assert where.shape == (4, GRID, GRID)
    assert not where[0, :, GRID // 2 + 2 :].any()
    assert where[1:3].any(axis=0)[:, : GRID // 2].sum() > 10
    assert not where[1:3, :, 3 * GRID // 4 :].any()


def test_little_is_kept_of_each_second(motion: Motion) -> None:
    assert len(motion.levels) + len(motion.seconds) < 60 * 4


def test_what_is_done_is_told(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.mp4", 2, [])
    told: list[float] = []
    measure(path, probe(path), on_progress=told.append)
    assert told == sorted(told)
    assert 0.9 < told[-1] <= 1


def test_a_single_picture_shows_no_motion(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.mp4", 0.04, [(0, 1)])
    motion = measure(path, probe(path))
    assert not motion.permille.any()
    assert not motion.where.any()


def test_sound_has_nobody_in_it(tmp_path: Path) -> None:
    sound = tmp_path / "tone.wav"
    made = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=duration=1", str(sound)]
    subprocess.run(made, check=True)
    with pytest.raises(MediaError, match="sound only"):
        measure(sound, probe(sound))
