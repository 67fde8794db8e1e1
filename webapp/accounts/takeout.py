"""A copy of everything that is a person's, in one zip file of plain formats (GDPR, article 20).

It is built on the disk, one transcript after the other, so that it takes little memory however
much there is. Originals are not in it: they are listed with their addresses.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePath
from typing import IO, Any

from flask import current_app
from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from webapp import mail, names
from webapp.captions import formats
from webapp.captions.document import Note
from webapp.extensions import db
from webapp.media.storage import FileGone
from webapp.models import (
    AuditHandCheck,
    AuditVerdict,
    CueDraft,
    CueNote,
    LogEntry,
    Media,
    Place,
    Report,
    ReviewStep,
    SignFeedback,
    SignIn,
    SignTrack,
    Transcript,
    User,
)

NOT_REVIEWED = "Automatic captions, not reviewed."
READ_ME = """This is a copy of what is yours on Sightline.

account.json      who you are here, your libraries and roles, your passkeys
preferences.json  how pages look for you
watching.json     how you want to watch
reviewing.json    the keys that you chose for reviewing
log-ins.json      where you were logged in
activity.json     what the log says that you did
places.json       where you stopped watching
reports.json      what you reported of captions, and the answers
feedback.json     what you said of signing, and the answers
feedback/         the videos in which you said it, as you sent them
reviews.json      captions that you began to change, your notes on captions, and what you approved,
                  published or took back
audits.json       what you said of what audits found, and what you saw where they need a person
videos.json       your videos, with the address of each original file
captions/         the captions of your videos, as WebVTT

