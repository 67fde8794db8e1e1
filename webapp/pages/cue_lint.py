"""Lint while one types: what is wrong with a cue as its fields stand, and what could be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select, tuple_

from webapp import access, respond
from webapp.access import May
from webapp.captions import document
from webapp.captions.lint import Finding
from webapp.captions.measure import columns, count_words, reading_columns
from webapp.captions.mending import Mend, mends
from webapp.extensions import db
from webapp.models import Cue, Transcript
from webapp.models.kept_lint import rules_of
from webapp.pages.review import cue_fields, review
from webapp.pages.review.cue_fields import Fields

blueprint = Blueprint("cue_lint", __name__, url_prefix=f"{review.ADDRESS}/cues/<int:cue_id>")

BESIDE = 4
"""So many cues before and after one decide what is found in it, and what can be done."""


class Check(NamedTuple):
    """A cue as it is typed, held against the rules."""

    findings: Sequence[Finding]
    mends: Sequence[Mend]
    speed: float | None
    """Characters a second; None where the times make no sense."""
    rate: int | None
    """Words a minute; None where words cannot be counted either."""
    lines: Sequence[int]
    """How wide each line is, in characters."""

    @property
    def key(self) -> str:
        """Names what was found, so that only news are said."""
        return " ".join(sorted(f"{each.severity[0]}:{each.code}" for each in self.findings))


@blueprint.route("/lint", methods=["GET", "POST"])
@access.media(May.REVIEW)
def check(slug: str, transcript_id: int, cue_id: int) -> Response:
    """Say what lint finds in a cue as its fields stand. Nothing is saved.

    ``lint_seen``: what the page says already (``Check.key``); other findings are announced.
    """
    transcript = review.current_transcript()
    cue = db.session.get(Cue, cue_id)
    if cue is None or cue.transcript_id != transcript.id or cue.deleted_at_ms is not None:
        abort(404)
    fields = cue_fields.sent(cue)
    found = check_of(transcript, cue, fields)
    is_news = found.key != request.form.get("lint_seen", found.key)
    return respond.page(
        "pages/cue_lint.html",
        block="lint",
        announce=_summary(found) if is_news else None,
        cue=cue,
        fields=fields,
        check=found,
        **review.context(transcript),
    )


@blueprint.app_template_global("check_of")
def check_of(transcript: Transcript, cue: Cue, fields: Fields) -> Check:
    """Hold a cue with some fields against the rules."""
    cues, index = in_place(cue, fields)
    rules, typed = rules_of(transcript), cues[index]
    shown = typed.end_ms - typed.start_ms
    words = count_words(typed.text)
    mine = [each for each in rules.findings(cues) if each.cue == index]
    return Check(
        sorted(mine, key=lambda each: each.severity),
        mends(cues, index, rules),
        reading_columns(typed.text) * 1000 / shown if shown > 0 else None,
        round(words * 60_000 / shown) if words and shown > 0 else None,
        [columns(line) for line in typed.text.split("\n")],
    )


def in_place(cue: Cue, fields: Fields) -> tuple[list[document.Cue], int]:
    """Return a cue with some fields among its neighbours, and its index."""
    was = cue.as_caption()
    typed = replace(
        was,
        text=fields.text,
        speaker=fields.speaker or None,
        label=fields.label or None,
        start_ms=was.start_ms if fields.start_ms is None else fields.start_ms,
        end_ms=was.end_ms if fields.end_ms is None else fields.end_ms,
    )
    if was.text != typed.text:
        typed = replace(typed, markup=None)
    around = [each.as_caption() for each in neighbours(cue)]
    index = sum(each.start_ms <= typed.start_ms for each in around)
    return [*around[:index], typed, *around[index:]], index


def neighbours(cue: Cue) -> list[Cue]:
    """Return the cues before and after one, in order of time."""
    return [*reversed(_next_to(cue, after=False)), *_next_to(cue, after=True)]


def _next_to(cue: Cue, *, after: bool) -> Sequence[Cue]:
    """The nearest first."""
    place: Any = tuple_(Cue.start_ms, Cue.id)
    here = tuple_(cue.start_ms, cue.id)
    order = (Cue.start_ms, Cue.id) if after else (Cue.start_ms.desc(), Cue.id.desc())
    return db.session.scalars(
        select(Cue)
        .where(
            Cue.transcript_id == cue.transcript_id,
            Cue.deleted_at_ms.is_(None),
            place > here if after else place < here,
        )
        .order_by(*order)
        .limit(BESIDE)
    ).all()


def _summary(found: Check) -> str:
    if not found.findings:
        return _("Nothing is wrong with this caption.")
    errors = sum(each.severity == "error" for each in found.findings)
    warnings = len(found.findings) - errors
    counts = [ngettext("1 error", "%(num)s errors", errors)] if errors else []
    if warnings:
        counts.append(ngettext("1 warning", "%(num)s warnings", warnings))
    return _("In this caption: %(counts)s.", counts=", ".join(counts))
