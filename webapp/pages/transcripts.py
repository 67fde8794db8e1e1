"""The transcript of a media: in parts beside the picture, searched, as text, and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask_babel import gettext as _
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from webapp import access, interface_language, kept, respond
from webapp.extensions import READ_ONLY_METHODS
from webapp.look import current_look
from webapp.models import Cue, Media, Transcript
from webapp.models.known_terms import digest_of, terms_of
from webapp.models.transcript import Found
from webapp.pages.paging import Paging
from webapp.pages.words import clock
from webapp.watching import current_watching

blueprint = Blueprint("transcripts", __name__)

LINES = 36
"""Lines of the transcript that one page, or one fragment, holds: about two screens."""
OF_LINES = ("transcript", "first_number", "line_count", "part", "parts", "edge", "at_ms")
"""What the lines of a page depend on, besides who looks."""
FOUND_LINES = 20
"""Lines that were found on one page of them."""
QUERY_CHARACTERS = 100


class Seat(NamedTuple):
    """Where the transcript is on the watch page."""

    place: str
    """``beside``, ``below`` or ``alone``: where it stands when it is open."""
    is_open: bool
    in_more: bool
    """With what a density leaves out."""


class Group(NamedTuple):
    """Lines that were found close together, with the one before and the one after."""

    first_number: int
    lines: Sequence[Cue]


@blueprint.get("/media/<slug>/transcript")
@access.media()
def show(slug: str) -> Response:
    """Show a part of the transcript to read, or put it beside the picture.

    ``captions``: which transcript; ``part``: which part of it, from 1, or ``at``: the part that
    holds this moment, in milliseconds. ``edge``: the part is added ``before`` or ``after`` the
    lines that are shown; without it, it takes their place.
    """
    shown = lines_of(access.current_media(), request.args.get("at", type=int))
    if shown["transcript"] is None:
        abort(404)
    block = "lines" if request.args.get("edge") else "list"
    return respond.page("pages/transcript.html", block=block, **shown)


@blueprint.get("/media/<slug>/transcript/find")
@access.media()
def find(slug: str) -> Response:
    """Show the lines that hold ``q``; a script gets all their numbers, and marks them itself."""
    transcript = _asked_for()
    query = request.args.get("q", "")[:QUERY_CHARACTERS].strip()
    found = transcript.find(query)
    paging = Paging.asked(len(found), FOUND_LINES)
    here = found[paging.span]
    return respond.page(
        "pages/transcript_find.html",
        block="found",
        media=transcript.media,
        transcript=transcript,
        query=query,
        count=len(found),
        found=found,
        groups=[] if respond.wants_fragment() else _with_neighbours(transcript, here),
        spans={each.number: each.spans for each in here},
        page=paging.page,
        pages=paging.pages,
    )


@blueprint.get("/media/<slug>/transcript/whole")
@access.media()
def whole(slug: str) -> Response:
    """Show the whole transcript, to be printed or read at one go."""
    transcript = _asked_for()
    return respond.page(
        "pages/transcript_whole.html",
        media=transcript.media,
        transcript=transcript,
        first_number=1,
        line_count=None,
        part=1,
        parts=1,
        edge=None,
        at_ms=None,
    )


@blueprint.get("/media/<slug>/transcript.txt")
@access.media()
def text(slug: str) -> Response:
    """Send the whole transcript as plain text, with its times where ``times`` is asked for."""
    transcript = _asked_for()
    lines = _written(transcript, with_times="times" in request.args)
    answer = current_app.response_class("\n".join(lines) + "\n", mimetype="text/plain")
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def lines_of(media: Media, at_ms: int | None) -> dict[str, Any]:
    """Return one part of a transcript: what it costs does not grow with the transcript."""
    chosen = _chosen(media)
    parts = max(1, -(-(chosen.cue_count if chosen else 0) // LINES))
    part = min(max(_part(chosen, at_ms), 1), parts)
    return {
        "media": media,
        "transcript": chosen,
        "first_number": (part - 1) * LINES + 1,
        "line_count": LINES,
        "part": part,
        "parts": parts,
        "edge": request.args.get("edge"),
        "at_ms": at_ms,
    }


@blueprint.app_template_global()
@pass_context
def kept_lines(context: Context) -> Markup:
    """Lines of a transcript as they stand in a page: the same for all who have the same look.

    The template has what `lines_of` gave.
    """
    shown = {name: context[name] for name in OF_LINES}
    transcript: Transcript = shown["transcript"]
    first, count = shown["first_number"], shown["line_count"]

    def read() -> str:
        lines = transcript.cues(limit=count, offset=first - 1)
        return render_template("parts/lines.html", media=transcript.media, lines=lines, **shown)

    made_of = (
        (transcript.cache_key, transcript.language, digest_of(terms_of(transcript))),
        tuple(shown[name] for name in OF_LINES[1:]),
        (current_look().key, interface_language.of_page().tag),
    )
    if request.method in READ_ONLY_METHODS:
        html = kept.by_version("lines", repr(made_of), read, largest=kept.LARGEST)
    else:
        html = read()  # what it shows may be rolled back
    return Markup(html)  # noqa: S704 - a template of ours made it


def seat_of(media: Media) -> Seat:
    """Return where the transcript goes: as the viewer chose, else as her density has it."""
    density, chosen = current_look().density, current_watching().transcript
    is_sound = media.kind == "audio"
    usual = "below" if is_sound else "beside"
    if chosen == "auto":
        # Of sound there is nothing to see but the words, so they are never one step away.
        return Seat(usual, density != 3 or is_sound, density < 3 and not is_sound)
    return Seat(usual if chosen == "closed" else chosen, chosen != "closed", False)


@blueprint.app_template_filter("word_starts")
def word_starts(cue: Cue) -> str:
    """When each word of a cue begins, in ms after the cue; '' where the words have no times.

    A cue that was corrected since it was heard may have other words than those that were timed.
    """
    if not cue.words or len(cue.words) != len(cue.text.split()):
        return ""
    return " ".join(str(max(0, word[1] - cue.start_ms)) for word in cue.words)


@blueprint.app_template_filter("as_line")
def as_line(text: str) -> str:
    """A cue's text as one line of reading; only a new speaker begins another."""
    return text if "\n-" in text else text.replace("\n", " ")


