"""What pages say of a media in words, and the filters that put values into words."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint

from webapp import languages, sizes
from webapp.models import Media, Transcript

blueprint = Blueprint("words", __name__)

blueprint.add_app_template_filter(languages.name_of, "language_name")
blueprint.add_app_template_filter(languages.direction, "direction")
blueprint.add_app_template_filter(languages.well_formed, "language_tag")
blueprint.add_app_template_filter(sizes.in_words, "size")


class Role(NamedTuple):
    """What a role is called, and what it lets somebody do."""

    word: str
    about: str


ROLE_WORDS = {
    "viewer": Role("Viewer", "Watches what is for members."),
    "uploader": Role("Uploader", "Adds videos, and looks after these."),
    "reviewer": Role("Reviewer", "Adds and corrects captions."),
    "librarian": Role(
        "Librarian", "Does all of that with every video. Looks after people and the glossary."
    ),
    "qa": Role("Quality auditor", "Sees what automated audits found."),
    "admin": Role("Administrator", "Does everything here, and changes the library itself."),
}
VISIBILITY_WORDS = {
    "public": "Everybody",
    "link": "Whoever has the link; no list shows it",
    "members": "Members of this library",
    "people": "Only people who are named",
}
"""Who may watch, as a choice."""


class Badge(NamedTuple):
    """A few words, and the kind of badge that shows them."""

    word: str
    kind: str = ""


def access(media: Media) -> Badge:
    """Say what a deaf viewer can expect of this media."""
    job = media.job
    if media.captions is not None:
        growing = not media.captions.complete
        if media.captions.is_automatic:
            return Badge("Automatic captions" + (", still growing" if growing else ""), "warn")
        return Badge("Captions", "good")
    if job is not None and job.state == "failed":
        return Badge("Could not be prepared", "danger")
    if job is not None and not job.is_over:
        return Badge("Being prepared")
    if media.has_audio is False:
        return Badge("No sound, no captions yet")
    return Badge("No captions yet")


def visibility(media: Media) -> Badge | None:
    """Say who may watch, where it is not everybody."""
    word = {"link": "By link", "members": "Only members", "people": "Named people"}.get(
        media.visibility
    )
    return Badge(word) if word else None


def reviewed(transcript: Transcript) -> str:
    """Say how far captions can be trusted."""
    return "automatic, not reviewed" if transcript.is_automatic else "from a caption file"


@blueprint.app_template_filter("clock")
def clock(ms: int) -> str:
    """Put a time or length like ``12:40`` or ``1:02:03``."""
    seconds = ms // 1000
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


@blueprint.app_template_filter("duration")
def duration(ms: int) -> str:
    """Put a length as HTML's ``datetime`` wants it, such as ``PT760S``."""
    return f"PT{ms // 1000}S"


@blueprint.app_context_processor
def words_for_templates() -> dict[str, object]:
    """Give every template what puts a media into words."""
    return {"access": access, "reviewed": reviewed, "visibility": visibility}
