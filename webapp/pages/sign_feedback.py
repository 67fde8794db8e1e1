"""Viewers say whether they understood a signed version or a clip, and see what became of it."""

from __future__ import annotations

import math
from pathlib import PurePath

from flask import Blueprint, Response, abort, current_app, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from webapp import access, names, report_token, respond
from webapp.captions.stamps import read_stamp, stamp
from webapp.extensions import db
from webapp.look import Choice
from webapp.media.storage import StorageFailure
from webapp.models import Media, SignClip, SignFeedback, SignTrack
from webapp.models.sign_clip import MAX_BYTES
from webapp.models.sign_feedback import TEXT_CHARACTERS
from webapp.pages.interface_signs import place_title
from webapp.stored_files import kept_by_commit

blueprint = Blueprint("sign_feedback", __name__)

MOMENT_CHARACTERS = 20
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
    media = access.current_media()
    track = next((each for each in media.signed if each.id == track_id), None)
    return _answer(track or abort(404), media.title, _back_to(media))


@blueprint.route("/media/<slug>/clips/<int:clip_id>/feedback", methods=["GET", "POST"])
@access.media()
def of_clip(slug: str, clip_id: int) -> Response:
    """Ask about a clip of a term, or take what a viewer says of it."""
    media = access.current_media()
    clip = SignClip.shown_in(media, clip_id)
    return _answer(clip or abort(404), media.title, _back_to(media))


@blueprint.route("/signing/clips/<int:clip_id>/feedback", methods=["GET", "POST"])
@access.anyone
def of_interface(clip_id: int) -> Response:
    """Ask about a clip of a text of the interface, or take what a viewer says of it."""
    clip = SignClip.of_interface(clip_id) or abort(404)
    back = respond.own_path(request.args.get("next"), "/")
    return _answer(clip, place_title(clip.place), back)


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


def _back_to(media: Media) -> str:
    return url_for("watch.show", slug=media.slug, _anchor="player")


def _answer(about: SignTrack | SignClip, title: str, back: str) -> Response:
    """Ask about what is called ``title``, or take the answer and go ``back``."""
    if request.method == "POST":
        return _take(about, title, back)
    at_s = request.args.get("t", type=float)
    moment = stamp(round(at_s * 1000)) if at_s and math.isfinite(at_s) and at_s > 0 else ""
    return _form(about, title, back, "" if _moment(about, moment)[1] else moment)


def _take(about: SignTrack | SignClip, title: str, back: str) -> Response:
    text = names.clean(request.form.get("text", ""), TEXT_CHARACTERS + 1)
    moment = names.clean(request.form.get("moment", ""), MOMENT_CHARACTERS)
    errors = {}
    if request.form.get("understood") not in {each.value for each in ANSWERS}:
        errors["understood"] = _("Say whether you understood it.")
    at_ms, error = _moment(about, moment)
    if error:
        errors["moment"] = error
    if len(text) > TEXT_CHARACTERS:
        errors["text"] = _("Say it in at most %(count)s letters.", count=TEXT_CHARACTERS)
    reply = "" if errors else _keep_reply(errors)
    if errors:
        return _form(about, title, back, moment, errors)
    person, token = access.person(), report_token.current()
    new = "" if person or token else report_token.make()
    with kept_by_commit(reply):
        SignFeedback.say(
            about,
            understood=request.form["understood"],
            text=text,
            at_ms=at_ms,
            reply=reply,
            person=person,
            token=token or new,
        )
    answer = respond.see_other(back, announce=_("Thank you. A reviewer will look at it."))
    return report_token.keep(answer, new) if new else answer


def _moment(about: SignTrack | SignClip, typed: str) -> tuple[int | None, str]:
    """When it is, in the signed version's own time, that was typed as a time of the video.

    None without one; then with what is wrong, where something is.
    """
    if not typed or not isinstance(about, SignTrack):
        return None, ""
    media_ms = read_stamp(typed)
    if media_ms is None:
        return None, _("Write a time such as 1:02.")
    at_ms = about.time_of(media_ms)
    if at_ms < 0:
        return None, _("The signed version begins after this moment.")
    if about.duration_ms and at_ms > about.duration_ms:
        return None, _("The signed version ends before this moment.")
    return at_ms, ""


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
    except StorageFailure as failure:
        errors["reply"] = str(failure)
        return ""
    return name


def _form(
    about: SignTrack | SignClip,
    title: str,
    back: str,
    moment: str = "",
    errors: dict[str, str] | None = None,
) -> Response:
    return respond.page(
        "pages/sign_feedback.html",
        status=422 if errors else 200,
        title=title,
        back=back,
        about=about,
        has_moments=isinstance(about, SignTrack),
        moment=moment,
        answers=[(each.value, each.word, "") for each in ANSWERS],
        understood=request.form.get("understood", ""),
        text=request.form.get("text", ""),
        characters=TEXT_CHARACTERS,
        errors=errors or {},
    )
