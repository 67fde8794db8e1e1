"""Where a person is logged in, and how she ends it elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from babel.units import format_unit
from flask import Blueprint, Response, abort, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from webapp import access, audit_log, respond
from webapp.accounts import devices, sessions
from webapp.accounts.sessions import fresh
from webapp.extensions import db
from webapp.models import SignIn, User

blueprint = Blueprint("sessions", __name__)

UNITS = (("day", 86_400_000), ("hour", 3_600_000), ("minute", 60_000), ("second", 1000))


class Line(NamedTuple):
    """One log-in, as the page shows it."""

    id: int
    device: str
    address: str
    began: datetime
    seen: datetime
    kept: bool
    here: bool


@blueprint.get("/account/sessions")
@fresh
@access.signed_in
def index() -> Response:
    """List where the person is logged in, this browser first."""
    here = sessions.current()
    lines = [_line(row, here) for row in sessions.live_of(_person())]
    lines.sort(key=lambda line: not line.here)
    return respond.page("pages/sessions.html", lines=lines, lasts=_lasts())


@blueprint.post("/account/sessions/<int:sign_in_id>/end")
@fresh
@access.signed_in
def end(sign_in_id: int) -> Response:
    """End one log-in of the person's own, on another device."""
    found = next((row for row in sessions.live_of(_person()) if row.id == sign_in_id), None)
    if found is None:
        abort(404)
    SignIn.end(_person(), SignIn.id == found.id)
    audit_log.record("session.ended", subject=_person(), device=found.device)
    db.session.commit()
    return respond.see_other(
        url_for(".index"), announce=_("Logged out: %(device)s.", device=devices.shown(found.device))
    )


@blueprint.post("/account/sessions/end-others")
@fresh
@access.signed_in
def end_others() -> Response:
    """End every log-in of the person but this one."""
    sessions.end_others(_person())
    audit_log.record("session.ended", subject=_person(), device="all others")
    db.session.commit()
    return respond.see_other(
        url_for(".index"),
        announce=_("You are logged out everywhere else. Here you stay logged in."),
    )


def _line(row: SignIn, here: SignIn | None) -> Line:
    return Line(
        id=row.id,
        device=devices.shown(row.device),
        address=row.address,
        began=_moment(row.created_ms),
        seen=_moment(row.seen_ms),
        kept=row.kept,
        here=here is not None and row.id == here.id,
    )


def _lasts() -> dict[str, str]:
    """How long a log-in lasts, in words."""
    lifetimes = sessions.lifetimes()
    return {
        "idle": _in_words(lifetimes.usual.idle_ms),
        "at_most": _in_words(lifetimes.usual.absolute_ms),
        "kept_idle": _in_words(lifetimes.kept.idle_ms),
        "kept_at_most": _in_words(lifetimes.kept.absolute_ms),
    }


def _in_words(milliseconds: int) -> str:
    """A time in the largest unit that divides it, such as ``12 hours``."""
    unit, length = next(unit for unit in UNITS if milliseconds % unit[1] == 0)
    return format_unit(milliseconds // length, f"duration-{unit}", locale=get_locale() or "en")


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _person() -> User:
    user = access.person()
    assert user is not None  # noqa: S101  # the declaration asks for it
    return user
