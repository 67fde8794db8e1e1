"""Which captions a viewer gets before she has chosen any."""

from __future__ import annotations

import pytest

from tests.unit.conftest import MediaFactory
from webapp.captions.document import Cue
from webapp.extensions import db
from webapp.models import Media, Transcript


def add(media: Media, **fields: object) -> Transcript:
    given = {"language": "en", "origin": "upload", "complete": True} | fields
    transcript = Transcript(**given)
    media.transcripts.append(transcript)
    db.session.flush()
    transcript.add_cues([Cue(0, 1000, "Hello.")], author="file")
    return transcript


@pytest.mark.parametrize(
    ("editions", "level", "expected"),
    [
        ((1, 3), 1, 1),
        ((1, 3), 2, 3),  # at or above goes before below
        ((1, 3), 3, 3),
        ((1,), 3, 1),  # else the nearest
        ((1, 2), 3, 2),
        ((3,), 1, 3),
        ((1, 2, 3), 4, None),
        ((1, 2, 3), 5, None),
        ((), 1, None),
    ],
)
def test_ida_gets_the_edition_that_is_nearest_to_what_she_reads(
    media_factory: MediaFactory, editions: tuple[int, ...], level: int, expected: int | None
) -> None:
    media = media_factory(cues=2)
    for each in editions:
        add(media, reading_level=each)
    shown = media.captions_for(level)
    assert shown is not None
    assert shown.reading_level == expected


def test_an_edition_in_another_language_is_no_easier(media_factory: MediaFactory) -> None:
    media = media_factory(cues=2)
    add(media, reading_level=1, language="de")
    assert media.captions_for(1) is media.captions


def test_chapters_and_descriptions_are_never_shown_as_captions(
    media_factory: MediaFactory,
) -> None:
    media = media_factory()
    chapters = add(media, kind="chapters")
    add(media, kind="descriptions")
    assert media.captions is None
    assert media.captions_for(1) is None
    assert media.texts("chapters") == [chapters]


def test_a_persons_captions_go_before_a_machines_and_word_for_word_before_easy(
    media_factory: MediaFactory,
) -> None:
    media = media_factory(cues=2)  # drafted by an engine
    add(media, reading_level=2)
    assert media.captions is media.transcripts[0]
    hers = add(media)
    assert media.captions is hers


def test_where_only_an_easy_edition_exists_everybody_gets_it(media_factory: MediaFactory) -> None:
    media = media_factory()
    easy = add(media, reading_level=2)
    assert media.captions_for(5) is easy


@pytest.mark.parametrize(
    ("language", "expected"),
    # Else people's captions, here German, before the draft of an engine.
    [("en", "en"), ("pt-BR", "pt-BR"), ("pt", "pt-BR"), ("en-GB", "en"), ("fr", "de"), ("", "de")],
)
def test_hana_gets_the_language_that_she_took_the_last_time(
    media_factory: MediaFactory, language: str, expected: str
) -> None:
    media = media_factory(cues=2)
    for each in ("de", "pt-BR"):
        add(media, language=each)
    shown = media.captions_for(4, language)
    assert shown is not None
    assert shown.language == expected


@pytest.mark.parametrize(
    ("level", "wording", "expected"),
    [(2, "verbatim", None), (2, "level", 2), (5, "easy", 3), (1, "easy", 2), (4, "level", None)],
)
def test_ida_gets_the_wording_that_she_took_the_last_time(
    media_factory: MediaFactory, level: int, wording: str, expected: int | None
) -> None:
    media = media_factory(cues=2)
    for each in (2, 3):
        add(media, reading_level=each)
    shown = media.captions_for(level, "en", wording)
    assert shown is not None
    assert shown.reading_level == expected


def test_the_easy_edition_is_that_of_the_language_she_took(media_factory: MediaFactory) -> None:
    media = media_factory(cues=2)
    add(media, reading_level=2)
    german = add(media, language="de")
    assert media.captions_for(2, "de") is german
    easy = add(media, language="de", reading_level=2)
    assert media.captions_for(2, "de") is easy
