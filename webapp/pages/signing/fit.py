"""Fitting a signed version's time to the video's by hand: one or two moments seen in both."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import format_percent
from flask_babel import gettext as _

from webapp import access, names, respond
from webapp.access import May
from webapp.captions.stamps import read_stamp, stamp
from webapp.extensions import db
from webapp.media.two_point_fit import FitRefused, Pair, TimeFit, by_one, by_two
from webapp.models import SignTrack
from webapp.pages.signing import review

FIELDS = ("first_media", "first_signer", "second_media", "second_signer")
TIME_CHARACTERS = 20

blueprint = Blueprint("sign_fit", __name__, url_prefix=review.ADDRESS)


class Sent(NamedTuple):
    """What was typed, and what it means."""

    typed: dict[str, str]
    fit: TimeFit | None
    errors: dict[str, str]


@blueprint.get("/fit")
@access.media(May.REVIEW)
def show(slug: str, track_id: int) -> Response:
    """Show both videos, each to be played by itself, and the fields for what is seen in them."""
    return _page(review.current_track(), Sent(dict.fromkeys(FIELDS, ""), None, {}))


@blueprint.post("/fit")
@access.media(May.REVIEW)
def change(slug: str, track_id: int) -> Response:
    """``do``: try what the moments say (nothing is kept), keep it, or forget what was found."""
    track = review.current_track()
    match request.form.get("do", "try"):
        case "forget":
            track.fit(0, 1.0, how="")
            track.confidence = None
            return _kept(track, _("What was found is forgotten. Both begin together now."))
        case "keep":
            sent = _sent(track)
            if sent.fit is None:
                return _page(track, sent)
            track.fit(*sent.fit)
            return _kept(track, _("Kept. The signer follows the video like this now."))
        case "try":
            return _page(track, _sent(track))
    abort(400)


def _kept(track: SignTrack, done: str) -> Response:
    db.session.commit()
    here = url_for(".show", slug=track.media.slug, track_id=track.id)
    return respond.see_other(here, announce=done)


def _sent(track: SignTrack) -> Sent:
    """Read the form: two moments, or only the first."""
    typed = {name: names.clean(request.form.get(name, ""), TIME_CHARACTERS) for name in FIELDS}
    times = {name: read_stamp(text) for name, text in typed.items()}
    has_second = any(typed[name] for name in FIELDS[2:])
    asked = FIELDS if has_second else FIELDS[:2]
    errors = {name: _("Write a time such as 1:02.500.") for name in asked if times[name] is None}
    if errors:
        return Sent(typed, None, errors)
    first, second = (
        Pair(times[f"{which}_media"] or 0, times[f"{which}_signer"] or 0)
        for which in ("first", "second")
    )
    try:
        fit = by_two(first, second) if has_second else by_one(first, rate=track.rate)
    except FitRefused as refusal:
        return Sent(typed, None, {"second_media": _(str(refusal))})
    return Sent(typed, fit, {})


def _page(track: SignTrack, sent: Sent) -> Response:
    now = TimeFit(track.offset_ms, track.rate)
    shown = sent.fit or now
    more = {"offset_ms": shown.offset_ms, "rate": shown.rate}
    return respond.page(
        "pages/sign_fit.html",
        status=422 if sent.errors else 200,
        announce=" ".join(sentences(sent.fit)) if sent.fit else None,
        errors=sent.errors,
        typed=sent.typed,
        tried=sentences(sent.fit) if sent.fit else [],
        now=sentences(now),
        confidence=None if track.confidence is None else format_percent(track.confidence),
        **(review.context(track) | more),
    )


def sentences(fit: TimeFit) -> list[str]:
    """Say how the signer's time goes with the video's."""
    if fit.offset_ms == 0:
        begins = _("Both begin together.")
    elif fit.offset_ms > 0:
        begins = _("The signer begins at %(time)s of the video.", time=stamp(fit.offset_ms))
    else:
        at = stamp(round(-fit.offset_ms * fit.rate))
        begins = _("The video begins at %(time)s of the signed version.", time=at)
    if fit.rate == 1:
        return [begins, _("Both run at the same speed.")]
    share = format_percent(abs(fit.rate - 1), "0.###%")
    if fit.rate > 1:
        return [begins, _("The signed version is played %(share)s faster.", share=share)]
    return [begins, _("The signed version is played %(share)s slower.", share=share)]
