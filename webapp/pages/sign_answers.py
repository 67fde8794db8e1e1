"""Reviewers see what viewers said of signed versions and clips, and answer. Never in public."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from webapp import access, media_links, names, respond
from webapp.access import May
from webapp.extensions import db
from webapp.models import Media, SignFeedback, SignTrack
from webapp.models.sign_feedback import TEXT_CHARACTERS
from webapp.pages import files

blueprint = Blueprint("sign_answers", __name__)


@blueprint.get("/signing/feedback")
@access.signed_in
def index() -> Response:
    """Show what waits for whoever looks; ``track``: all that was said of one signed version."""
    return _page()


@blueprint.post("/signing/feedback/<int:feedback_id>")
@access.signed_in
def answer(feedback_id: int) -> Response:
    """Answer one viewer, who reads it."""
    said = _said(feedback_id)
    text = names.clean(request.form.get("answer", ""), TEXT_CHARACTERS + 1)
    error = ""
    if not text:
        error = _("Write an answer.")
    elif len(text) > TEXT_CHARACTERS:
        error = _("Say it in at most %(count)s letters.", count=TEXT_CHARACTERS)
    if error:
        return _page(said, text, error)
    said.close(text, access.person())
    db.session.commit()
    here = url_for(".index", track=request.args.get("track", type=int))
    return respond.see_other(here, announce=_("Answered. Whoever said it can read that."))


@blueprint.get("/signing/feedback/<int:feedback_id>.mp4")
@access.signed_in
def reply(feedback_id: int) -> AnyResponse:
    """Send what a viewer signed, to those who may answer."""
    allowed = media_links.is_media_origin()
    said = db.session.get(SignFeedback, feedback_id) if allowed else _said(feedback_id)
    if said is None or not said.reply_playable:
        abort(404)
    return files.send(said.reply_playable, "video/mp4")


def may_answer(said: SignFeedback) -> bool:
    """Whether whoever asks reviews what this is about."""
    person = access.person()
    if said.track:
        return access.may(May.REVIEW, said.track.media)
    term = said.clip.term if said.clip else None
    if term is None:
        return access.may_on_site(May.GLOSSARY)
    if term.media_id is not None:
        return access.may(May.GLOSSARY, db.session.get_one(Media, term.media_id))
    return person is not None and May.GLOSSARY in access.allowed(person, term.library_id or 0)


@blueprint.app_template_global("feedback_counts")
def feedback_counts(track: SignTrack) -> dict[str, int]:
    """How many viewers understood a signed version, partly, or not."""
    return SignFeedback.counts([track.id])[track.id]


def _said(feedback_id: int) -> SignFeedback:
    said = db.session.get(SignFeedback, feedback_id)
    if said is None or not may_answer(said):
        abort(404)
    return said


def _page(refused: SignFeedback | None = None, text: str = "", error: str = "") -> Response:
    asked = request.args.get("track", type=int)
    track = db.session.get(SignTrack, asked) if asked else None
    if asked and (track is None or not access.may(May.REVIEW, track.media)):
        abort(404)
    said = SignFeedback.of(track) if track else SignFeedback.open_ones()
    return respond.page(
        "pages/sign_answers.html",
        status=422 if error else 200,
        track=track,
        said=[each for each in said if may_answer(each)],
        refused=refused,
        text=text,
        errors={f"answer-{refused.id}": error} if refused else {},
    )
