"""Three short questions on the first visit: sign language, how much on a page, colours.

They are offered on the page of videos, and nowhere pressed on anybody: no page is put before the
one that somebody came for, so that she need not find her way back (COGA, 'Help users stay on
task'). One question stands on a page, because what a new viewer can take in is not known yet. Each
answer is kept at once, so that whoever stops midway keeps what she chose. 'Later' keeps the look
as it is. Whoever has a kept look is not asked again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from flask import Blueprint, Response, abort, current_app, request, url_for
from flask_babel import lazy_gettext

from webapp import access, look, respond, sign_languages
from webapp.look import SIGN_LANGUAGES
from webapp.pages.settings import keep

blueprint = Blueprint("onboarding", __name__)


class Question(NamedTuple):
    """What is asked, and a sentence on what it is for."""

    name: str
    """Which part of the look it is about."""
    words: str
    about: str


QUESTIONS = (
    Question(
        "sign_language",
        lazy_gettext("Do you sign?"),
        lazy_gettext("Signed versions in your sign language then come first."),
    ),
    Question(
        "density",
        lazy_gettext("How much do you want on a page?"),
        lazy_gettext("Captions, signing, help and the next step are always there."),
    ),
    Question(
        "contrast",
        lazy_gettext("Which colours are good for your eyes?"),
        lazy_gettext("Videos keep their own colours."),
    ),
)
OFFERED_ON = "library.index"
ANSWERED = lazy_gettext("Kept. You can change it again under 'Look' and in the settings.")
LATER = lazy_gettext("All right. You find it under 'Look' and in the settings.")


@blueprint.app_context_processor
def offer() -> dict[str, Any]:
    """Tell the frame whether to offer the questions."""
    due = request.endpoint == OFFERED_ON and not look.is_chosen()
    return {"offers_questions": due and not respond.wants_fragment()}


@blueprint.get("/welcome/<question>")
@access.anyone
def show(question: str) -> Response:
    """Ask one question."""
    number = _number(question)
    return respond.page(
        "pages/onboarding.html",
        question=QUESTIONS[number],
        number=number + 1,
        count=len(QUESTIONS),
        before=QUESTIONS[number - 1] if number else None,
        next=_goal(request.args.get("next")),
        **_choices(question),
    )


@blueprint.post("/welcome/<question>")
@access.anyone
def answer(question: str) -> Response:
    """Keep one answer, and go on to the next question or to where the person wanted to go."""
    number, goal = _number(question), _goal(request.form.get("next"))
    if number + 1 < len(QUESTIONS):
        return keep(url_for(".show", question=QUESTIONS[number + 1].name, next=goal))
    return keep(goal, ANSWERED)


@blueprint.post("/welcome")
@access.anyone
def later() -> Response:
    """Keep the look as it is, and do not ask again."""
    goal = _goal(request.form.get("next"))
    return keep(goal, LATER)


def _number(question: str) -> int:
    names = [each.name for each in QUESTIONS]
    if question not in names:
        abort(404)
    return names.index(question)


def _goal(address: str | None) -> str:
    return respond.own_path(address, url_for(OFFERED_ON))


def _choices(question: str) -> dict[str, Any]:
    """The choices of a question; of sign languages those first that are likely to be hers."""
    if question != "sign_language":
        return {"choices": look.CHOICES[question], "others": ()}
    first = sign_languages.likely_choices()
    return {
        "choices": first,
        "others": [each for each in SIGN_LANGUAGES if each not in first],
        "clips": _clips(),
    }


def _clips() -> set[str]:
    """The sign languages in which a clip says its own name: ``static/signs/<code>.mp4``."""
    return {clip.stem for clip in Path(current_app.static_folder or "", "signs").glob("*.mp4")}
