"""A track of captions: whether it can be loaded, and what its captions are like."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from playwright.sync_api import APIRequestContext, Error

from webapp.audit.finding import Element, Found
from webapp.audit.media_rules import (
    CAPTIONS_IN_BOUNDS,
    CAPTIONS_IN_ORDER,
    CAPTIONS_LANGUAGE,
    CAPTIONS_LOAD,
    CAPTIONS_NOT_EMPTY,
    CAPTIONS_READABLE,
)
from webapp.audit.rule import N_
from webapp.captions.document import CaptionError, Captions, Cue
from webapp.captions.formats import read_partly
from webapp.captions.lint import lint
from webapp.captions.parting import GRAMMARS, likely_language
from webapp.captions.profiles import SIGHTLINE

BEYOND_MS = 1000
"""By so much captions may outlast their media: players round, and the last one stays a moment."""
SURE_WORDS = 20
"""From fewer words nobody can tell a language."""


def look_at_track(
    request: APIRequestContext, track: dict[str, Any], element: Element, duration_ms: int | None
) -> Iterator[Found]:
    """Yield what is wrong with the captions that a track element points to."""
    try:
        answer = request.get(track["source"])
    except Error:
        answer = None
    if answer is None or not answer.ok:
        status = answer.status if answer is not None else 0
        yield Found(
            CAPTIONS_LOAD.id,
            element,
            N_("The captions cannot be loaded: the server answers %(status)d."),
            {"status": status},
        )
        return
    try:
        captions, problems = read_partly(answer.body(), "vtt")
    except CaptionError as error:
        yield Found(
            CAPTIONS_LOAD.id, element, N_("Browsers cannot read it: %(why)s"), {"why": str(error)}
        )
        return
    if problems:
        yield Found(
            CAPTIONS_LOAD.id,
            element,
            N_("Browsers leave out %(count)d places of this file. The first: %(why)s"),
            {"count": len(problems), "why": problems[0].sentence},
        )
    yield from _captions(captions, track, element, duration_ms)


def _captions(
    captions: Captions, track: dict[str, Any], element: Element, duration_ms: int | None
) -> Iterator[Found]:
    cues = captions.cues
    if not any(cue.text.strip() for cue in cues):
        yield Found(CAPTIONS_NOT_EMPTY.id, element, N_("There is no caption in this file."))
        return
    yield from _language(cues, track, element)
    late = [b for a, b in pairwise(cues) if b.start_ms < a.start_ms]
    if late:
        yield Found(
            CAPTIONS_IN_ORDER.id,
            element,
            N_("%(count)d captions begin before the one above them, first “%(text)s”."),
            {"count": len(late), "text": late[0].text},
        )
    last = max(cue.end_ms for cue in cues)
    if duration_ms is not None and last > duration_ms + BEYOND_MS:
        yield Found(
            CAPTIONS_IN_BOUNDS.id,
            element,
            N_("The captions end at %(last)s s, the media at %(end)s s."),
            {"last": last / 1000, "end": duration_ms / 1000},
        )
    errors = (
        [] if late else [each for each in lint(captions, SIGHTLINE) if each.severity == "error"]
    )
    if errors:
        yield Found(
            CAPTIONS_READABLE.id,
            element,
            N_("%(count)d captions cannot be read well. The first: %(why)s"),
            {"count": len(errors), "why": errors[0].message},
            "needs-person",
        )


def _language(cues: Sequence[Cue], track: dict[str, Any], element: Element) -> Iterator[Found]:
    declared = track["language"].split("-")[0].lower()
    if not declared:
        yield Found(
            CAPTIONS_LANGUAGE.id, element, N_("This track does not say what language it is in.")
        )
        return
    texts = [cue.text for cue in cues]
    guessed = likely_language(texts)
    sure = declared in GRAMMARS and sum(len(text.split()) for text in texts) >= SURE_WORDS
    if sure and guessed and guessed != declared:
        yield Found(
            CAPTIONS_LANGUAGE.id,
            element,
            N_("This track says “%(declared)s”, and its text reads like “%(guessed)s”."),
            {"declared": declared, "guessed": guessed},
        )
