"""Dora signs along with a talk; her camera has recorded it, too, from elsewhere in the room."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.speechlike import RATE, speech
from webapp.media import MediaError
from webapp.media.probe import probe
from webapp.media.sound_envelope import Envelope, envelope
from webapp.media.sound_sync import Fit, fit, fit_envelopes

Samples = NDArray[np.float32]
SECONDS = 75


@pytest.fixture(scope="module")
def talk() -> Samples:
    return speech(1, SECONDS)


@pytest.fixture(scope="module")
def heard(talk: Samples) -> Envelope:
    return heard_as(talk)


def heard_as(samples: Samples) -> Envelope:
    return envelope([samples[start : start + RATE] for start in range(0, len(samples), RATE)])


def recorded(
    talk: Samples, offset_s: float, rate: float, *, noise_db: float = 10, seed: int = 9
) -> Samples:
    """What her camera has, at ``(t - offset) * rate``: no lows, and noise of its own."""
    length_s = len(talk) / RATE
    times = np.arange(0, (length_s - offset_s) * rate, 1 / RATE) / rate + offset_s
    sound = np.interp(times, np.arange(len(talk)) / RATE, talk, left=0, right=0)
    thin = np.diff(sound, prepend=0.0)
    loud = np.sqrt(np.mean(thin**2)) / 10 ** (noise_db / 20)
    noise = np.random.default_rng(seed).normal(0, loud, len(thin))
    return np.asarray(thin + noise, np.float32)


def worst_error_ms(found: Fit, offset_s: float, rate: float, end_s: float = SECONDS) -> float:
    """At either end of what both have: the error of a straight line is largest there."""
    return max(
        abs((t * 1000 - found.offset_ms) * found.rate - (t - offset_s) * rate * 1000)
        for t in (max(0.0, offset_s), end_s)
    )


@pytest.mark.parametrize(
    ("offset_s", "rate"),
    [(0, 1.0), (20, 1.0), (-20, 1.001), (20, 0.999), (-7.313, 0.999), (3.21, 1.001)],
)
def test_offset_and_drift_are_found_through_noise_and_another_microphone(
    talk: Samples, heard: Envelope, offset_s: float, rate: float
) -> None:
    found = fit_envelopes(heard, heard_as(recorded(talk, offset_s, rate)))
    assert found.matches
    assert worst_error_ms(found, offset_s, rate) < 40


def test_where_nothing_drifts_the_rate_is_one(talk: Samples, heard: Envelope) -> None:
    found = fit_envelopes(heard, heard_as(recorded(talk, 5, 1.0)))
    assert (found.offset_ms, found.rate) == (pytest.approx(5000, abs=5), 1.0)


def test_a_short_part_of_the_talk_is_found_in_it(talk: Samples, heard: Envelope) -> None:
    part = recorded(talk, 31, 1.0)[: 9 * RATE]
    found = fit_envelopes(heard, heard_as(part))
    assert found.matches
    assert found.offset_ms == pytest.approx(31_000, abs=10)


def test_when_somebody_else_talks_in_a_part_of_it_the_rest_tells(
    talk: Samples, heard: Envelope
) -> None:
    said = recorded(talk, 2, 1.0)
    said[: 20 * RATE] = recorded(speech(5, 20), 0, 1.0)
    found = fit_envelopes(heard, heard_as(said))
    assert found.matches
    assert found.offset_ms == pytest.approx(2000, abs=20)


def hiss() -> Samples:
    return np.random.default_rng(4).normal(0, 0.05, 20 * RATE).astype(np.float32)


def beat() -> Samples:
    """A loop of music is the same again and again: it could begin anywhere."""
    times = np.arange(30 * RATE) / RATE
    tone = np.sin(2 * np.pi * 440 * times) * np.exp(-8 * (times % 0.5))
    return np.asarray(0.3 * tone, np.float32)


@pytest.mark.parametrize(
    "other",
    [speech(2, 60), speech(3, 12), hiss(), beat(), np.zeros(20 * RATE, np.float32), speech(1, 1)],
    ids=["another talk", "a short one", "hiss", "music", "silence", "a word"],
)
def test_what_is_another_sound_is_refused(heard: Envelope, other: Samples) -> None:
    assert not fit_envelopes(heard, heard_as(other)).matches
    assert not fit_envelopes(heard_as(other), heard).matches


def test_a_loop_of_music_does_not_fit_itself() -> None:
    assert not fit_envelopes(heard_as(beat()), heard_as(beat()[: 20 * RATE])).matches


def test_real_speech_fits_itself_over_music_and_no_other(shared: Path) -> None:
    folder = shared / "media/speech"
    one, over_music, other = (
        heard_file(folder / name)
        for name in ("librivox-sense-0870.wav", "librivox-0870-over-music.flac", "jfk.wav")
    )
    found = fit_envelopes(over_music, one)
    assert found.matches
    assert abs(found.offset_ms) <= 20
    assert not fit_envelopes(one, other).matches
    assert not fit_envelopes(other, one).matches


def heard_file(path: Path) -> Envelope:
    from webapp.media.sound_envelope import listen

    return listen(path, probe(path))


def test_files_are_listened_to_and_what_is_done_is_told(talk: Samples, tmp_path: Path) -> None:
    media, signed = tmp_path / "talk.wav", tmp_path / "dora.m4a"
    written(media, talk[: 15 * RATE])
    written(signed, recorded(talk[: 15 * RATE], -1.5, 1.0))
    told: list[float] = []
    found = fit(media, probe(media), signed, probe(signed), on_progress=told.append)
    assert found.matches
    assert found.offset_ms == pytest.approx(-1500, abs=40)
    assert told == sorted(told)
    assert told[-1] == 1


def test_a_silent_film_cannot_be_fitted(talk: Samples, tmp_path: Path) -> None:
    media, film = tmp_path / "talk.wav", tmp_path / "film.mp4"
    written(media, talk[:RATE])
    made = f"ffmpeg -v error -f lavfi -i testsrc2=size=64x48:rate=10:duration=1 {film}"
    subprocess.run(made.split(), check=True)
    with pytest.raises(MediaError, match="no sound"):
        fit(media, probe(media), film, probe(film))


def written(path: Path, samples: Samples) -> None:
    command = f"ffmpeg -v error -y -f f32le -ar {RATE} -ac 1 -i pipe:0 {path}"
    subprocess.run(command.split(), input=samples.tobytes(), check=True)
