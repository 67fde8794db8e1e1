"""A deaf viewer sees where somebody speaks, where music plays, where else something is heard."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tasks.engines import catalogue
from tasks.loudness import SAMPLE_RATE, Audio
from tasks.silero import FRAME, Chances, Silero
from tasks.sound_kinds import sound_kinds
from tests.unit.tasks.sounds import noise, say, silence, tune, write_wav
from webapp.media import loudness
from webapp.media.lufs import lufs
from webapp.media.probe import probe
from webapp.sound_reading import KINDS

Found = list[tuple[str, int, int]]
LookAt = Callable[..., Found]


def seconds_of(sound: Audio) -> Iterator[Audio]:
    for start in range(0, len(sound), SAMPLE_RATE):
        yield sound[start : start + SAMPLE_RATE]


@pytest.fixture(scope="module")
def silero() -> Silero:
    model = catalogue.packaged_voice_model()
    assert model is not None
    return Silero(model)


@pytest.fixture
def look_at(tmp_path: Path, silero: Silero) -> LookAt:
    def look(*parts: Audio) -> Found:
        sound = np.concatenate(parts)
        path = write_wav(tmp_path / "sound.wav", sound)
        with loudness.momentary(path, probe(path)) as values:
            levels = bytes(values)
        return sound_kinds(seconds_of(sound), levels, silero, KINDS)

    return look


def buzz(seconds: float) -> Audio:
    """A transformer: 100 Hz and its overtones."""
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return sum(np.sin(2 * np.pi * 100 * n * time) / 20 for n in range(1, 12)).astype(np.float32)


def kinds(found: Found) -> list[str]:
    return [kind for kind, _, _ in found]


def test_each_kind_of_sound_is_seen_at_its_time(look_at: LookAt) -> None:
    said = say("The train to the coast leaves from platform seven in ten minutes.")
    found = look_at(silence(3), said, silence(3), tune(8), silence(3), noise(5), silence(2))
    assert kinds(found) == [
        "silence", "speech", "silence", "music", "silence", "sound", "silence",
    ]  # fmt: skip
    spoken_s = len(said) / SAMPLE_RATE
    starts = [start / 1000 for _, start, _ in found]
    real = [0, 3, 3 + spoken_s, 6 + spoken_s, 14 + spoken_s, 17 + spoken_s, 22 + spoken_s]
    assert starts == pytest.approx(real, abs=0.7)


def test_stretches_follow_each_other_without_gaps(look_at: LookAt) -> None:
    found = look_at(silence(1.3), say("Welcome."), noise(2.25), tune(3))
    assert found[0][1] == 0
    assert all(before[2] == after[1] for before, after in pairwise(found))


def test_a_pause_for_breath_is_part_of_the_speech(look_at: LookAt) -> None:
    said = say("The captions are ready for review.")
    found = look_at(silence(2), said, silence(0.4), said, silence(2))
    assert kinds(found) == ["silence", "speech", "silence"]


def test_speech_with_music_under_it_is_speech(look_at: LookAt) -> None:
    said = say("Thank you very much for listening today, and good night to all of you.")
    mixed = said + 0.3 * tune(len(said) / SAMPLE_RATE + 1)[: len(said)]
    assert "speech" in kinds(look_at(tune(4), mixed, tune(4)))


def test_a_hum_that_never_changes_is_no_music(look_at: LookAt) -> None:
    """Tones are held in it as in music; but mains and engines keep to one loudness."""
    assert kinds(look_at(buzz(12))) == ["sound"]


def test_digital_silence_is_silence(look_at: LookAt) -> None:
    assert look_at(silence(4)) == [("silence", 0, 4000)]


def test_a_quiet_recording_is_not_taken_for_silence(look_at: LookAt) -> None:
    found = look_at(silence(2), 0.05 * tune(8), silence(2))
    assert kinds(found) == ["silence", "music", "silence"]


class Deaf(Silero):
    """Hears no speech, and costs nothing."""

    def __init__(self) -> None:
        pass

    def reset(self) -> None:
        pass

    def chances(self, audio: Audio) -> Chances:
        return np.zeros(-(-len(audio) // FRAME), dtype=np.float32)


def test_long_sound_needs_no_more_memory_than_its_answers() -> None:
    def peak(minutes: int) -> int:
        second = noise(1)
        tracemalloc.start()
        sound_kinds(
            (second for _ in range(minutes * 60)), bytes([150]) * minutes * 600, Deaf(), KINDS
        )
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(3) - peak(1) < 200_000


def test_loudness_is_that_of_the_standard(tmp_path: Path) -> None:
    """EBU Tech 3341, case 1: a sine of 1 kHz at -23 dBFS on both channels is -23 LUFS."""
    time = np.arange(5 * SAMPLE_RATE) / SAMPLE_RATE
    path = write_wav(
        tmp_path / "sine.wav", (10 ** (-23 / 20) * np.sin(2000 * np.pi * time)).astype(np.float32)
    )
    with loudness.momentary(path, probe(path)) as values:
        levels = list(values)
    assert len(levels) == 50
    assert lufs(levels[25]) == pytest.approx(-23, abs=0.3)
