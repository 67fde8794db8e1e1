"""What pages say of signed versions: their kinds, the steps of their preparation."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from webapp import sign_languages
from webapp.models import Media, SignTrack

blueprint = Blueprint("sign_words", __name__)

NATURES = (
    (
        "interpretation",
        lazy_gettext("Interpretation"),
        lazy_gettext("An interpreter signs what is said."),
    ),
    (
        "translation",
        lazy_gettext("Translation by a deaf person"),
        lazy_gettext("A deaf person translated it, and signs it."),
    ),
    (
        "original",
        lazy_gettext("The original language"),
        lazy_gettext("It was signed first. The other video is the translation."),
    ),
)
"""Each kind, its name, and what it means."""
FOR_VIEWERS = {
    "interpretation": lazy_gettext("interpreted"),
    "translation": lazy_gettext("translated by a deaf person"),
    "original": lazy_gettext("original"),
}
STEPS = {
    "received": lazy_gettext("Received"),
    "checked": lazy_gettext("Examined"),
    "playable": lazy_gettext("Playable version"),
    "pictures": lazy_gettext("Pictures"),
    "active": lazy_gettext("When somebody signs"),
    "fitted": lazy_gettext("Time fitted to the video"),
    "ready": lazy_gettext("Ready"),
}
DOING = {
    "checked": lazy_gettext("The video is being examined."),
    "playable": lazy_gettext("A version that every browser can play is being made."),
    "pictures": lazy_gettext("Still pictures are being taken."),
    "active": lazy_gettext("It is being found out when somebody signs."),
    "fitted": lazy_gettext("Its time is being fitted to that of the video."),
    "ready": lazy_gettext("Almost done."),
}


@blueprint.app_template_filter("sign_nature")
def nature_of(track: SignTrack) -> str:
    """Say to viewers how a signed version came about, such as 'interpreted'."""
    return str(FOR_VIEWERS.get(track.nature, ""))


@blueprint.app_template_global("signed_version")
def name_of(track: SignTrack) -> str:
    """Name a signed version in one line: its sign language and who signs."""
    language = sign_languages.short_name_of(track.language)
    return (
        _("%(language)s, %(who)s", language=language, who=track.title) if track.title else language
    )


@blueprint.app_template_global("signed_itself")
def signed_itself(media: Media) -> str:
    """Say that the video itself is signed; empty where it is not."""
    if not media.signed_in:
        return ""
    return _(
        "The video itself is signed: %(language)s. Its captions are the translation.",
        language=sign_languages.name_of(media.signed_in),
    )
