"""Which part of a signer's picture is shown: suggested, or set by hand, over pictures of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, Response, abort, current_app, make_response, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from webapp import access, respond
from webapp.access import May
from webapp.extensions import db
from webapp.media.crop_edges import EDGES, Edges, Problem, cuts, edges_of, moved, problem
from webapp.media.failure import MediaError
from webapp.media.glance import glance
from webapp.media.signing_proof import WHOLE
from webapp.media.storage import is_quarantined
from webapp.models import CropTrial, SignActivity, SignTrack
from webapp.pages.signing import review

KEPT_S = 3600
BUSY = lazy_gettext("It is being prepared just now. Wait until that is done, and try again.")

blueprint = Blueprint("sign_crop", __name__, url_prefix=review.ADDRESS)


class Sent(NamedTuple):
    """What a form says."""

    typed: dict[str, str]
    edges: Edges | None
    errors: dict[str, str]


@blueprint.get("/crop")
@access.media(May.REVIEW)
def show(slug: str, track_id: int) -> Response:
    """Show the part that is shown now, or else the suggestion; ``trial``: what was tried."""
    track = uploaded_track()
    tried = db.session.get(CropTrial, request.args.get("trial", 0, type=int))
    crop = tried.crop if tried and tried.track_id == track.id else _shown(track)
    return _page(track, _of(edges_of(crop)))


@blueprint.post("/crop")
@access.media(May.REVIEW)
def change(slug: str, track_id: int) -> Response:
    """``move`` an edge by a hundredth, or ``do``: look, suggested, whole or keep."""
    track = uploaded_track()
    sent = _sent()
    if sent.edges is None:
        return _page(track, sent)
    if move := request.form.get("move"):
        return _page(track, _of(moved(sent.edges, move)), focus=f"move-{move}")
    match request.form.get("do", "look"):
        case "suggested" if track.suggested_crop:
            return _keep(track, track.suggested_crop)
        case "whole":
            return _keep(track, WHOLE)
        case "keep":
            return _judge(track, sent.edges)
        case "look" | "suggested":
            return _page(track, sent)
    abort(400)


@blueprint.get("/picture")
@access.media(May.REVIEW)
def picture(slug: str, track_id: int) -> Response:
    """Send the uploaded picture ``at`` a time (ms), whole: what was prepared is cut already."""
    track = uploaded_track()
    source = track.source
    db.session.rollback()  # nothing is held while the picture is looked for
    try:
        with current_app.extensions["storage"].local(source) as path:
            content = glance(path, max(request.args.get("at", 0, type=int), 0))
    except MediaError:
        abort(404)
    if not content:
        abort(404)
    answer = make_response(content)
    answer.content_type = "image/jpeg"
    answer.cache_control.private = True
    answer.cache_control.max_age = KEPT_S
    return answer


def uploaded_track() -> SignTrack:
    """The signed version of the address; 404 while there is no upload of it that was checked."""
    track = review.current_track()
    return track if track.source and not is_quarantined(track.source) else abort(404)


def keep(track: SignTrack, crop: Sequence[float]) -> Response:
    """Have a part of the picture prepared, unless it is shown already; all of it is one, too."""
    here = url_for("sign_review.show", slug=track.media.slug, track_id=track.id)
    if list(crop) == (track.crop or list(WHOLE)):
        return respond.see_other(here, announce=_("It is shown like this already."))
    track.crop_to(crop)
    db.session.commit()
    return respond.see_other(
        here, announce=_("Kept. The video is being prepared like this, which takes a while.")
    )


def _judge(track: SignTrack, edges: Edges) -> Response:
    """Keep what was set; what may cut a hand is tried on the whole video first."""
    if not cuts(edges, track.suggested_crop):
        return _keep(track, edges.crop)
    if track.is_being_prepared:
        return _page(track, _of(edges, {"keep": str(BUSY)}))
    trial = CropTrial.ask(track, edges.crop, review.person())
    db.session.commit()
    there = url_for(
        "sign_crop_trial.show", slug=track.media.slug, track_id=track.id, trial_id=trial.id
    )
    return respond.see_other(there)


def _keep(track: SignTrack, crop: Sequence[float]) -> Response:
    if track.is_being_prepared:
        return _page(track, _of(edges_of(crop), {"keep": str(BUSY)}))
    return keep(track, crop)


def _shown(track: SignTrack) -> Sequence[float] | None:
    return track.crop or track.suggested_crop


def _sent() -> Sent:
    typed = {name: request.form.get(name, "0").strip()[:10] for name in EDGES}
    try:
        edges = Edges(*(float(typed[name].replace(",", ".")) for name in EDGES))
        wrong = problem(edges)
    except ValueError:
        wrong = Problem("left", "number")
    if wrong is None:
        return Sent(typed, edges, {})
    words = {
        "number": _("Write how many hundredths to cut off at each edge, such as 12."),
        "outside": _("Less than nothing cannot be cut off. Write 0 or more."),
        "small": _("Leave at least a fifth of the picture's width and height."),
    }
    return Sent(typed, None, {wrong.edge: words[wrong.what]})


def _of(edges: Edges, errors: dict[str, str] | None = None) -> Sent:
    return Sent({name: f"{getattr(edges, name):g}" for name in EDGES}, edges, errors or {})


def _page(track: SignTrack, sent: Sent, focus: str = "") -> Response:
    shown = sent.edges or edges_of(_shown(track))
    trial = CropTrial.last(track)
    return respond.page(
        "pages/sign_crop.html",
        status=422 if sent.errors else 200,
        errors=sent.errors,
        typed=sent.typed,
        edges=shown,
        suggested=edges_of(track.suggested_crop) if track.suggested_crop else None,
        may_cut=cuts(shown, track.suggested_crop),
        moments=_moments(track),
        focus=focus,
        is_whole=edges_of(track.crop).is_whole,
        trial=trial if trial and not trial.is_shown else None,
        insisted=_insisted(trial),
        **review.context(track),
    )


def _insisted(trial: CropTrial | None) -> str:
    """Who kept what is shown although it cuts what moves; empty: nobody."""
    if trial is None or not (trial.insisted and trial.is_shown):
        return ""
    return trial.person.shown_name if trial.person else _("Somebody")


def _moments(track: SignTrack) -> list[tuple[int, str]]:
    """Times (ms) to look at, each with what it shows."""
    last = max(track.duration_ms - 500, 0)
    found = [(min(500, last), _("Beginning")), (last // 2, _("Middle")), (last, _("End"))]
    far = [at for check in track.checks if check.name in ("cut_off", "hands") for at in check.at_ms]
    activity = SignActivity.of(track.id)
    if not far and activity and activity.stretches:
        start, end = max(activity.stretches, key=lambda each: each[1] - each[0])
        far = [(start + end) // 2]
    return found + [(at, _("Hands far out")) for at in far[:1]]
