"""Whether everybody gets what audio and video say and show: axe asks for none of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from webapp.audit.caption_track import look_at_track
from webapp.audit.finding import PAGE, Element, Found
from webapp.audit.media_rules import (
    AUTOPLAY_CAN_BE_STOPPED,
    AUTOPLAY_IS_SHORT,
    CAPTIONS_AS_PROMISED,
    MEDIA_CONTROLS,
    MEDIA_HAS_TRANSCRIPT,
    MEDIA_RULES,
    PICTURE_HAS_WORDS,
    SIGNED_AS_PROMISED,
    SILENT_VIDEO_HAS_TEXT,
    SOUND_HAS_TEXT,
    SOUND_OF_VIDEO_HAS_WORDS,
    VIDEO_HAS_CAPTIONS,
)
from webapp.audit.opened import Opened
from webapp.audit.recording import Recording, recording_at
from webapp.audit.rule import N_

RULES = MEDIA_RULES

SHORT_MS = 3000
"""Sound that starts by itself may last so long (WCAG 1.4.2)."""
MOVING_MS = 5000
"""A moving picture that starts by itself may last so long (WCAG 2.2.2)."""
TEXT_OF_SPEECH = 1.0
"""Words a second of sound; people speak about 2.5, so fewer are no text of speech."""
TEXT_OF_PICTURE = 0.3
"""Words a second; a text about a video with fewer leaves most of it out (own)."""

_TRANSCRIPT = re.compile(
    r"transcript|text version|transkript|mitschrift|textfassung|transcription|transcripción", re.I
)


@dataclass(frozen=True, slots=True)
class Media:
    """An element of the page with what it plays."""

    facts: dict[str, Any]
    element: Element
    recording: Recording | None
    """None where the file could not be fetched, or is too large to be."""

    @property
    def captions(self) -> list[dict[str, Any]]:
        return [t for t in self.facts["tracks"] if t["kind"] in ("captions", "subtitles")]

    @property
    def duration_ms(self) -> int | None:
        return self.recording.duration_ms if self.recording else self.facts["duration_ms"]

    @property
    def is_heard(self) -> bool:
        return bool(self.recording and self.recording.audible_ms() and not self.facts["muted"])

    @property
    def is_silent(self) -> bool:
        """Known to have no sound; a muted one may have some that is told elsewhere."""
        return self.recording is not None and not self.recording.audible_ms()

    def says(self, per_second: float, *, seen: bool) -> bool:
        """Whether the page has words for it, or says where they are."""
        words = self.facts["words_seen" if seen else "words_read"]
        enough = words >= per_second * (self.duration_ms or 0) / 1000
        return (enough and words > 0) or any(map(_TRANSCRIPT.search, self.facts["titles"]))


def look_at(opened: Opened) -> Iterator[Found]:
    """Yield what media on the page lack."""
    everything = opened.ask("media", opened.variant.javascript)
    yield from _promises(opened, everything)
    request = opened.page.context.request
    for facts in everything:
        if not facts["source"]:
            continue
        element = opened.element(facts)
        media = Media(facts, element, recording_at(request, facts["source"]))
        for track in media.captions:
            yield from look_at_track(request, track, opened.element(track), media.duration_ms)
        if facts["autoplay"]:
            yield from _starts_by_itself(opened, media)
        if facts["shown"]:
            yield from _is_told_in_words(media)
            yield from _has_controls(media)


def _promises(opened: Opened, everything: list[dict[str, Any]]) -> Iterator[Found]:
    signed = {language for facts in everything for language in facts["signed"]}
    captions = {
        track["language"].split("-")[0] for facts in everything for track in facts["tracks"]
    }
    for promise in sorted(opened.subject.promises):
        kind, _, language = promise.partition(":")
        if kind == "signed" and language not in signed:
            sentence = N_("There is no version in the sign language “%(language)s”.")
            yield Found(SIGNED_AS_PROMISED.id, PAGE, sentence, {"language": language})
        if kind == "captions" and language not in captions:
            sentence = N_("There are no captions in the language “%(language)s”.")
            yield Found(CAPTIONS_AS_PROMISED.id, PAGE, sentence, {"language": language})


def _is_told_in_words(media: Media) -> Iterator[Found]:
    if media.facts["kind"] == "audio":
        yield from _sound_alone(media)
    elif media.is_heard:
        yield from _video_with_sound(media)
    elif media.is_silent and not media.says(TEXT_OF_PICTURE, seen=False):
        if media.facts["beside_sound"]:
            sentence = N_("Listen whether the sound beside this silent video tells what it shows.")
            yield Found(SILENT_VIDEO_HAS_TEXT.id, media.element, sentence, outcome="needs-person")
        else:
            sentence = N_("No text on the page tells what this silent video shows.")
            yield Found(SILENT_VIDEO_HAS_TEXT.id, media.element, sentence)


def _sound_alone(media: Media) -> Iterator[Found]:
    if media.is_heard and not media.captions and not media.says(TEXT_OF_SPEECH, seen=True):
        yield Found(
            SOUND_HAS_TEXT.id,
            media.element,
            N_("Beside %(seconds)d s of sound stand %(words)d words: too few to be its text."),
            {"seconds": (media.duration_ms or 0) // 1000, "words": media.facts["words_seen"]},
        )


def _video_with_sound(media: Media) -> Iterator[Found]:
    told = media.says(TEXT_OF_PICTURE, seen=False)
    if not media.captions:
        rule = VIDEO_HAS_CAPTIONS if told else SOUND_OF_VIDEO_HAS_WORDS
        if media.recording and media.recording.may_show_words:
            sentence = N_("There is no track of captions. Look whether the picture shows them all.")
            yield Found(VIDEO_HAS_CAPTIONS.id, media.element, sentence, outcome="needs-person")
        else:
            yield Found(rule.id, media.element, N_("This video has sound, and no captions."))
    elif not told:
        sentence = N_("No transcript stands on the page, and no link leads to one.")
        yield Found(MEDIA_HAS_TRANSCRIPT.id, media.element, sentence)
    if not any(track["kind"] == "descriptions" for track in media.facts["tracks"]):
        sentence = N_("Look whether everything that matters in the picture is said or written.")
        yield Found(PICTURE_HAS_WORDS.id, media.element, sentence, outcome="needs-person")


def _has_controls(media: Media) -> Iterator[Found]:
    facts = media.facts
    if facts["controls"] or facts["has_buttons"] or facts["follows"]:
        return
    long = facts["loop"] or (media.duration_ms or 0) > MOVING_MS
    if not facts["autoplay"]:
        yield Found(MEDIA_CONTROLS.id, media.element, N_("Nothing on the page starts or stops it."))
    elif long and facts["muted"]:
        sentence = N_("The picture moves by itself, and nothing on the page stops it.")
        yield Found(MEDIA_CONTROLS.id, media.element, sentence)


def _starts_by_itself(opened: Opened, media: Media) -> Iterator[Found]:
    facts, recording = media.facts, media.recording
    if facts["muted"] or recording is None:
        return
    start_ms, end_ms = _played(facts["source"])
    heard_ms = recording.audible_ms(start_ms, end_ms)
    if not heard_ms or (heard_ms <= SHORT_MS and not facts["loop"]):
        return
    seconds = {"seconds": heard_ms // 1000}
    if (facts["controls"] and facts["shown"]) or _a_button_stops(opened, media):
        sentence = N_("%(seconds)d s of sound start by themselves.")
        yield Found(AUTOPLAY_IS_SHORT.id, media.element, sentence, seconds)
    else:
        sentence = N_("%(seconds)d s of sound start by themselves, and nothing here stops them.")
        yield Found(AUTOPLAY_CAN_BE_STOPPED.id, media.element, sentence, seconds)


def _a_button_stops(opened: Opened, media: Media) -> bool:
    if len(media.element.selector) > 1 or not opened.variant.javascript:
        return False
    with opened.again() as page:
        page.wait_for_load_state()
        return bool(opened.ask("media_control", media.element.selector[0], page))


def _played(url: str) -> tuple[int, int | None]:
    """The times of a media fragment (W3C Media Fragments URI 1.0): ``#t=8,10`` or ``#t=25``."""
    found = re.fullmatch(r"t=(?:npt:)?([\d.]*)(?:,([\d.]+))?", urlsplit(url).fragment)
    if not found:
        return 0, None
    start, end = found.groups()
    return int(float(start or 0) * 1000), int(float(end) * 1000) if end else None
