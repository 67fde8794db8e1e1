"""One video with the signer in it: to ask for, to wait for, to play and to save.

It is for phones that play one video at a time, for browsers without scripts, and to take along.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from webapp import access, media_links, names, respond
from webapp.access import May
from webapp.extensions import db
from webapp.media import composed
from webapp.models import Composition, SignTrack
from webapp.models.composition import LAYOUTS, Layout
from webapp.pages import files, polling

ADDRESS = "/media/<slug>/signs/<int:track_id>/composed"
blueprint = Blueprint("compositions", __name__, url_prefix=ADDRESS)

SHARES = (17, 25, 34, 50)
"""In percent of the width. Few, so that one is made once for many people."""
USUAL_SHARE = 34


@blueprint.get("")
@access.media()
def show(slug: str, track_id: int) -> Response:
    """Show what there is, and the form."""
    return _form(_track(track_id), {})


@blueprint.post("")
@access.media()
def ask(slug: str, track_id: int) -> Response:
    """Have one made (``layout``, ``share``), unless it is there."""
    track, errors = _track(track_id), {}
    layout = request.form.get("layout", "")
    share = request.form.get("share", 0, type=int)
    if layout not in LAYOUTS:
        errors["layout"] = _("Choose one of the list.")
    if share not in SHARES:
        errors["share"] = _("Choose one of the list.")
    if track.media.rendition is None:
        errors["ask"] = _("The video itself cannot be played yet. Ask again when it is ready.")
    if errors:
        return _form(track, errors)
    chosen: Layout = "side" if layout == "side" else "corner"
    wish = Composition.ask(track, chosen, share)
    db.session.commit()
    return respond.see_other(_address(wish))


@blueprint.get("/<int:composition_id>")
@access.media()
def one(slug: str, track_id: int, composition_id: int) -> Response:
    """Show one of them, or how far the work on it is; a poll gets that part alone."""
    made = _composition(track_id, composition_id)
    is_over = bool(made.file) or made.job is None or made.job.is_over
    return respond.page(
        "pages/composition.html",
        block="progress",
        announce=_outcome(made) if is_over else None,
        media=made.track.media,
        track=made.track,
        made=made,
        word=_word(made.layout, made.share),
        sentence=_outcome(made),
        percent=round(made.job.fraction * 100) if made.job else 0,
        poll_url="" if is_over else _address(made),
        poll_every_s=polling.pause_s(made.job),
        captions=[each for each in made.track.media.transcripts if each.has_cues and each.offered],
    )


@blueprint.get("/<int:composition_id>/play")
@access.media()
def play(slug: str, track_id: int, composition_id: int) -> Answer:
    """Send one, in ranges (RFC 9110, 14), or with ``?save=1`` to be saved."""
    made = _composition(track_id, composition_id)
    if not made.file:
        abort(404)
    made.use()
    name = names.download_name(made.track.media.title, made.track.language, "mp4")
    return files.send(
        made.file, composed.MEDIA_TYPE, save_as=name if "save" in request.args else None
    )


def _form(track: SignTrack, errors: dict[str, str]) -> Response:
    return respond.page(
        "pages/compositions.html",
        status=422 if errors else 200,
        media=track.media,
        track=track,
        made=[(each, _word(each.layout, each.share)) for each in Composition.made_of(track)],
        layouts=[
            ("corner", _("In a corner of the video"), _("Above the place of the captions.")),
            ("side", _("Beside the video"), _("Nothing of the video is covered.")),
        ],
        shares=[(str(share), _("%(percent)s %% of the width", percent=share)) for share in SHARES],
        layout=request.form.get("layout", LAYOUTS[0]),
        share=request.form.get("share", str(USUAL_SHARE)),
        errors=errors,
    )


def _word(layout: str, share: int) -> str:
    if layout == "side":
        sentence: str = _("Signer beside the video, %(percent)s %% of the width", percent=share)
        return sentence
    return str(_("Signer in a corner, %(percent)s %% of the width", percent=share))


def _outcome(made: Composition) -> str:
    job = made.job
    if made.file:
        return str(_("It is ready."))
    if job is None or job.state in ("failed", "cancelled"):
        return str(_("It did not work: %(why)s", why=_(job.error) if job and job.error else ""))
    if job.state == "queued":
        return str(_("It is waiting for its turn. You can leave this page; the work goes on."))
    return str(_("It is being made. You can leave this page; the work goes on."))


def _address(made: Composition) -> str:
    return url_for(
        ".one",
        slug=made.track.media.slug,
        track_id=made.track_id,
        composition_id=made.id,
    )


def _track(track_id: int) -> SignTrack:
    """A signed version that viewers get, or that who asks reviews."""
    track = access.current_media().sign_track(track_id)
    if track is None or not track.file:
        abort(404)
    return track if _is_for_her(track) else abort(404)


def _is_for_her(track: SignTrack) -> bool:
    allowed = track.offered or media_links.is_media_origin()
    return allowed or access.may(May.REVIEW, track.media)


def _composition(track_id: int, composition_id: int) -> Composition:
    made = db.session.get(Composition, composition_id)
    if made is None or made.track_id != _track(track_id).id:
        abort(404)
    return made
