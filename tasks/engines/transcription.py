"""What a speech server answered, read as words: OpenAI's ``verbose_json`` and its dialects.

Words stand at the top (OpenAI) or in segments (faster-whisper, whisper.cpp), whole or in parts that
begin with a space where a word does (whisper.cpp's tokens), with punctuation or without, with times
and probabilities or without. What stands in a segment's text is what was said; its words only tell
when. Source: https://platform.openai.com/docs/api-reference/audio/verbose-json-object
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from babel import Locale

from tasks.engines import Heard
from tasks.engines.stammer import without_loops
from tasks.loudness import SAMPLE_RATE, Audio
from tasks.word_times import place
from webapp.captions.document import Word
from webapp.captions.measure import is_spaceless

_NO_SPEECH, _UNSURE = 0.6, -1.0
"""Above this chance of no speech, and below this mean log probability of a token, a sentence is
made up. As OpenAI's Whisper has it."""
_LONGEST_S = 24 * 3600
_NOT_SAID = re.compile(r"(?:\[[^\]]*\]|\([^)]*\)|\*[^*]*\*|[♪♫\s.…-])+")
"""Sounds and music that a model writes down: ``[Applause]``, ``(music)``, ``♪``."""
_SIGNS = re.compile(r"[^\w]+")
_SPACELESS_WORDS = re.compile(r"[A-Za-z0-9À-ɏ]+[^\w\s]*|\w[^\w\s]*|[^\w\s]+")
_CODE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]+)*")


class NotATranscription(ValueError):
    """What was answered holds no transcription."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word, or a part of one, with what the server knows of it."""

    text: str
    start_ms: int | None
    end_ms: int | None
    probability: float | None
    is_exact: bool
    """Whether its times are more than a guess."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    start_ms: int
    end_ms: int
    pieces: list[_Piece]
    log_probability: float | None = None
    no_speech: float | None = None


def read(answer: object, audio: Audio, language: str | None) -> Heard:
    """The words of an answer about ``audio``; ``language`` (BCP 47) is what was asked for.

    Raises NotATranscription.
    """
    if not isinstance(answer, Mapping):
        raise NotATranscription
    spoken = language or _code(answer.get("language"))
    length_ms = len(audio) * 1000 // SAMPLE_RATE
    sentences = [each for each in _sentences(answer, length_ms) if _was_said(each)]
    sentences = without_loops(sentences, lambda each: each.text.encode())
    words = [word for each in sentences for word in _words(each, audio, spoken)]
    return Heard(words, spoken)


def _sentences(answer: Mapping[Any, Any], length_ms: int) -> list[_Sentence]:
    text, segments = answer.get("text"), _mappings(answer.get("segments"))
    words = _pieces(answer.get("words"))
    if segments:
        found = list(_segments(segments, length_ms))
        return found if any(each.pieces for each in found) else _with_words(found, words)
    if words:
        said = text if isinstance(text, str) else " ".join(word.text for word in words)
        begins = [word.start_ms for word in words if word.start_ms is not None]
        ends = [word.end_ms for word in words if word.end_ms is not None]
        whole = _within(begins[0] if begins else 0, ends[-1] if ends else None, length_ms)
        return [_Sentence(said, *whole, words)]
    if not isinstance(text, str):
        raise NotATranscription
    return [_Sentence(text, 0, length_ms, [])]


def _segments(segments: Sequence[Mapping[Any, Any]], length_ms: int) -> Iterator[_Sentence]:
    before_ms = 0
    for segment in segments:
        text, pieces = segment.get("text"), _pieces(segment.get("words"))
        if not isinstance(text, str):
            text = "".join(piece.text for piece in pieces)
        start_ms = _milliseconds(segment.get("start"))
        start_ms, end_ms = _within(
            before_ms if start_ms is None else start_ms,
            _milliseconds(segment.get("end")),
            length_ms,
        )
        before_ms = end_ms
        yield _Sentence(
            text,
            start_ms,
            end_ms,
            pieces,
            _number(segment.get("avg_logprob")),
            _number(segment.get("no_speech_prob")),
        )


def _with_words(sentences: list[_Sentence], words: list[_Piece]) -> list[_Sentence]:
    """Give each word that stands at the top to the last sentence that has begun by its middle."""
    given: list[list[_Piece]] = [[] for _ in sentences]
    for word in words:
        if word.start_ms is None or word.end_ms is None:
            continue
        middle_ms = (word.start_ms + word.end_ms) / 2
        begun = [n for n, each in enumerate(sentences) if each.start_ms <= middle_ms]
        given[begun[-1] if begun else 0].append(word)
    return [replace(each, pieces=own) for each, own in zip(sentences, given, strict=True)]


def _was_said(sentence: _Sentence) -> bool:
    made_up = (sentence.no_speech or 0) > _NO_SPEECH and (
        sentence.log_probability is None or sentence.log_probability < _UNSURE
    )
    return bool(sentence.text.strip()) and not made_up and not _NOT_SAID.fullmatch(sentence.text)


def _words(sentence: _Sentence, audio: Audio, language: str) -> list[Word]:
    spaceless = is_spaceless(language)
    known = sentence.pieces if spaceless else _whole_words(sentence.pieces)
    texts = _SPACELESS_WORDS.findall(sentence.text) if spaceless else sentence.text.split()
    if spaceless and known:  # the server knows better than we where a word ends
        texts = [piece.text.strip() for piece in known]
        found: list[_Piece | None] = [*known]
    else:
        found = _matched(texts, known)
    sure = sentence.log_probability
    mean = math.exp(min(0.0, sure)) if sure is not None else None
    chances = [piece.probability if piece else None for piece in found]
    return [
        Word(text, start_ms, end_ms, _rounded(mean if chance is None else chance))
        for text, (start_ms, end_ms), chance in zip(
            texts, _times(texts, found, sentence, audio), chances, strict=True
        )
        if text
    ]


def _times(
    texts: Sequence[str], found: Sequence[_Piece | None], sentence: _Sentence, audio: Audio
) -> list[tuple[int, int]]:
    """The server's own times where it gives all of them, in order; else by the sound."""
    length_ms = len(audio) * 1000 // SAMPLE_RATE
    times = [
        (min(piece.start_ms, length_ms), min(piece.end_ms, length_ms))
        for piece in found
        if piece and piece.is_exact and piece.start_ms is not None and piece.end_ms is not None
    ]
    edges = [edge for time in times for edge in time]
    if len(times) == len(texts) and edges == sorted(edges):
        return times
    guesses = [piece.start_ms if piece else None for piece in found]
    return place(texts, guesses, audio, sentence.start_ms, sentence.end_ms)


