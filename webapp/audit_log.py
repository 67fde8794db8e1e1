"""Writing down what security and moderation did.

``record`` adds an entry to the present session, so that it is committed together with its cause,
or not at all. It holds no secrets, and of a person only the name, which others see anyway. Entries
are kept for good: they are small, and whoever looks into an incident may come a year later.
"""

from __future__ import annotations

from typing import Any

from flask import has_request_context
from flask_babel import lazy_gettext as _

from webapp import access, logs
from webapp.extensions import db
from webapp.models import Invitation, Library, LogEntry, Media, User

EVENTS = {
    "account.created": _("An account was made"),
    "account.changed": _("An account was changed"),
    "account.deleted": _("An account was deleted"),
    "account.exported": _("Somebody took a copy of what is theirs"),
    "login.succeeded": _("Somebody logged in"),
    "login.failed": _("A log-in failed"),
    "login.locked": _("Log-in was locked after too many tries"),
    "login.unlocked": _("Log-in was unlocked"),
    "logout.done": _("Somebody logged out"),
    "password.changed": _("A password was changed"),
    "password.reset": _("A forgotten password was replaced"),
    "address.changed": _("An e-mail address was changed"),
    "factor.added": _("A second step or passkey was added"),
    "factor.removed": _("A second step or passkey was removed"),
    "factor.failed": _("A second step failed"),
    "session.ended": _("Somebody was logged out elsewhere"),
    "role.given": _("A role was given"),
    "role.taken": _("A role was taken away"),
    "member.removed": _("Somebody was removed from a library"),
    "invitation.sent": _("An invitation was sent"),
    "invitation.withdrawn": _("An invitation was withdrawn"),
    "invitation.accepted": _("An invitation was accepted"),
    "library.created": _("A library was made"),
    "library.changed": _("The settings of a library were changed"),
    "glossary.changed": _("A glossary was changed"),
    "media.uploaded": _("A video was uploaded"),
    "media.changed": _("What is said of a video was changed"),
    "media.moved": _("A video was moved to another library"),
    "media.deleted": _("A video was deleted"),
    "visibility.changed": _("Who may watch a video was changed"),
    "interface.signed": _("A clip of the interface was changed"),
    "signing.deleted": _("A signed version was deleted"),
    "audit.started": _("An audit was started"),
    "job.retried": _("A job was tried again"),
    "jobs.retried": _("All jobs of a kind that failed were tried again"),
    "job.cancelled": _("A job was stopped"),
    "captions.published": _("Captions were published"),
    "captions.unpublished": _("Captions were taken from viewers"),
    "signing.published": _("A signed version was published"),
    "signing.unpublished": _("A signed version was taken from viewers"),
    "signing.cropped": _("A part of a signed version was kept that may cut hands"),
}
"""Every event, and what it says to a person."""

Subject = User | Media | Library | Invitation
"""What something can be done to."""
ON_THE_SERVER = "On the server"
"""Who acts where nobody asked by the web: a worker, or somebody at the command line."""


def record(
    event: str,
    *,
    subject: Subject | None = None,
    library: Library | None = None,
    actor: User | None = None,
    **details: Any,
) -> LogEntry:
    """Add an entry to the session; the caller commits it with its cause.

    Args:
        event: one of ``EVENTS``; KeyError for another, so that each can be read and filtered.
        subject: what it was done to. It must have its id (flush before).
        library: where; left out: where the subject is.
        actor: who did it; left out: whoever is logged in.
        details: what else an auditor needs, as JSON. No secrets, and nothing personal that the
            entry can do without.

    Returns:
        The entry.
    """
    if event not in EVENTS:
        raise KeyError(event)
    in_request = has_request_context()
    actor = actor or (access.person() if in_request else None)
    kind, key, name = _named(subject)
    where = library or _library_of(subject)
    entry = LogEntry(
        event=event,
        actor_id=actor.id if actor else None,
        actor_name=actor.shown_name if actor else "" if in_request else ON_THE_SERVER,
        library_id=where.id if where else None,
        subject_kind=kind,
        subject_id=key,
        subject_name=name[:300],
        details=details,
        request_id=logs.request_id(),
    )
    db.session.add(entry)
    return entry


def _named(subject: Subject | None) -> tuple[str, str, str]:
    """What kind of thing it is, what identifies it, and what people call it."""
    match subject:
        case User():
            return "person", str(subject.id), subject.shown_name
        case Media():
            return "media", subject.slug, subject.title
        case Library():
            return "library", subject.slug, subject.name
        case Invitation():
            return "invitation", str(subject.id), subject.email
    return "", "", ""


def _library_of(subject: Subject | None) -> Library | None:
    if isinstance(subject, Media | Invitation):
        return subject.library
    return subject if isinstance(subject, Library) else None
