"""Damaged files of every kind through the real pages: a few each day, thousands by the bench.

``python -m bench.mutations`` runs the same trials with as many files as are asked for.
"""

from __future__ import annotations

import pytest

from tests.hostile import seeds
from tests.hostile.mutate import mutated
from tests.hostile.site import Site
from tests.hostile.trial import (
    Result,
    caption_cases,
    is_sentence,
    media_cases,
    try_captions,
    try_media,
)
from webapp.captions.formats import READABLE

SEED = 20261121
KINDS = ("mp4", "webm", "mkv", "mp3", "ogg", "wav", "flac")


def wrong(results: list[Result]) -> list[str]:
    return [f"{r.case.number} {r.case.name}: {r.sentence}" for r in results if r.outcome == "wrong"]


def test_damaged_media_of_many_kinds_are_refused_in_a_sentence_or_processed(site: Site) -> None:
    numbers = [list(seeds.MEDIA).index(kind) for kind in KINDS]
    results = list(try_media(site, media_cases(numbers, SEED)))
    assert wrong(results) == []
    assert [result.case.kind for result in results] == list(KINDS)


def test_damaged_captions_of_each_format_are_refused_in_a_sentence_or_read(site: Site) -> None:
    results = list(try_captions(site, caption_cases(range(6 * len(READABLE)), SEED)))
    assert wrong(results) == []
    assert {result.outcome for result in results} == {"processed", "refused"}


@pytest.mark.parametrize("name", READABLE)
def test_the_files_that_are_damaged_were_whole(site: Site, name: str) -> None:
    answer = site.add_captions(site.empty_media(), seeds.captions(name), f"whole.{name}")
    assert (answer.status, answer.sentence) == (303, "")


def test_the_same_number_is_the_same_damage() -> None:
    whole = [seeds.captions(name) for name in READABLE]
    first, again, other = (mutated(whole[0], whole, n, text=True) for n in (1, 1, 2))
    assert first == again
    assert first != other


@pytest.mark.parametrize(
    "text",
    [
        "no stop",
        "Two.\nLines.",
        "In /tmp/x/y.mp4 it broke.",
        "Traceback (most recent).",
        "",
        "\x1b.",
    ],
)
def test_what_is_no_sentence_for_people_is_found(text: str) -> None:
    assert not is_sentence(text)
    assert is_sentence("This file is empty. Choose another one.")
