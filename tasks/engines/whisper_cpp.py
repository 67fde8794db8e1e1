"""Whisper models through whisper.cpp (pywhispercpp): words with times and probabilities."""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

# Threads of whisper.cpp wait for each other by spinning. On a machine that does something else
# besides, that made a sentence of half a second take half a minute (load 8 on 2 cores, measured);
# with a short spin it takes 2 s, and no longer than before where the machine is idle. libgomp
# reads this when it is loaded.
os.environ.setdefault("GOMP_SPINCOUNT", "2000")

import _pywhispercpp as binding

from tasks.engines import EngineUnavailable, Heard
from tasks.engines.stammer import MOST_REPETITIVE, repetition, without_loops
from tasks.loudness import SAMPLE_RATE, Audio
from tasks.word_times import place
from webapp.captions.document import Word
from webapp.media.failure import N_

library = ctypes.CDLL(binding.__file__)
"""libwhisper itself, which the binding is linked to: for what the binding leaves out."""

_FULL_WINDOW = 1500  # encoder frames of 20 ms: 30 s
_SMALL_WINDOW, _WINDOW_MARGIN = 512, 128
_LEAST_SURE = -0.6  # mean log probability of a token; whisper.cpp falls back from -1.0
_UNSAID_MS = 3000
_TIME_STEP_MS = 20
_LEAST_TIME_CHANCE = 0.01  # of a time and of all times; as whisper.cpp has it
_LEAST_AUDIO = SAMPLE_RATE  # whisper.cpp hears nothing in less than a second
_HEADER = struct.Struct("<12i")
_MAGIC = 0x67676D6C  # "ggml"
_QUANTISATION, _NUMBER_FORMATS = 1000, {0, 1, 2, 3, 7, 8, 9, 10, 11, 12, 13, 14}
_SPACELESS = {"zh", "ja", "th", "lo", "my", "km", "yue", "bo"}


def _be_quiet() -> None:
    # whisper.cpp prints to standard error unless it has a logger. One written in Python would be
    # called without the GIL when the interpreter ends; this function of its own takes no argument,
    # does nothing and is always there.
    library.whisper_log_set.restype = None
    library.whisper_log_set.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    library.whisper_log_set(ctypes.cast(library.whisper_lang_max_id, ctypes.c_void_p), None)


_be_quiet()


def _open(file: Path) -> Any:
    # whisper.cpp aborts the whole process on a header that it does not expect, and the binding
    # gives out a null context as if it were one: so the header is looked at before, and what is
    # logged is listened to.
    said: list[str] = []
    options = binding.whisper_context_default_params()
    options.use_gpu = False
    if _has_header(file):
        binding.whisper_log_set(lambda *message: said.append(str(message)))
        try:
            context = binding.whisper_init_from_file_with_params(str(file), options)
        finally:
            # A Python logger that is still set when the interpreter ends would abort it.
            binding.whisper_log_set(None)
            _be_quiet()
        if not any("failed to load" in line for line in said):
            return context
    raise EngineUnavailable(
        f"{file.name} is not a whole whisper model for whisper.cpp. "
        "Check it with 'manage.py model verify', or fetch it again."
    )


def _has_header(file: Path) -> bool:
    with file.open("rb") as opened:
        header = opened.read(_HEADER.size)
    if len(header) < _HEADER.size:
        return False
    magic, _, audio_window, *_, mels, numbers = _HEADER.unpack(header)
    return (
        magic == _MAGIC
        and audio_window == _FULL_WINDOW
        and mels in {80, 128}
        and numbers % _QUANTISATION in _NUMBER_FORMATS
    )


