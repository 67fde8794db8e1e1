"""How long people wait, in words: where nobody knows, it says so."""

from __future__ import annotations

import math

from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.models.outlook import Outlook

HOUR_S = 3600
EXACT_S = 10 * 60
"""From here on minutes are rounded up to five: nobody knows them better."""


def sentence(outlook: Outlook) -> str:
    """Say when the captions of an upload will be there."""
    if not outlook.is_worked_off:
        return _nobody_works()
    if outlook.seconds is None:
        return _("We do not know yet how long the captions take.") + _ahead(outlook)
    said = _("The captions are ready in about %(time)s.", time=rough(outlook.seconds))
    return said + _ahead(outlook)


def sentence_before(outlook: Outlook) -> str:
    """Say how long an upload would wait for its turn, to somebody who is about to upload."""
    if not outlook.is_worked_off:
        return _nobody_works()
    if outlook.seconds is None:
        return _("We do not know yet how long captions take here.") + _ahead(outlook)
    if not outlook.ahead:
        return _("No other video waits: work on your captions begins soon.")
    said = _("Work on your captions begins in about %(time)s.", time=rough(outlook.seconds))
    return said + _ahead(outlook)


def sentence_of_copy(outlook: Outlook) -> str:
    """Say when the copy of what is somebody's is ready."""
    if not outlook.is_worked_off:
        return _(
            "No program makes copies here just now. Yours waits; "
            "whoever runs this library can start it."
        )
    if outlook.seconds is None:
        return _("We do not know yet how long it takes.")
    return _("It is ready in about %(time)s.", time=rough(outlook.seconds))


def rough(seconds: float) -> str:
    """Say a time as exactly as an estimate is."""
    if seconds > 1.5 * HOUR_S:
        return ngettext("one hour", "%(num)s hours", round(seconds / HOUR_S))
    minutes = max(1, math.ceil(seconds / 60))
    if seconds > EXACT_S:
        minutes = math.ceil(minutes / 5) * 5
    return ngettext("one minute", "%(num)s minutes", minutes)


def _ahead(outlook: Outlook) -> str:
    if not outlook.ahead:
        return ""
    return " " + ngettext(
        "One video is before yours.", "%(num)s videos are before yours.", outlook.ahead
    )


def _nobody_works() -> str:
    return _(
        "No program writes captions here just now. Your file is kept and waits; "
        "whoever runs this library can start it."
    )
