"""What pages say of a media in words, and the filters that put values into words."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from flask import Blueprint
from flask_babel import format_date, format_time, lazy_gettext
from flask_babel import gettext as _

from webapp import languages, sign_languages, sizes
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
    "viewer": Role(lazy_gettext("Viewer"), lazy_gettext("Watches what is for members.")),
    "uploader": Role(lazy_gettext("Uploader"), lazy_gettext("Adds videos, and looks after these.")),
    "reviewer": Role(lazy_gettext("Reviewer"), lazy_gettext("Adds and corrects captions.")),
    "librarian": Role(
        lazy_gettext("Librarian"),
        lazy_gettext("Does all of that with every video. Looks after people and the glossary."),
    ),
    "qa": Role(lazy_gettext("Quality auditor"), lazy_gettext("Sees what automated audits found.")),
    "admin": Role(
        lazy_gettext("Administrator"),
        lazy_gettext("Does everything here, and changes the library itself."),
    ),
}
VISIBILITY_WORDS = {
    "public": lazy_gettext("Everybody"),
    "link": lazy_gettext("Whoever has the link; no list shows it"),
    "members": lazy_gettext("Members of this library"),
    "people": lazy_gettext("Only people who are named"),
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
        if not media.captions.is_automatic:
            return Badge(_worth(media.captions), "good")
        growing = not media.captions.complete
        automatic = _("Automatic captions, still growing") if growing else _("Automatic captions")
        return Badge(automatic, "warn")
    if job is not None and job.state == "failed":
        return Badge(_("Could not be prepared"), "danger")
    if job is not None and not job.is_over:
        return Badge(_("Being prepared"))
    if media.has_audio is False:
        return Badge(_("No sound, no captions yet"))
    return Badge(_("No captions yet"))


def signed(media: Media) -> str:
    """Name the sign languages of a media as signers do, such as 'BSL, ASL'; empty: none."""
    return ", ".join(sign_languages.short_name_of(code) for code in media.sign_languages)


def visibility(media: Media) -> Badge | None:
    """Say who may watch, where it is not everybody."""
    words = {"link": _("By link"), "members": _("Only members"), "people": _("Named people")}
    word = words.get(media.visibility)
    return Badge(word) if word else None


def reviewed(transcript: Transcript) -> str:
    """Say how far captions can be trusted."""
    if transcript.is_automatic:
        return _("automatic, not reviewed")
    if transcript.state == "published":
        return _("reviewed by people")
    words = {"corrected": _("corrected by people"), "verified": _("verified against the sound")}
    return words.get(transcript.trust, _("from a caption file"))


def _worth(captions: Transcript) -> str:
    if captions.state == "published":
        return _("Captions reviewed")
    words = {"corrected": _("Captions corrected"), "verified": _("Captions verified")}
    return words.get(captions.trust, _("Captions from a file"))


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


@blueprint.app_template_filter("day")
def day(when: datetime) -> str:
    """Put a day such as ``21 November 2026``."""
    return format_date(when, "long")


@blueprint.app_template_filter("iso_day")
def iso_day(when: str) -> str:
    """Put the day of a time that is written like ``2026-11-21T16:25:00``."""
    return day(datetime.fromisoformat(when))


@blueprint.app_template_filter("moment")
def moment(when: datetime, exact: bool = False) -> str:
    """Put a time (UTC) such as ``21 November 2026, 16:25 UTC``, or to the second, but shorter."""
    width = "medium" if exact else "long"
    time = format_time(when, "medium" if exact else "short")
    return _("%(day)s, %(time)s UTC", day=format_date(when, width), time=time)


@blueprint.app_context_processor
def words_for_templates() -> dict[str, object]:
    """Give every template what puts a media into words."""
    return {"access": access, "reviewed": reviewed, "signed": signed, "visibility": visibility}
