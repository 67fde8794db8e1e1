"""From a media file to words: all that was said, when it was said, and nothing else."""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path

import jiwer
import numpy as np
import pytest

from tasks.engines import Engine, EngineUnavailable, Heard, catalogue, choose
from tasks.engines.catalogue import MODELS, VOICE_MODEL, packaged_voice_model
from tasks.listening import Words, listen, stretches, vad_model
from tasks.loudness import SAMPLE_RATE, Audio
from tasks.silero import Silero
from tests.unit.tasks.sounds import hum, noise, say, silence, write_wav
from webapp.captions.document import Word
from webapp.config import Settings
from webapp.media import MediaError

SENTENCES = (
    "Welcome to the weekly meeting.",
    "The captions are ready for review.",
    "The train leaves from platform seven.",
    "I like yellow flowers and blue boats.",
    "Where is the green box?",
)


@pytest.fixture(scope="module")
def whisper(fixtures: Path) -> Engine:
    return choose("whisper", str(fixtures / "micro-whisper" / "micro-en-q8_0.bin"), "en")


@pytest.fixture
def voices() -> Path:
    model = packaged_voice_model()
    assert model is not None
    return model


class Listener:
    """An engine that notes what it is given and answers with one word a second."""

    name = "listener"

    def __init__(self) -> None:
        self.given: list[Audio] = []
        self.languages: list[str | None] = []

    def transcribe(self, audio: Audio, *, language: str | None, prompt: str) -> Heard:
        self.given.append(audio)
        self.languages.append(language)
        seconds = range(0, len(audio) * 1000 // SAMPLE_RATE, 1000)
        return Heard([Word(f"w{ms}", ms, ms + 400) for ms in seconds], "sv")


def _hear(path: Path, engine: Engine, voices: Path) -> Words:
    parts = listen(path, engine, language="en", vad_model=voices)
    return [word for _, words in parts for word in words]


def _plain(text: str) -> str:
    return re.sub(r"[^\w\s]", "", text).lower()


def _meeting(pause_s: float, times: int = 1) -> Audio:
    parts = [part for s in SENTENCES * times for part in (say(s), silence(pause_s))]
    return np.concatenate([silence(1.5), *parts])


def test_what_was_said_is_written_and_timed(whisper: Engine, voices: Path, shared: Path) -> None:
    """The bar of the project: nothing misheard, words within 0.15 s, sentences within 0.1 s."""
    said, heard, word_off, sentence_off = [], [], [], []
    for file in sorted((shared / "models" / "micro-whisper" / "samples").glob("*.wav")):
        sentences = json.loads(file.with_suffix(".json").read_text())["segments"]
        words = _hear(file, whisper, voices)
        said.append(_plain(" ".join(s["text"] for s in sentences)))
        heard.append(_plain(" ".join(word.text for word in words)))
        starts = iter(words)
        for sentence in sentences:
            offs = [abs(next(starts).start_ms - start * 1000) for _, start, _ in sentence["words"]]
            word_off += offs
            sentence_off.append(offs[0])
    assert jiwer.wer(said, heard) == 0
    assert np.percentile(word_off, 90) <= 150
    assert np.percentile(sentence_off, 90) <= 100


def test_listening_again_from_any_stretch_hears_the_same(
    whisper: Engine, voices: Path, tmp_path: Path
) -> None:
    file = write_wav(tmp_path / "meeting.wav", _meeting(1.2, times=2))
    whole = list(listen(file, whisper, language="en", vad_model=voices))
    assert len(whole) >= 2
    for number, (end_ms, _) in enumerate(whole[:-1], start=1):
        again = list(listen(file, whisper, language="en", from_ms=end_ms, vad_model=voices))
        assert again == whole[number:]


@pytest.mark.parametrize("sound", [silence(40), noise(40, 0.05), hum(40)])
def test_nothing_is_invented_where_nobody_speaks(
    whisper: Engine, voices: Path, sound: Audio, tmp_path: Path
) -> None:
    file = write_wav(tmp_path / "s.wav", sound)
    parts = list(listen(file, whisper, language="en", vad_model=voices))
    assert [words for _, words in parts if words] == []
    assert parts[-1][0] == 40_000


def test_speech_after_long_silence_is_on_time(
    whisper: Engine, voices: Path, tmp_path: Path
) -> None:
    sound = np.concatenate([silence(47), say(SENTENCES[2]), silence(33), say(SENTENCES[1])])
    words = _hear(write_wav(tmp_path / "s.wav", sound), whisper, voices)
    assert " ".join(w.text for w in words) == f"{SENTENCES[2]} {SENTENCES[1]}"
    assert abs(words[0].start_ms - 47_000) <= 100


def test_a_file_without_sound_is_refused(whisper: Engine, voices: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.wav").write_bytes(b"")
    with pytest.raises(MediaError):
        list(listen(tmp_path / "empty.wav", whisper, language="en", vad_model=voices))


def test_stretches_fit_the_window_and_are_cut_at_pauses(voices: Path) -> None:
    sound = _meeting(0.7, times=8)
    found = list(stretches(np.array_split(sound, 50), Silero(voices)))
    assert [end for *_, end in found] == sorted({end for *_, end in found})
    assert found[-1][2] == len(sound) * 1000 // SAMPLE_RATE
    for start_ms, part, end_ms in found:
        assert part is not None
        assert len(part.audio) <= 30 * SAMPLE_RATE
        assert start_ms + len(part.audio) * 1000 // SAMPLE_RATE <= end_ms
        # Both ends are quiet: no word is cut through.
        assert np.abs(part.audio[:800]).max() < 0.05
        assert np.abs(part.audio[-800:]).max() < 0.05


def test_a_voice_that_never_pauses_is_heard_whole(voices: Path) -> None:
    sound = np.concatenate([say(s) for s in SENTENCES * 8])
    found = list(stretches(np.array_split(sound, 50), Silero(voices)))
    heard = sum(len(part.audio) for _, part, _ in found if part)
    assert heard > 0.95 * len(sound)
    assert all(part is None or len(part.audio) <= 30 * SAMPLE_RATE for _, part, _ in found)


@pytest.mark.skipif(not hasattr(os, "SCHED_IDLE"), reason="only Linux has this class of work")
def test_what_is_heard_in_the_background_yields_to_people(voices: Path, tmp_path: Path) -> None:
    class Engine:
        name, policy = "watched", -1

        def transcribe(self, audio: Audio, *, language: str | None, prompt: str) -> Heard:
            self.policy = os.sched_getscheduler(0)
            return Heard([], "en")

    path = write_wav(tmp_path / "talk.wav", _meeting(1.0))
    for background, expected in ((True, os.SCHED_IDLE), (False, os.SCHED_OTHER)):
        engine = Engine()
        found = listen(path, engine, language="en", vad_model=voices, background=background)
        assert list(found)
        assert engine.policy == expected
    assert os.sched_getscheduler(0) == os.SCHED_OTHER, "what else the worker does is as before"


def test_words_are_placed_in_the_media_and_dropped_in_silence(voices: Path, tmp_path: Path) -> None:
    sound = np.concatenate([silence(2), say(SENTENCES[0]), silence(4), say(SENTENCES[1])])
    words = _hear(write_wav(tmp_path / "s.wav", sound), Listener(), voices)
    pause_ms = 2000 + len(say(SENTENCES[0])) * 1000 // SAMPLE_RATE
    assert words[0].start_ms == pytest.approx(1900, abs=150)
    assert not [w for w in words if w.start_ms > pause_ms + 300 and w.end_ms < pause_ms + 3600]


def test_a_language_that_was_found_is_kept_and_told(voices: Path, tmp_path: Path) -> None:
    engine, told = Listener(), []
    file = write_wav(tmp_path / "s.wav", _meeting(1.0, times=3))
    seen: list[int] = []
    for _ in listen(
        file,
        engine,
        language=None,
        vad_model=voices,
        on_language=told.append,
        on_progress=seen.append,
    ):
        pass
    assert told == ["sv"]
    assert engine.languages == [None] + ["sv"] * (len(engine.given) - 1)
    assert seen == sorted(seen)


def test_the_voice_model_comes_from_the_setting_or_the_models_folder(tmp_path: Path) -> None:
    given = tmp_path / "mine.bin"
    assert vad_model(Settings(vad_model=given, models_dir=tmp_path)) == given
    packaged = vad_model(Settings(vad_model=Path(), models_dir=tmp_path))
    assert packaged is not None
    pinned = MODELS[VOICE_MODEL]
    assert hashlib.sha256(packaged.read_bytes()).hexdigest() == pinned.sha256
    fetched = tmp_path / "ggml-silero-v6.2.0.bin"
    fetched.write_bytes(b"")
    assert vad_model(Settings(vad_model=None, models_dir=tmp_path)) == fetched


def test_a_missing_voice_model_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "packaged_voice_model", lambda: None)
    with pytest.raises(EngineUnavailable, match=r"missing\. Get it with .* fetch silero-v6\.2\.0"):
        vad_model(Settings(vad_model=None, models_dir=tmp_path))
