"""Findings and suggestions in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from flask import Blueprint
from flask_babel import format_decimal, gettext, lazy_gettext

from webapp.captions.mending import Mend
from webapp.captions.readability import Readability

blueprint = Blueprint("lint_words", __name__)


class Said(Protocol):
    """A finding, fresh or kept."""

    @property
    def sentence(self) -> str: ...

    @property
    def values(self) -> Mapping[str, Any]: ...


GRADE_WORDS = {
    "easy": lazy_gettext("Easy to read."),
    "middle": lazy_gettext("Neither easy nor hard to read."),
    "hard": lazy_gettext("Hard to read."),
}
"""What a formula makes of a text (``webapp.captions.readability``)."""

MEND_WORDS = {
    "balance": lazy_gettext("Balance the lines"),
    "extend": lazy_gettext("Show it longer"),
    "close-gap": lazy_gettext("Close the gap"),
    "open-gap": lazy_gettext("Leave a gap"),
    "end-before": lazy_gettext("End the one before in time"),
    "end-with-speech": lazy_gettext("End it with the speech"),
    "start-with-speech": lazy_gettext("Begin it with the speech"),
    "onto-cut": lazy_gettext("Move it onto the cut"),
    "bracket": lazy_gettext("Put the sound in brackets"),
    "dash": lazy_gettext("Begin each speaker with a dash"),
    "clean": lazy_gettext("Take out what cannot be shown"),
    "term": lazy_gettext("Write it as the glossary does"),
    "split": lazy_gettext("Split it in the middle"),
}
"""What a suggestion does, as a button."""


@blueprint.app_template_filter("finding")
def in_words(finding: Said) -> str:
    """Put a finding into a sentence."""
    return gettext(finding.sentence) % {
        name: value if isinstance(value, str) else format_decimal(round(value, 2))
        for name, value in finding.values.items()
    }


@blueprint.app_template_filter("number")
def number(value: float) -> str:
    """Put a measure as exactly as somebody reads it, such as ``17.5``."""
    return format_decimal(round(value, 1))


@blueprint.app_template_filter("reading_word")
def reading_word(reading: Readability) -> str:
    """Say how easily a text is read; empty where nothing can be said."""
    return str(GRADE_WORDS.get(reading.grade, ""))


@blueprint.app_template_filter("mend_word")
def mend_word(mend: Mend | str) -> str:
    """Say what a suggestion does."""
    return str(MEND_WORDS[mend if isinstance(mend, str) else mend.name])