def _matched(texts: Sequence[str], known: list[_Piece]) -> list[_Piece | None]:
    """For each word of the text what the server knows of it, whatever signs it left out."""
    found: list[_Piece | None] = [None] * len(texts)
    matcher = SequenceMatcher(
        None, [_plain(text) for text in texts], [_plain(p.text) for p in known], autojunk=False
    )
    for at, there, size in matcher.get_matching_blocks():
        found[at : at + size] = known[there : there + size]
    return found


def _whole_words(pieces: list[_Piece]) -> list[_Piece]:
    """Put parts of words together, where some parts begin with a space and so all words do."""
    if not any(piece.text.startswith(" ") for piece in pieces[1:]):
        return pieces
    words: list[_Piece] = []
    for piece in pieces:
        if piece.text.startswith(" ") or not words:
            words.append(piece)
        else:
            words[-1] = _joined(words[-1], piece)
    return words


def _joined(word: _Piece, part: _Piece) -> _Piece:
    chances = [each for each in (word.probability, part.probability) if each is not None]
    return replace(
        word,
        text=word.text + part.text,
        end_ms=part.end_ms if part.end_ms is not None else word.end_ms,
        probability=min(chances, default=None),
    )


def _pieces(words: object) -> list[_Piece]:
    return [
        _Piece(
            text,
            _milliseconds(word.get("start")),
            _milliseconds(word.get("end")),
            _number(word.get("probability", word.get("score"))),
            # whisper.cpp's are by loudness, unless asked otherwise, and take in pauses.
            is_exact="t_dtw" not in word,
        )
        for word in _mappings(words)
        if isinstance(text := word.get("word", word.get("text")), str) and text.strip()
    ]


def _within(start_ms: int, end_ms: int | None, length_ms: int) -> tuple[int, int]:
    start_ms = min(max(0, start_ms), length_ms)
    return start_ms, length_ms if end_ms is None else min(max(start_ms, end_ms), length_ms)


def _mappings(value: object) -> list[Mapping[Any, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _milliseconds(seconds: object) -> int | None:
    number = _number(seconds)
    return round(number * 1000) if number is not None and 0 <= number <= _LONGEST_S else None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _rounded(chance: float | None) -> float | None:
    return None if chance is None else round(min(1.0, max(0.0, chance)), 3)


def _plain(text: str) -> str:
    return _SIGNS.sub("", text).casefold() or text.strip()


def _code(language: object) -> str:
    """A language by its code, or by its English name, as the code; empty where it is neither."""
    said = language.strip().lower() if isinstance(language, str) else ""
    return _codes().get(said) or (said if _CODE.fullmatch(said) else "")


@cache
def _codes() -> dict[str, str]:
    names = Locale("en").languages
    return {name.lower(): code for code, name in names.items() if len(code) <= 3}
