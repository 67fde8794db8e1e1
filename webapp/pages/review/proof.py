"""Proof of saved files: each format is written, read again and compared with the captions."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from flask import Blueprint, Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from webapp import respond
from webapp.access import May, media
from webapp.captions import formats
from webapp.captions.proof import HOLDS, Fault, Kind, Proof
from webapp.models.gate import proofs
from webapp.pages.review import review

blueprint = Blueprint("review_proof", __name__, url_prefix=review.ADDRESS)

COMPARED: dict[Kind, str] = {
    "words": lazy_gettext("Words"),
    "times": lazy_gettext("Times"),
    "speaker": lazy_gettext("Speakers"),
    "sound": lazy_gettext("Sounds"),
    "place": lazy_gettext("Places"),
    "style": lazy_gettext("Letters"),
}
WORDS = COMPARED | {"caption": lazy_gettext("Captions")}
SHOWN_FAULTS = 10


class Cell(NamedTuple):
    """How one kind of thing came through one format."""

    word: str
    kind: str
    """``good``, ``danger``, or '' where the format cannot hold it."""


class Row(NamedTuple):
    """What came of one format."""

    title: str
    cells: list[Cell]
    faults: tuple[Fault, ...]
    more: int
    """How many faults are not shown."""
    dropped: tuple[str, ...]


@blueprint.get("/proof")
@media(May.REVIEW)
def show(slug: str, transcript_id: int) -> Response:
    """Show what each format keeps, cannot keep, and loses although it could keep it."""
    transcript = review.current_transcript()
    return respond.page(
        "pages/review_proof.html",
        **review.context(transcript),
        rows=[_row(each) for each in proofs(transcript)],
        compared=COMPARED,
        words=WORDS,
    )


def _row(proof: Proof) -> Row:
    faults = Counter(each.kind for each in proof.faults)
    return Row(
        formats.FORMATS[proof.format].title,
        [_cell(proof.format, kind, faults) for kind in COMPARED],
        proof.faults[:SHOWN_FAULTS],
        max(0, len(proof.faults) - SHOWN_FAULTS),
        proof.dropped,
    )


def _cell(format: str, kind: Kind, faults: Counter[Kind]) -> Cell:
    if kind not in HOLDS[format]:
        return Cell(_("not held"), "")
    count = faults[kind] + (faults["caption"] if kind == "words" else 0)
    if not count:
        return Cell(_("all kept"), "good")
    return Cell(ngettext("%(num)d lost", "%(num)d lost", count), "danger")