@blueprint.app_template_filter("cut_at")
def cut_at(text: str, spans: list[tuple[int, int]]) -> list[tuple[str, bool]]:
    """Cut a text into pieces, each with whether it was found."""
    pieces, done = [], 0
    for start, end in spans:
        pieces += [(text[done:start], False), (text[start:end], True)]
        done = end
    return [*pieces, (text[done:], False)]


def _chosen(media: Media) -> Transcript | None:
    """Return the transcript that was asked for, else the one that is shown first."""
    asked = request.args.get("captions", type=int)
    chosen = next((t for t in media.texts() if t.id == asked), None)
    if chosen:
        return chosen
    watching = current_watching()
    return media.captions_for(
        current_look().reading_level, watching.captions_language, watching.captions_wording
    )


def _asked_for() -> Transcript:
    return _chosen(access.current_media()) or abort(404)


def _part(chosen: Transcript | None, at_ms: int | None) -> int:
    if chosen is None or at_ms is None:
        return request.args.get("part", 1, type=int)
    return (chosen.number_at(at_ms) - 1) // LINES + 1


def _with_neighbours(transcript: Transcript, found: list[Found]) -> list[Group]:
    """What was found, each with the line before and after it; what touches stands together."""
    groups: list[Group] = []
    cues = transcript.cues()
    for each in found:
        first, after = max(1, each.number - 1), min(len(cues), each.number + 1) + 1
        if groups and first <= groups[-1].first_number + len(groups[-1].lines):
            first = groups.pop().first_number
        groups.append(Group(first, cues[first - 1 : after - 1]))
    return groups


def _written(transcript: Transcript, *, with_times: bool) -> list[str]:
    notice = [_("Automatic captions, not reviewed.")] if transcript.is_automatic else []
    lines = [transcript.media.title, *notice, ""]
    speaker = None
    for cue in transcript.cues():
        said = as_line(cue.text)
        if cue.speaker and cue.speaker != speaker:
            said = f"{cue.speaker}: {said}"
        speaker = cue.speaker
        lines.append(f"{clock(cue.start_ms)} {said}" if with_times else said)
    return lines
