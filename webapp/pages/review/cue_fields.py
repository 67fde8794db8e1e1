"""What the form of one cue sends: its fields, which versions were seen, and where the caret is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import request
from flask_babel import gettext as _

from webapp.captions.stamps import read_stamp, stamp
from webapp.models import Cue
from webapp.pages.review import caret

TEXT_CHARACTERS = 2000
"""Far more than anybody reads in one caption; what is longer was pasted by mistake."""
NAME_CHARACTERS = 200


class Fields(NamedTuple):
    """One cue as a form shows it. Times are as they are typed."""

    text: str
    speaker: str
    label: str
    start: str
    end: str
    version: int
    """The version of the cue that this was made of."""

    @property
    def start_ms(self) -> int | None:
        return read_stamp(self.start)

    @property
    def end_ms(self) -> int | None:
        return read_stamp(self.end)

    @property
    def content(self) -> dict[str, Any]:
        """What is kept of it while it is not saved (``webapp.models.cue_draft.FIELDS``)."""
        start, end = self.start_ms, self.end_ms
        return {
            "text": self.text,
            "speaker": self.speaker,
            "label": self.label,
            "start_ms": self.start if start is None else start,
            "end_ms": self.end if end is None else end,
        }


def of_cue(cue: Cue) -> Fields:
    """Return the fields of a cue as it is."""
    return Fields(
        cue.text,
        cue.speaker or "",
        cue.label or "",
        stamp(cue.start_ms),
        stamp(cue.end_ms),
        cue.version,
    )


def of_content(content: Mapping[str, Any], version: int) -> Fields:
    """Return the fields of what was kept: a draft, or a snapshot of a revision."""
    start, end = content["start_ms"], content["end_ms"]
    return Fields(
        content["text"],
        content["speaker"] or "",
        content["label"] or "",
        start if isinstance(start, str) else stamp(start),
        end if isinstance(end, str) else stamp(end),
        version,
    )


def sent(cue: Cue) -> Fields:
    """Return what was sent; what a form has no field for is as the cue has it."""
    form, now = request.form, of_cue(cue)
    return Fields(
        caret.typed(now.text).strip()[: TEXT_CHARACTERS + 1],
        form.get("speaker", now.speaker).strip()[:NAME_CHARACTERS],
        form.get("label", now.label).strip()[:NAME_CHARACTERS],
        form.get("start", now.start).strip()[:20],
        form.get("end", now.end).strip()[:20],
        form.get("version", cue.version, type=int),
    )


def errors_of(fields: Fields, cue_id: int) -> dict[str, str]:
    """Return what is wrong with the fields, by the id of the field."""
    errors = {}
    if len(fields.text) > TEXT_CHARACTERS:
        errors[f"cue-text-{cue_id}"] = _(
            "Write at most %(count)s letters in one caption.", count=TEXT_CHARACTERS
        )
    elif not fields.text:
        errors[f"cue-text-{cue_id}"] = _(
            "This caption has no text. Write what is said, or delete the caption."
        )
    for name, ms in (("start", fields.start_ms), ("end", fields.end_ms)):
        if ms is None:
            errors[f"cue-{name}-{cue_id}"] = _("Write a time such as 1:02.500.")
    if not errors and (fields.start_ms or 0) >= (fields.end_ms or 0):
        errors[f"cue-end-{cue_id}"] = _(
            "The caption must end after it begins. Change one of the times."
        )
    return errors