The address of an original works while you are logged in.
"""


def write(
    user_id: int, file: IO[bytes], on_progress: Callable[[float], None] = lambda _share: None
) -> None:
    """Write a person's zip into ``file``; the present session's transaction must be over.

    ``on_progress`` gets how much is in it, 0..1.
    """
    reading = db.engine.execution_options(read_only=True)
    with Session(reading) as session, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        user = session.get_one(User, user_id)
        zipped.writestr("read-me.txt", READ_ME)
        for name, content in (
            ("account", _account(user)),
            ("preferences", user.look),
            ("watching", user.watching or {}),
            ("reviewing", user.reviewing or {}),
            ("log-ins", _log_ins(session, user_id)),
            ("activity", _activity(session, user_id)),
            ("places", _places(session, user)),
            ("reports", _reports(session, user)),
            ("feedback", _feedback(session, user)),
            ("reviews", _reviews(session, user)),
            ("audits", _audits(session, user_id)),
            ("videos", _videos(session, user_id)),
        ):
            zipped.writestr(f"{name}.json", json.dumps(content, ensure_ascii=False, indent=2))
        transcripts, replies = _transcripts(session, user_id), [*_replies(session, user_id)]
        in_all = len(transcripts) + len(replies)
        for done, transcript_id in enumerate(transcripts, 1):
            zipped.writestr(*_captions(session, transcript_id))
            on_progress(done / in_all)
        for done, (path, reply) in enumerate(replies, len(transcripts) + 1):
            _add(zipped, path, reply)
            on_progress(done / in_all)


def _add(zipped: zipfile.ZipFile, path: str, reply: str) -> None:
    """Put a kept video into the zip, as it is: videos are small already."""
    with suppress(FileGone), current_app.extensions["storage"].local(reply) as place:
        zipped.write(place, path, zipfile.ZIP_STORED)


def _account(user: User) -> dict[str, Any]:
    return {
        "email": user.email,
        "name": user.name,
        "hearing": user.hearing,
        "made": _iso(user.created_at),
        "address_confirmed": _iso(user.confirmed_at),
        "administrator": user.is_admin,
        "two_step_log_in": bool(user.tf_primary_method),
        "libraries": [
            {"library": m.library.name, "role": m.role, "since": _iso(m.since)}
            for m in user.memberships
        ],
        "passkeys": [
            {
                "name": key.name,
                "made": _iso(key.create_datetime),
                "last_used": _iso(key.lastuse_datetime),
            }
            for key in user.webauthn
        ],
    }


def _log_ins(session: Session, user_id: int) -> list[dict[str, Any]]:
    rows = session.scalars(select(SignIn).where(SignIn.user_id == user_id).order_by(SignIn.id))
    return [
        {
            "device": row.device,
            "network": row.address,
            "began": _iso_ms(row.created_ms),
            "last_seen": _iso_ms(row.seen_ms),
            "ended": _iso_ms(row.ended_ms),
        }
        for row in rows
    ]


def _activity(session: Session, user_id: int) -> list[dict[str, Any]]:
    rows = session.scalars(
        select(LogEntry).where(LogEntry.actor_id == user_id).order_by(LogEntry.id)
    )
    return [
        {"at": _iso_ms(row.at_ms), "event": row.event, "what": row.subject_name} for row in rows
    ]


def _places(session: Session, user: User) -> list[dict[str, Any]]:
    rows = session.execute(
        select(Place, Media.title)
        .join(Media, Media.id == Place.media_id)
        .where(Place.user_id == user.id, Media.watchable(user))
        .order_by(Place.changed_at)
    )
    return [
        {"title": title, "at_ms": place.at_ms, "at": _iso(place.changed_at)}
        for place, title in rows
    ]


def _reports(session: Session, user: User) -> list[dict[str, Any]]:
    """What she said is hers; of media that she may not watch any more, no more than that."""
    rows = session.execute(
        select(Report, Media.title)
        .outerjoin(Media, and_(Media.id == Report.media_id, Media.watchable(user)))
        .where(Report.reporter_id == user.id)
        .order_by(Report.id)
    )
    return [
        {
            "title": title,
            "at_ms": report.at_ms,
            "caption": report.cue_text if title is not None else None,
            "kind": report.kind,
            "text": report.text,
            "state": report.state,
            "answer": report.answer,
            "reported": _iso(report.created_at),
            "answered": _iso(report.closed_at),
        }
        for report, title in rows
    ]


def _feedback(session: Session, user: User) -> list[dict[str, Any]]:
    """What she said of signing is hers; titles only of media that she may still watch."""
    rows = session.execute(
        select(SignFeedback, Media.title)
        .outerjoin(SignTrack, SignTrack.id == SignFeedback.track_id)
        .outerjoin(Media, and_(Media.id == SignTrack.media_id, Media.watchable(user)))
        .where(SignFeedback.person_id == user.id)
        .order_by(SignFeedback.id)
    )
    return [
        {
            "title": title,
            "about": "signed version" if said.track_id else "clip",
            "understood": said.understood,
            "at_ms": said.at_ms,
            "text": said.text,
            "video": _reply_path(said) if said.reply else None,
            "answer": said.answer,
            "said": _iso(said.at),
            "answered": _iso(said.answered_at),
        }
        for said, title in rows
    ]


def _replies(session: Session, user_id: int) -> Iterator[tuple[str, str]]:
    """The path in the zip of each video in which she said something, and its name in storage."""
    mine = (SignFeedback.person_id == user_id, SignFeedback.reply != "")
    for said in session.scalars(select(SignFeedback).where(*mine).order_by(SignFeedback.id)):
        yield _reply_path(said), said.reply


def _reply_path(said: SignFeedback) -> str:
    return f"feedback/{said.id}{PurePath(said.reply).suffix}"


def _reviews(session: Session, user: User) -> dict[str, Any]:
    """What she said as a reviewer is hers; titles only of media that she may still watch."""

    def of(model: type[CueNote] | type[ReviewStep]) -> Iterator[tuple[Any, str | None]]:
        rows = session.execute(
            select(model, Media.title)
            .join(Transcript, Transcript.id == model.transcript_id)
            .outerjoin(Media, and_(Media.id == Transcript.media_id, Media.watchable(user)))
            .where(model.person_id == user.id)
            .order_by(model.id)
        )
        return ((each, title) for each, title in rows)

    begun = select(CueDraft).where(CueDraft.user_id == user.id).order_by(CueDraft.at)
    return {
        "begun": [
            {"text": draft.content["text"], "at": _iso(draft.at)}
            for draft in session.scalars(begun)
        ],
        "notes": [
            {"title": title, "text": note.text, "at": _iso(note.at)} for note, title in of(CueNote)
        ],
        "steps": [
            {"title": title, "became": step.state, "why": step.why, "at": _iso(step.at)}
            for step, title in of(ReviewStep)
        ],
    }


def _audits(session: Session, user_id: int) -> dict[str, Any]:
    said = select(AuditVerdict).where(AuditVerdict.person_id == user_id).order_by(AuditVerdict.id)
    seen = select(AuditHandCheck).where(AuditHandCheck.person_id == user_id)
    return {
        "said": [
            {
                "finding": row.identity,
                "said": row.saying,
                "because": row.because,
                "until": row.until.isoformat() if row.until else None,
                "at": _iso(row.at),
            }
            for row in session.scalars(said)
        ],
        "seen": [
            {
                "page": row.subject or None,
                "looked_for": row.task,
                "seen": row.seen,
                "what": row.what,
                "at": _iso(row.at),
            }
            for row in session.scalars(seen.order_by(AuditHandCheck.id))
        ],
    }


def _videos(session: Session, user_id: int) -> list[dict[str, Any]]:
    rows = session.scalars(select(Media).where(Media.owner_id == user_id).order_by(Media.id))
    return [
        {
            "title": media.title,
            "description": media.description,
            "language": media.language,
            "library": media.library.name,
            "who_may_watch": media.visibility,
            "uploaded": _iso(media.created_at),
            "file": media.original_name,
            "bytes": media.bytes,
            "original": mail.address_of("files.original", slug=media.slug),
        }
        for media in rows
    ]


def _transcripts(session: Session, user_id: int) -> Sequence[int]:
    """The ids of the captions of her videos."""
    return session.scalars(
        select(Transcript.id)
        .join(Media)
        .where(Media.owner_id == user_id, Transcript.state != "aside")
        .order_by(Transcript.id)
    ).all()


def _captions(session: Session, transcript_id: int) -> tuple[str, bytes]:
    """The path and content of a captions file; the session forgets what it read for it."""
    transcript = session.get_one(Transcript, transcript_id)
    automatic = "automatic" if transcript.is_automatic else ""
    document = transcript.as_captions()
    if automatic:
        document = replace(document, notes=[Note(NOT_REVIEWED), *document.notes])
    name = names.download_name(
        transcript.media.title, str(transcript_id), transcript.language, automatic, "vtt"
    )
    session.expunge_all()
    return f"captions/{name}", formats.write(document, "vtt").data


def _iso(moment: datetime | None) -> str | None:
    return moment.replace(tzinfo=UTC).isoformat() if moment else None


def _iso_ms(moment_ms: int | None) -> str | None:
    if moment_ms is None:
        return None
    return datetime.fromtimestamp(moment_ms / 1000, UTC).isoformat(timespec="seconds")
