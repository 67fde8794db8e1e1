"""Captioning again with another model, language or prompt: to ask for it, and how far it is."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, request, url_for
from flask_babel import gettext as _

from webapp import access, languages, names, respond
from webapp.access import May
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import GlossaryTerm, Recaption, Transcript, User
from webapp.models.glossary import PROMPT_CHARACTERS
from webapp.models.recaption import SMALL_ENGINE, SPEECH_SERVER
from webapp.pages.review import review, wishes

blueprint = Blueprint("review_again", __name__, url_prefix=review.ADDRESS)

NOT_FOR_WORDS = "silero"
"""Models whose names begin so tell speech from music, and no words."""


@blueprint.get("/again")
@access.media(May.REVIEW)
def show(slug: str, transcript_id: int) -> Response:
    """Show the form, or how far the work is; a poll gets the latter alone."""
    return _page(review.current_transcript())


@blueprint.post("/again")
@access.media(May.REVIEW)
def ask(slug: str, transcript_id: int) -> Response:
    """Ask for it: one at a time."""
    transcript = review.current_transcript()
    if transcript.kind != "captions" or transcript.state == "aside":
        abort(404)
    errors, wish = {}, Recaption.newest_of(transcript.id)
    model, language = request.form.get("model", ""), request.form.get("language", "")
    prompt = names.clean(request.form.get("prompt", ""), PROMPT_CHARACTERS + 1)
    if model not in {value for value, _word in models(transcript)}:
        errors["model"] = _("Choose one of the list.")
    if language and language not in languages.KNOWN:
        errors["language"] = _("Choose one of the list.")
    if len(prompt) > PROMPT_CHARACTERS:
        errors["prompt"] = _("Say it in at most %(count)s letters.", count=PROMPT_CHARACTERS)
    if wish is not None and not wish.job.is_over:
        errors["again"] = _("It is being heard already. Wait, or stop that first.")
    if not transcript.media.has_audio:
        errors["again"] = _("This video has no sound to listen to.")
    if errors:
        return _page(transcript, errors)
    Recaption.ask(transcript, _person(), model=model, language=language, prompt=prompt)
    db.session.commit()
    return respond.see_other(_address(transcript), announce=_("It is being heard again."))


@blueprint.post("/again/<int:wish_id>")
@access.media(May.REVIEW)
def change(slug: str, transcript_id: int, wish_id: int) -> Response:
    """Stop the work (``do``: stop), or try again what failed (``do``: retry)."""
    return wishes.change(db.session.get(Recaption, wish_id), _address(review.current_transcript()))


def models(transcript: Transcript) -> list[tuple[str, str]]:
    """What can listen: models that are installed, and the speech server where it is allowed to."""
    settings: Settings = current_app.extensions["settings"]
    found = sorted(
        file.stem.removeprefix("ggml-") for file in settings.models_dir.glob("ggml-*.bin")
    )
    server = settings.remote_engine_host
    may_leave = server and transcript.media.library.heard_by != "here"
    return [
        ("", _("As usual")),
        *([(SPEECH_SERVER, _("The speech server %(server)s", server=server))] * bool(may_leave)),
        *((name, name) for name in found if not name.startswith(NOT_FOR_WORDS)),
        (SMALL_ENGINE, _("The small engine that knows English only")),
    ]


def _page(transcript: Transcript, errors: dict[str, str] | None = None) -> Response:
    wish = Recaption.newest_of(transcript.id)
    sentence = _outcome(wish) if wish else ""
    return respond.page(
        "pages/review_again.html",
        block="progress",
        status=422 if errors else 200,
        announce=wishes.news(wish, sentence),
        **review.context(transcript),
        **wishes.progress(wish, sentence, _address(transcript)),
        models=models(transcript),
        languages=languages.choices(_("Find out each time")),
        model=request.form.get("model", ""),
        language=request.form.get("language", transcript.language),
        prompt=request.form.get("prompt", GlossaryTerm.prompt(transcript.media)),
        errors=errors or {},
    )


def _outcome(wish: Recaption) -> str:
    running = _("Listening once more. You can leave this page; the work goes on.")
    if said := wishes.until_done(wish.job, running):
        return said
    if not wish.aside.has_cues:
        return _("Nothing that is said was found this time.")
    return _("It is ready. Compare it with your captions, and take what is better.")


def _address(transcript: Transcript) -> str:
    return url_for(".show", slug=transcript.media.slug, transcript_id=transcript.id)


def _person() -> User:
    return access.person() or abort(403)
