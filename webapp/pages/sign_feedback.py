"""Viewers say whether they understood a signed version or a clip, and see what became of it."""

from __future__ import annotations

from pathlib import PurePath

from flask import Blueprint, Response, abort, current_app, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from webapp import access, names, report_token, respond
from webapp.extensions import db
from webapp.look import Choice
from webapp.media.storage import StorageFull
from webapp.models import SignClip, SignFeedback, SignTrack
from webapp.models.sign_clip import MAX_BYTES
from webapp.models.sign_feedback import TEXT_CHARACTERS

blueprint = Blueprint("sign_feedback", __name__)

ANSWERS = (
    Choice("yes", lazy_gettext("Yes, I understood")),
    Choice("partly", lazy_gettext("Partly")),
    Choice("no", lazy_gettext("No")),
)
STATES = {
    "open": Choice("open", lazy_gettext("Waits for a reviewer")),
    "answered": Choice("good", lazy_gettext("Answered")),
}


@blueprint.route("/media/<slug>/signs/<int:track_id>/feedback", methods=["GET", "POST"])
@access.media()
def of_version(slug: str, track_id: int) -> Response:
    """Ask about a signed version, or take what a viewer says of it."""
    track = next((each for each in access.current_media().signed if each.id == track_id), None)
    return _answer(track or abort(404))


@blueprint.route("/media/<slug>/clips/<int:clip_id>/feedback", methods=["GET", "POST"])
@access.media()
def of_clip(slug: str, clip_id: int) -> Response:
    """Ask about a clip of a term, or take what a viewer says of it."""
    clip = SignClip.shown_in(access.current_media(), clip_id)
    return _answer(clip or abort(404))


@blueprint.get("/my-feedback")
@access.anyone
def mine() -> Response:
    """Show what somebody said of signing, and what became of it."""
    said = SignFeedback.made_by(access.person(), report_token.current())
    answer = respond.page("pages/my_feedback.html", said=said, answers=ANSWERS, states=STATES)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.app_template_global("understood_words")
def understood_words() -> dict[str | int, str]:
    """What each answer is called."""
    return {each.value: each.word for each in ANSWERS}


def _answer(about: SignTrack | SignClip) -> Response:
    return _take(about) if request.method == "POST" else _form(about)


def _take(about: SignTrack | SignClip) -> Response:
    text = names.clean(request.form.get("text", ""), TEXT_CHARACTERS + 1)
    errors = {}
    if request.form.get("understood") not in {each.value for each in ANSWERS}:
        errors["understood"] = _("Say whether you understood it.")
    if len(text) > TEXT_CHARACTERS:
        errors["text"] = _("Say it in at most %(count)s letters.", count=TEXT_CHARACTERS)
    reply = "" if errors else _keep_reply(errors)
    if errors:
        return _form(about, errors)
    person, token = access.person(), report_token.current()
    new = "" if person or token else report_token.make()
    try:
        SignFeedback.say(
            about,
            understood=request.form["understood"],
            text=text,
            at_ms=request.form.get("at", type=int),
            reply=reply,
            person=person,
            token=token or new,
        )
        db.session.commit()
    except BaseException:
        db.session.rollback()
        if reply:
            current_app.extensions["storage"].delete(reply)
        raise
    answer = respond.see_other(
        url_for("watch.show", slug=access.current_media().slug, _anchor="player"),
        announce=_("Thank you. A reviewer will look at it."),
    )
    return report_token.keep(answer, new) if new else answer


def _keep_reply(errors: dict[str, str]) -> str:
    """Put a signed reply into quarantine, and return its name there; '' where there is none."""
    file = request.files.get("reply")
    if file is None or not file.filename:
        return ""
    size = file.stream.seek(0, 2)
    file.stream.seek(0)
    if not 0 < size <= MAX_BYTES:
        errors["reply"] = _("This file is empty, or larger than 20 MB. Send a shorter video.")
        return ""
    db.session.commit()  # nobody waits for the database while the file is written
    storage = current_app.extensions["storage"]
    try:
        name: str = storage.save(file.stream, PurePath(file.filename).suffix, unchecked=True)
    except StorageFull as full:
        errors["reply"] = str(full)
        return ""
    return name


def _form(about: SignTrack | SignClip, errors: dict[str, str] | None = None) -> Response:
    return respond.page(
        "pages/sign_feedback.html",
        status=422 if errors else 200,
        media=access.current_media(),
        about=about,
        answers=[(each.value, each.word, "") for each in ANSWERS],
        understood=request.form.get("understood", ""),
        text=request.form.get("text", ""),
        characters=TEXT_CHARACTERS,
        errors=errors or {},
    )
