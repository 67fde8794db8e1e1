"""Whatever dialect a speech server speaks, its words are read with what it knows of them."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.engines import Heard
from tasks.engines.transcription import NotATranscription, read
from tests.unit.tasks.sounds import noise, say, silence

SOUND = noise(6.0)


def heard(answer: object, language: str | None = "en") -> Heard:
    return read(answer, SOUND, language)


def texts(answer: object, language: str | None = "en") -> list[str]:
    return [word.text for word in heard(answer, language).words]


def times(answer: object) -> list[tuple[int, int]]:
    return [(word.start_ms, word.end_ms) for word in heard(answer).words]


OPENAI = {
    "task": "transcribe",
    "language": "english",
    "duration": 6.0,
    "text": "Well, the train's late. It's 9:30.",
    "words": [
        {"word": "Well", "start": 0.5, "end": 0.9},
        {"word": "the", "start": 1.0, "end": 1.1},
        {"word": "train's", "start": 1.1, "end": 1.5},
        {"word": "late", "start": 1.5, "end": 2.0},
        {"word": "It's", "start": 3.0, "end": 3.3},
        {"word": "9:30", "start": 3.3, "end": 4.2},
    ],
    "segments": [
        {"id": 0, "start": 0.5, "end": 2.0, "text": " Well, the train's late.",
         "avg_logprob": -0.1, "compression_ratio": 1.2, "no_speech_prob": 0.01},
        {"id": 1, "start": 3.0, "end": 4.2, "text": " It's 9:30.",
         "avg_logprob": -0.3, "compression_ratio": 1.2, "no_speech_prob": 0.01},
    ],
}  # fmt: skip
FASTER_WHISPER = {
    "language": "en",
    "duration": 6.0,
    "text": "Good morning, everybody.",
    "words": None,
    "segments": [
        {"id": 1, "seek": 0, "start": 0.4, "end": 2.2, "text": " Good morning, everybody.",
         "tokens": [50364, 2205], "temperature": 0.0, "avg_logprob": -0.25,
         "compression_ratio": 0.9, "no_speech_prob": 0.02,
         "words": [
             {"start": 0.4, "end": 0.8, "word": " Good", "probability": 0.91},
             {"start": 0.8, "end": 1.3, "word": " morning,", "probability": 0.87},
             {"start": 1.4, "end": 2.2, "word": " everybody.", "probability": 1.2},
         ]},
    ],
}  # fmt: skip
WHISPER_CPP = {
    "task": "transcribe",
    "language": "english",
    "duration": 6.0,
    "text": " Welcome to Llangollen.\n",
    "segments": [
        {"id": 0, "text": " Welcome to Llangollen.", "start": 0.0, "end": 3.0,
         "tokens": [1, 2, 3, 4, 5], "temperature": 0.0, "avg_logprob": -0.4,
         "no_speech_prob": 0.1,
         "words": [
             {"word": " Welcome", "start": 0.0, "end": 0.6, "t_dtw": -1, "probability": 0.9},
             {"word": " to", "start": 0.6, "end": 0.9, "t_dtw": -1, "probability": 0.95},
             {"word": " L", "start": 0.9, "end": 1.2, "t_dtw": -1, "probability": 0.8},
             {"word": "lang", "start": 1.2, "end": 2.0, "t_dtw": -1, "probability": 0.3},
             {"word": "ollen", "start": 2.0, "end": 2.9, "t_dtw": -1, "probability": 0.7},
             {"word": ".", "start": 2.9, "end": 3.0, "t_dtw": -1, "probability": 0.6},
         ]},
    ],
}  # fmt: skip


class TestDialects:
    def test_openai_puts_words_without_punctuation_at_the_top(self) -> None:
        assert texts(OPENAI) == ["Well,", "the", "train's", "late.", "It's", "9:30."]
        assert times(OPENAI) == [
            (500, 900), (1000, 1100), (1100, 1500), (1500, 2000), (3000, 3300), (3300, 4200)
        ]  # fmt: skip
        sure = {word.probability for word in heard(OPENAI).words}
        assert sure == {round(math.exp(-0.1), 3), round(math.exp(-0.3), 3)}

    def test_faster_whisper_puts_words_with_probabilities_into_segments(self) -> None:
        words = heard(FASTER_WHISPER).words
        assert [word.text for word in words] == ["Good", "morning,", "everybody."]
        assert [word.probability for word in words] == [0.91, 0.87, 1.0]
        assert times(FASTER_WHISPER) == [(400, 800), (800, 1300), (1400, 2200)]

    def test_whisper_cpp_gives_parts_of_words_and_guesses_of_times(self) -> None:
        words = heard(WHISPER_CPP).words
        assert [word.text for word in words] == ["Welcome", "to", "Llangollen."]
        assert [word.probability for word in words] == [0.9, 0.95, 0.3]
        assert words[0].start_ms == 0
        assert all(a.end_ms <= b.start_ms for a, b in pairwise(words))

    def test_without_times_of_words_they_are_found_in_the_sound(self) -> None:
        sound = np.concatenate([silence(0.5), say("Good"), silence(1.5), say("morning")])
        length_ms = len(sound) // 16
        answer = {"segments": [{"text": "Good morning", "start": 0.5, "end": length_ms / 1000}]}
        first, second = read(answer, sound, "en").words
        assert first.end_ms < second.start_ms - 1000  # each keeps clear of the pause
        assert second.end_ms <= length_ms

    def test_text_alone_is_read_too(self) -> None:
        answer = {"text": "Nobody knows when."}
        assert texts(answer) == ["Nobody", "knows", "when."]
        words = heard(answer).words
        assert all(0 <= word.start_ms <= word.end_ms <= 6000 for word in words)
        assert {word.probability for word in words} == {None}

    def test_words_alone_are_read_too(self) -> None:
        answer = {"words": OPENAI["words"]}
        assert texts(answer) == ["Well", "the", "train's", "late", "It's", "9:30"]
        assert times(answer)[0] == (500, 900)

    def test_nothing_said_is_no_error(self) -> None:
        assert heard({"text": "", "segments": [], "language": "english"}).words == []

    def test_a_language_without_spaces_is_cut_as_the_server_cuts_it(self) -> None:
        segment = {
            "start": 0.0, "end": 2.0, "text": "今日は良い。",
            "words": [
                {"word": "今日", "start": 0.0, "end": 0.8},
                {"word": "は", "start": 0.8, "end": 1.0},
                {"word": "良い。", "start": 1.0, "end": 2.0},
            ],
        }  # fmt: skip
        answer: dict[str, Any] = {"language": "japanese", "segments": [segment]}
        assert texts(answer, None) == ["今日", "は", "良い。"]
        assert heard(answer, None).language == "ja"
        del segment["words"]
        assert texts(answer, None) == ["今", "日", "は", "良", "い。"]

    def test_a_word_that_the_list_lacks_gets_a_time_between_its_neighbours(self) -> None:
        words = [each for each in OPENAI["words"] if each["word"] != "the"]
        found = heard(OPENAI | {"words": words}).words
        assert [word.text for word in found][:3] == ["Well,", "the", "train's"]
        assert all(a.end_ms <= b.start_ms for a, b in pairwise(found))

    @pytest.mark.parametrize(
        ("said", "code"),
        [("english", "en"), ("en", "en"), ("German", "de"), ("chinese", "zh"), ("yue", "yue"),
         ("pt-br", "pt-br"), ("who knows", ""), (None, ""), (7, "")],
    )  # fmt: skip
    def test_a_language_goes_by_its_name_or_its_code(self, said: object, code: str) -> None:
        assert heard({"text": "x", "language": said}, None).language == code


class TestWhatNobodySaid:
    @pytest.mark.parametrize(
        "text", ["[Applause]", " (upbeat music)", "♪♪", "[BLANK_AUDIO]", "..."]
    )
    def test_sounds_that_a_model_writes_down_are_no_words(self, text: str) -> None:
        assert texts({"segments": [{"text": text, "start": 0, "end": 2}]}) == []

    def test_a_sentence_that_the_server_itself_doubts_is_left_out(self) -> None:
        made_up = {"text": "Thanks for watching!", "start": 0, "end": 2}
        said = {"text": "Really said.", "start": 2, "end": 4, "no_speech_prob": 0.7}
        doubted = made_up | {"no_speech_prob": 0.8, "avg_logprob": -1.4}
        sure = said | {"avg_logprob": -0.2}
        assert texts({"segments": [doubted, sure]}) == ["Really", "said."]

    def test_a_stammer_is_cut_short(self) -> None:
        again = [{"text": "I am here and there.", "start": n / 2, "end": n / 2 + 0.5}
                 for n in range(12)]  # fmt: skip
        assert len(texts({"segments": again})) == 2 * 5

    def test_times_never_leave_the_sound(self) -> None:
        late = {"text": "too late", "start": 5.0, "end": 30.0,
                "words": [{"word": "too", "start": 5.0, "end": 9.0},
                          {"word": "late", "start": 9.0, "end": 30.0}]}  # fmt: skip
        assert times({"segments": [late]}) == [(5000, 6000), (6000, 6000)]


class TestNonsense:
    @pytest.mark.parametrize(
        "answer", [None, 7, "Good morning.", [], {}, {"error": "failed to read audio data"},
                   {"text": None}, {"segments": "none", "words": 7}]
    )  # fmt: skip
    def test_what_is_no_transcription_is_refused(self, answer: object) -> None:
        with pytest.raises(NotATranscription):
            heard(answer)

    @pytest.mark.parametrize("number", [10**400, 1e308, -1, "1e999", "soon", True])
    def test_times_that_are_none_are_passed_over(self, number: object) -> None:
        segment = {"text": "Good morning.", "start": number, "end": number, "avg_logprob": number}
        assert texts({"segments": [segment]}) == ["Good", "morning."]

    @given(
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.text(max_size=9) | st.integers(),
            lambda inner: (
                st.lists(inner, max_size=4)
                | st.dictionaries(
                    st.sampled_from(["text", "segments", "words", "word", "start", "end",
                                     "probability", "avg_logprob", "no_speech_prob", "language"]),
                    inner,
                    max_size=6,
                )
            ),
            max_leaves=30,
        )
    )  # fmt: skip
    def test_no_answer_breaks_the_reader(self, answer: object) -> None:
        try:
            found = heard(answer)
        except NotATranscription:
            return
        assert all(0 <= word.start_ms <= word.end_ms <= 6000 for word in found.words)
        assert all(word.text == word.text.strip() for word in found.words)
