"""The quality report of a signed version: what was measured, what is asked for, how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from webapp import access, respond, sign_check_words
from webapp.access import May
from webapp.models import SignTrack
from webapp.models.sign_check import SignCheck
from webapp.pages import files

blueprint = Blueprint(
    "sign_report", __name__, url_prefix="/media/<slug>/signing/<int:track_id>/report"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One check as people read it."""

    check: SignCheck
    name: str
    sentence: str
    again: str
    """How to film again; empty where nothing is wrong."""


@dataclass(frozen=True, slots=True)
class Group:
    """Checks that came out alike. ``kind``: danger, warn, info or good."""

    word: str
    kind: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Report:
    """What examining one signed version found, what is worst first."""

    groups: list[Group]
    musts: int
    shoulds: int

    @property
    def kind(self) -> str:
        return "danger" if self.musts else "warn" if self.shoulds else "good"

    @property
    def word(self) -> str:
        """The outcome in two words, for lists."""
        if self.musts:
            return _("Must be better")
        return _("Could be better") if self.shoulds else _("In order")

    @property
    def sentences(self) -> list[str]:
        """The outcome, for whoever reads nothing else."""
        if not self.musts and not self.shoulds:
            return [_("Nothing has to be mended.")]
        found = []
        if self.musts:
            found.append(
                ngettext(
                    "1 thing must be mended before it is published.",
                    "%(num)s things must be mended before it is published.",
                    self.musts,
                )
            )
        if self.shoulds:
            found.append(
                ngettext(
                    "1 thing should be mended.", "%(num)s things should be mended.", self.shoulds
                )
            )
        return found


@blueprint.get("")
@access.media(May.REVIEW)
def show(slug: str, track_id: int) -> Response:
    """Show the report by itself, as a page or as a part of one."""
    track = _track(track_id)
    return respond.page(
        "pages/sign_report.html",
        block="primary",
        media=access.current_media(),
        track=track,
        report=of(track),
    )


@blueprint.get("/<int:check_id>/still")
@access.media(May.REVIEW)
def still(slug: str, track_id: int, check_id: int) -> Response:
    """Send the picture that a check means."""
    checks = _track(track_id).checks
    name = next((each.still for each in checks if each.id == check_id), "")
    if not name:
        abort(404)
    return files.send(name, "image/jpeg")


def of(track: SignTrack) -> Report | None:
    """Put what was found into words; None where nothing was examined, or not yet."""
    checks = track.checks
    if not checks:
        return None
    failed = [check for check in checks if check.ok is False]
    musts = [check for check in failed if check.level == "must"]
    shoulds = [check for check in failed if check.level != "must"]
    groups = (
        (_("Must be mended"), "danger", musts),
        (_("Should be mended"), "warn", shoulds),
        (_("Not checked"), "info", [check for check in checks if check.ok is None]),
        (_("In order"), "good", [check for check in checks if check.ok]),
    )
    return Report(
        [Group(word, kind, _lines(found)) for word, kind, found in groups if found],
        len(musts),
        len(shoulds),
    )


def _lines(checks: Sequence[SignCheck]) -> list[Line]:
    return [
        Line(
            check,
            sign_check_words.name_of(check),
            sign_check_words.sentence_of(check),
            sign_check_words.again_of(check),
        )
        for check in checks
    ]


def _track(track_id: int) -> SignTrack:
    track = access.current_media().sign_track(track_id)
    if track is None:
        abort(404)
    return track