@dataclass(frozen=True, slots=True)
class _Token:
    text: bytes
    start_ms: int | None
    """Where the model says that it begins; None where it says nothing to go by."""
    log_probability: float


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A segment as whisper.cpp gives it, its outer times being its surest."""

    start_ms: int
    end_ms: int
    tokens: list[_Token]


class WhisperCpp:
    """One loaded model. It keeps its memory until another one is loaded."""

    def __init__(self, file: Path) -> None:
        """Load the model; EngineUnavailable where the file is no whisper model, or not whole."""
        context = _open(file)
        self.name = f"whisper {file.stem.removeprefix('ggml-')}"
        self.multilingual = bool(binding.whisper_is_multilingual(context))
        self.threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 4
        self._context = context
        self._end_of_text = binding.whisper_token_eot(context)
        self._time_zero = binding.whisper_token_beg(context)
        self._turn = Lock()  # a context can hear one thing at a time

    def transcribe(self, audio: Audio, *, language: str | None, prompt: str) -> Heard:
        """The words in up to 30 s of speech; see `Engine`."""
        if len(audio) < _LEAST_AUDIO:
            audio = np.pad(audio, (0, _LEAST_AUDIO - len(audio)))
        with self._turn:
            spoken = self._language(audio, language)
            sentences = self._sentences(audio, spoken, prompt)
        words = [word for s in sentences for word in self._words(s, audio, spoken)]
        return Heard(words, spoken)

    def _language(self, audio: Audio, language: str | None) -> str:
        if not self.multilingual:
            return "en"
        if language:
            return language.lower().split("-")[0]
        binding.whisper_pcm_to_mel(self._context, audio, len(audio), self.threads)
        chances = np.zeros(binding.whisper_lang_max_id() + 1, dtype=np.float32)
        found = binding.whisper_lang_auto_detect(self._context, 0, self.threads, chances)
        return str(binding.whisper_lang_str(found)) if found >= 0 else "en"

    def _sentences(self, audio: Audio, language: str, prompt: str) -> list[_Sentence]:
        """First quickly, in a window as long as the audio; again in a whole one when in doubt.

        Whisper was trained on windows of 30 s. In a shorter one the encoder has less to do, but a
        model may lose its thread, so the answer is taken only where it is sure of itself.
        """
        window = max(_SMALL_WINDOW, len(audio) * 50 // SAMPLE_RATE + _WINDOW_MARGIN)
        if window < _FULL_WINDOW:
            sentences = self._run(audio, language, prompt, window)
            if _is_sure(sentences, audio):
                return sentences
        sentences = self._run(audio, language, prompt, 0)
        if prompt and not sentences:
            # A prompt that does not fit can silence a model.
            sentences = self._run(audio, language, "", 0)
        return without_loops(sentences, _said)

    def _run(self, audio: Audio, language: str, prompt: str, window: int) -> list[_Sentence]:
        greedy = binding.whisper_sampling_strategy.WHISPER_SAMPLING_GREEDY
        options = binding.whisper_full_default_params(greedy)
        options.n_threads = self.threads
        options.language = language
        options.print_progress = False
        options.print_realtime = False
        options.no_context = True
        options.suppress_blank = True
        options.suppress_nst = True
        options.audio_ctx = window
        if window:
            options.temperature_inc = 0.0
        if prompt:
            options.initial_prompt = prompt
        if binding.whisper_full(self._context, options, audio, len(audio)) != 0:
            raise EngineUnavailable(
                N_("The whisper model failed on this sound. Try another model.")
            )
        return list(self._said())

    def _said(self) -> Iterator[_Sentence]:
        """What the last run heard.

        whisper.cpp can time tokens by loudness too. That costs 45 ms for half a minute of sound,
        and `place` does it better. So only what the model itself says about times is taken: with
        each token, the time that it holds for the likeliest.
        """
        context = self._context
        window_ms = 0
        for index in range(binding.whisper_full_n_segments(context)):
            start_ms = binding.whisper_full_get_segment_t0(context, index) * 10
            end_ms = binding.whisper_full_get_segment_t1(context, index) * 10
            count = binding.whisper_full_n_tokens(context, index)
            found: list[Any] = [
                binding.whisper_full_get_token_data(context, index, j) for j in range(count)
            ]
            if found and found[0].id == self._time_zero:
                window_ms = start_ms
            tokens = [
                _Token(
                    binding.whisper_token_to_bytes(context, token.id),
                    self._start_ms(token, window_ms),
                    token.plog,
                )
                for token in found
                if token.id < self._end_of_text
            ]
            yield _Sentence(start_ms, end_ms, tokens)

    def _start_ms(self, token: Any, window_ms: int) -> int | None:
        if min(token.pt, token.ptsum) <= _LEAST_TIME_CHANCE:
            return None
        return int(window_ms + (token.tid - self._time_zero) * _TIME_STEP_MS)

    @staticmethod
    def _words(sentence: _Sentence, audio: Audio, language: str) -> list[Word]:
        groups = _group(sentence.tokens, spaceless=language in _SPACELESS)
        texts = [_text(group) for group in groups]
        guesses = [group[0].start_ms for group in groups]
        times = place(texts, guesses, audio, sentence.start_ms, sentence.end_ms)
        return [
            Word(text, start, end, round(_probability(group), 3))
            for text, group, (start, end) in zip(texts, groups, times, strict=True)
        ]


def _group(tokens: list[_Token], *, spaceless: bool) -> list[list[_Token]]:
    """Tokens that make up a word. A letter may be spread over two tokens (UTF-8)."""
    groups: list[list[_Token]] = []
    for token in tokens:
        begins = token.text.startswith(b" ") or (spaceless and groups and _is_whole(groups[-1]))
        if begins or not groups:
            groups.append([])
        groups[-1].append(token)
    return [group for group in groups if _text(group)]


def _text(group: list[_Token]) -> str:
    return b"".join(token.text for token in group).decode("utf-8", "ignore").strip()


def _is_whole(group: list[_Token]) -> bool:
    try:
        b"".join(token.text for token in group).decode()
    except UnicodeDecodeError:
        return False
    return True


def _probability(tokens: list[_Token]) -> float:
    return float(np.exp(np.mean([token.log_probability for token in tokens])))


def _is_sure(sentences: list[_Sentence], audio: Audio) -> bool:
    tokens = [token for sentence in sentences for token in sentence.tokens]
    if not tokens:
        return False
    said_until = sentences[-1].end_ms
    length_ms = len(audio) * 1000 // SAMPLE_RATE
    return (
        bool(np.mean([token.log_probability for token in tokens]) > _LEAST_SURE)
        and length_ms - said_until < _UNSAID_MS
        and said_until <= length_ms + 1000
        and repetition(b"".join(map(_said, sentences))) < MOST_REPETITIVE
    )


def _said(sentence: _Sentence) -> bytes:
    return b"".join(token.text for token in sentence.tokens)


_warm: dict[Path, tuple[int, WhisperCpp]] = {}
_loading = Lock()


def load(file: Path, language: str | None) -> WhisperCpp:
    """The model in ``file``, kept loaded for the next call; EngineUnavailable where it is none.

    One model is kept at a time: they are large. A file that was replaced is loaded anew.
    """
    file = file.resolve()
    with _loading:
        changed_ns = file.stat().st_mtime_ns
        if file not in _warm or _warm[file][0] != changed_ns:
            _warm.clear()
            _warm[file] = (changed_ns, WhisperCpp(file))
        engine = _warm[file][1]
    _check_language(engine, language)
    return engine


def _check_language(engine: WhisperCpp, language: str | None) -> None:
    main = (language or "en").lower().split("-")[0]
    if not engine.multilingual and main != "en":
        raise EngineUnavailable(
            f"The model of {engine.name} knows English only. Choose one that knows many "
            "languages: 'manage.py model list' names them."
        )
    if binding.whisper_lang_id(main) < 0:
        raise EngineUnavailable(
            f"Whisper does not know the language '{language}'. Give a code such as en, de or fr."
        )
