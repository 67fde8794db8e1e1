"""A sentence that a model says again and again, though nobody did."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import TypeVar

MOST_REPETITIVE = 2.4
"""So many times may zlib make a text shorter; more is a stammer. As OpenAI's Whisper has it."""
Sentence = TypeVar("Sentence")


def repetition(text: bytes) -> float:
    """How many times shorter zlib makes a text; 0 for none."""
    return len(text) / len(zlib.compress(text)) if text else 0.0


def without_loops(sentences: list[Sentence], spoken: Callable[[Sentence], bytes]) -> list[Sentence]:
    """A sentence that follows itself a third time and more is the model's stammer, not speech."""
    if repetition(b"".join(map(spoken, sentences))) < MOST_REPETITIVE:
        return sentences
    kept: list[Sentence] = []
    for sentence in sentences:
        if [spoken(each) for each in kept[-2:]] != [spoken(sentence)] * 2:
            kept.append(sentence)
    return kept
