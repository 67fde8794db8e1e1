"""What reaches the store's files: workers, links, and we."""

from __future__ import annotations

import urllib.error
import urllib.request
from email.message import Message
from urllib.parse import parse_qs, urlsplit

from flask import Flask

from webapp.extensions import db
from webapp.media.object_storage import ObjectStorage
from webapp.models import Job, Media

SITE = "https://videos.example.org"


def only_media() -> Media:
    return db.session.scalars(db.select(Media)).one()


def work(app: Flask, media: Media) -> Job:
    """What a worker does that has just begun: it finds the job free."""
    job_id = media.jobs[0].id
    db.session.execute(db.update(Job).values(due_at_ms=0))
    db.session.commit()
    app.extensions["run_job"].call_local(job_id)
    db.session.expire_all()
    return media.jobs[0]


def names(storage: ObjectStorage) -> list[str]:
    return sorted(name for some in storage.older_than(-3600) for name in some)


def fetched(link: str, **headers: str) -> tuple[int, Message, bytes]:
    """What a browser gets that follows a link to the store."""
    try:
        with urllib.request.urlopen(urllib.request.Request(link, headers=headers)) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def asked(link: str) -> dict[str, str]:
    """What a link asks the store to say with the file."""
    return {name: value[0] for name, value in parse_qs(urlsplit(link).query).items()}
