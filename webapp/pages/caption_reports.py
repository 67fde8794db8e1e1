"""A viewer says what is wrong with a caption, and sees later what became of it."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, Response, current_app, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.datastructures import MultiDict

from webapp import access, names, report_token, respond
from webapp.events import caption_reported
from webapp.extensions import db
from webapp.look import Choice
from webapp.models import Cue, Media, Report, Transcript

blueprint = Blueprint("caption_reports", __name__)

TEXT_CHARACTERS = 500
NONE_OF_THEM = "none"
"""Chosen where a caption is missing altogether."""

KINDS = (
    Choice("words", lazy_gettext("Wrong words")),
    Choice("sound", lazy_gettext("A sound is missing")),
    Choice("speaker", lazy_gettext("Wrong speaker")),
    Choice("fast", lazy_gettext("Too fast to read")),
    Choice("covers", lazy_gettext("Covers something in the picture")),
    Choice("other", lazy_gettext("Something else")),
)
STATES = {
    "open": Choice("open", lazy_gettext("Waits for a reviewer")),
    "mended": Choice("good", lazy_gettext("Mended")),
    "kept": Choice("kept", lazy_gettext("Looked at, and left as it is")),
}


class Counts(NamedTuple):
    """What the watch page says of reports."""

    open: int
    """Those that wait for whoever looks, if she may review; else 0."""
    own: bool
    """Whether she may have reported something herself."""


@blueprint.get("/media/<slug>/report")
@access.media()
def form(slug: str) -> Response:
    """Show the form for the captions around ``t`` (ms) of the transcript ``captions``."""
    return _form_page()


@blueprint.post("/media/<slug>/report")
@access.media()
def send(slug: str) -> Response:
    """Take a report; the same person's of the same caption and kind stays one."""
    kind = request.form.get("kind", "")
    text = names.clean(request.form.get("text", ""), TEXT_CHARACTERS + 1)
    errors = {}
    if kind not in {each.value for each in KINDS}:
        errors["kind"] = _("Choose what is wrong.")
    if kind == "other" and not text:
        errors["text"] = _("Say what is wrong.")
    if len(text) > TEXT_CHARACTERS:
        errors["text"] = _("Say it in at most %(count)s letters.", count=TEXT_CHARACTERS)
    if errors:
        return _form_page(errors)
    person, token = access.person(), report_token.current()
    new = "" if person or token else report_token.make()
    cue = _cue()
    report = Report.say(
        access.current_media(),
        cue,
        at_ms=cue.start_ms if cue else _at_ms(),
        kind=kind,
        text=text,
        reporter=person,
        token=token or new,
    )
    db.session.commit()
    caption_reported.send(current_app._get_current_object(), report_id=report.id)  # type: ignore[attr-defined]
    answer = _thanks()
    return report_token.keep(answer, new) if new else answer


@blueprint.get("/my-reports")
@access.anyone
def mine() -> Response:
    """Show what somebody has reported, and what became of it."""
    answer = respond.page(
        "pages/my_reports.html",
        reports=Report.made_by(access.person(), report_token.current()),
        kinds=kind_words(),
        states=STATES,
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def counts(media: Media) -> Counts:
    """What the watch page says of a media's reports."""
    waiting = Report.open_for(media) if access.may("review", media) else 0
    return Counts(waiting, access.person() is not None or bool(report_token.current()))


def _form_page(errors: dict[str, str] | None = None) -> Response:
    media, transcript = access.current_media(), _transcript()
    cues = transcript.around(_at_ms()) if transcript else []
    now = [cue.id for cue in cues if cue.start_ms <= _at_ms()]
    chosen = str(now[-1]) if now else NONE_OF_THEM
    return respond.page(
        "pages/report.html",
        block="form",
        status=422 if errors else 200,
        media=media,
        transcript=transcript,
        at_ms=_at_ms(),
        cues=cues,
        now=now[-1] if now else None,
        chosen=request.form.get("cue", chosen),
        kind=request.form.get("kind", ""),
        kinds=KINDS,
        text=request.form.get("text", ""),
        characters=TEXT_CHARACTERS,
        errors=errors or {},
        sent=False,
    )


def _thanks() -> Response:
    """In a dialog the film goes on behind; without scripts one comes back to the moment."""
    if respond.wants_fragment():
        return respond.page(
            "pages/report.html", block="form", media=access.current_media(), sent=True
        )
    transcript = _transcript()
    back = url_for(
        "watch.show",
        slug=access.current_media().slug,
        captions=transcript.id if transcript else None,
        t=_at_ms() / 1000,
        _anchor="player",
    )
    return respond.see_other(back, announce=_("Thank you. A reviewer will look at it."))


def _sent() -> MultiDict[str, str]:
    """What was sent: by a form in its body, by a link in its address."""
    return request.form if request.method == "POST" else request.args


def _transcript() -> Transcript | None:
    """The transcript that is reported, else the one that is shown first."""
    media = access.current_media()
    asked = _sent().get("captions", type=int)
    chosen = media.transcript(asked) if asked else None
    return chosen if chosen and chosen.offered else media.captions


def _cue() -> Cue | None:
    """The cue that was chosen, if it is one of this media."""
    wanted, transcript = request.form.get("cue", type=int), _transcript()
    cue = db.session.get(Cue, wanted) if wanted else None
    belongs = cue is not None and transcript is not None and cue.transcript_id == transcript.id
    return cue if belongs else None


def _at_ms() -> int:
    asked = _sent().get("t", 0, type=int)
    return min(max(asked, 0), access.current_media().duration_ms)


def kind_words() -> dict[Any, str]:
    """What each kind of report is called."""
    return {each.value: each.word for each in KINDS}
