"""What pages say of a job in words, and where what it is about is found."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from babel.dates import format_timedelta
from flask import url_for
from flask_babel import get_locale, lazy_gettext
from flask_babel import gettext as _

from webapp.models import (
    AuditRun,
    Job,
    Mail,
    Media,
    SignClip,
    SignFeedback,
    SignTrack,
    Takeout,
    ledger,
)
from webapp.models.ledger import Subject

KINDS = {
    "prepare": lazy_gettext("Preparing an upload"),
    "again": lazy_gettext("Captioning again"),
    "align": lazy_gettext("Fitting words to the sound"),
    "signs": lazy_gettext("Preparing a signed version"),
    "crop": lazy_gettext("Trying out a part of a signer's picture"),
    "clip": lazy_gettext("Preparing a signed clip"),
    "compose": lazy_gettext("Putting the signer into the picture"),
    "sound": lazy_gettext("Drawing the sound"),
    "waveform": lazy_gettext("Drawing the waveform"),
    "shots": lazy_gettext("Looking for cuts in the picture"),
    "audit": lazy_gettext("Auditing pages"),
    "mail": lazy_gettext("Sending a mail"),
    "takeout": lazy_gettext("Copying what is somebody’s"),
}
QUEUES = {
    "mail": lazy_gettext("Mails"),
    "media": lazy_gettext("Videos"),
    "signs": lazy_gettext("Signing"),
    "captions": lazy_gettext("Captions"),
    "audits": lazy_gettext("Audits"),
    "exports": lazy_gettext("Copies to take away"),
}
DOING = {
    "checked": lazy_gettext("checking the file"),
    "playable": lazy_gettext("making a playable version"),
    "listening": lazy_gettext("listening"),
    "captions": lazy_gettext("cutting captions"),
    "ready": lazy_gettext("finishing"),
    "pictures": lazy_gettext("taking pictures"),
    "active": lazy_gettext("finding out when somebody signs"),
    "fitted": lazy_gettext("fitting the times"),
    "proven": lazy_gettext("looking whether hands are cut off"),
    "heard": lazy_gettext("listening"),
    "cut": lazy_gettext("cutting captions"),
    "kept": lazy_gettext("looking at pages"),
    "made": lazy_gettext("making the video"),
    "found": lazy_gettext("looking for cuts"),
    "drawn": lazy_gettext("drawing"),
    "sent": lazy_gettext("sending"),
    "zipped": lazy_gettext("copying"),
}
"""What is being done until a step is done, by the step's name."""


class State(NamedTuple):
    """What a state is called, and what kind of badge it gets."""

    word: str
    badge: str = ""


STATES = {
    "failed": State(lazy_gettext("Failed"), "danger"),
    "running": State(lazy_gettext("Being done")),
    "queued": State(lazy_gettext("Waits")),
    "done": State(lazy_gettext("Done"), "good"),
    "cancelled": State(lazy_gettext("Stopped")),
}


OUTCOMES = {
    "running": lazy_gettext("Under way."),
    "done": lazy_gettext("Done."),
    "failed": lazy_gettext("It failed."),
    "cancelled": lazy_gettext("It was stopped."),
    "later": lazy_gettext("It was put off."),
    "handed": lazy_gettext("This part is done; the next one is another worker’s."),
    "lost": lazy_gettext("The worker stopped, or was not heard of any more."),
}
"""How an attempt ended."""


@dataclass(frozen=True, slots=True)
class Row:
    """One job as pages show it."""

    job: Job
    about: str
    """What it is about, in words that people gave it; empty where that is gone."""
    about_url: str
    can_retry: bool

    @property
    def kind(self) -> str:
        return str(KINDS.get(self.job.kind, self.job.kind))

    @property
    def queue(self) -> str:
        return str(QUEUES.get(self.job.queue, self.job.queue))

    @property
    def state(self) -> State:
        return STATES[self.job.state]

    @property
    def step(self) -> str:
        """Which step of how many, and what it does; empty once the job is done."""
        if self.job.state == "done" or self.job.kind not in KINDS:
            return ""
        name = self.job.next_step
        return _(
            "Step %(number)s of %(all)s: %(doing)s",
            number=self.job.steps.index(name),
            all=len(self.job.steps) - 1,
            doing=DOING.get(name, name),
        )

    @property
    def percent(self) -> int:
        """How much is done; of a kind that a newer release knows, nothing is known."""
        return 0 if self.job.kind not in KINDS else round(self.job.fraction * 100)

    @property
    def age(self) -> str:
        """How long ago it was asked for: ``3 minutes ago``."""
        seconds = max(0.0, time.time() - self.job.created_at_ms / 1000)
        ago = timedelta(seconds=-seconds)
        return format_timedelta(ago, threshold=1.5, add_direction=True, locale=get_locale())

    @property
    def asked_at(self) -> datetime:
        return datetime.fromtimestamp(self.job.created_at_ms / 1000, UTC)

    @property
    def changed_at(self) -> datetime:
        return datetime.fromtimestamp(self.job.changed_at_ms / 1000, UTC)

    @property
    def due_at(self) -> datetime | None:
        """When it is taken up at the earliest; None: now."""
        if self.job.state != "queued" or self.job.due_at_ms <= time.time() * 1000:
            return None
        return datetime.fromtimestamp(self.job.due_at_ms / 1000, UTC)

    @property
    def is_silent(self) -> bool:
        """Whether the worker that has it has not been heard of for too long."""
        return self.job.state == "running" and self.job.lease_until_ms < time.time() * 1000

    @property
    def error(self) -> str:
        """Why it failed or was put off, in plain words."""
        if self.job.error:
            return _(self.job.error)
        return _("Nobody wrote down why.") if self.job.state == "failed" else ""

    @property
    def cannot_retry(self) -> str:
        """Why a failed job is not tried again; empty where it can be, or has not failed."""
        if self.job.state != "failed" or self.can_retry:
            return ""
        if self.job.kind == "mail":
            return _(
                "What this mail said is forgotten by now. "
                "Whoever waits for it has to ask for it again."
            )
        return _("What it was about is gone, so that it cannot be tried again.")


def rows(jobs: Collection[Job]) -> list[Row]:
    """Put jobs into words, with one look into the database for each kind."""
    about = ledger.subjects(jobs)
    ended = tuple(job.id for job in jobs if job.state in ledger.ENDED_BADLY)
    wanted = ledger.Wanted(ledger.ALL, ids=ended)
    retriable = {job.id for job in ledger.retriable(wanted)} if ended else set()
    return [Row(job, *_about(about.get(job.id)), can_retry=job.id in retriable) for job in jobs]


def _about(subject: Subject | None) -> tuple[str, str]:
    """What a job is about, and the address of its page; empty where there is none."""
    match subject:
        case Media():
            return subject.title, url_for("watch.show", slug=subject.slug)
        case SignTrack():
            name = subject.title or subject.original_name or subject.language
            here = url_for("signing.show", slug=subject.media.slug, track_id=subject.id)
            return f"{subject.media.title}: {name}", here
        case SignClip():
            return subject.term.term if subject.term else subject.text or subject.original_name, ""
        case SignFeedback():
            return _("A signed answer of a viewer"), ""
        case AuditRun():
            return subject.address or _("Sightline's own pages"), url_for(
                "audit_progress.show", run_id=subject.id
            )
        case Mail():
            return f"{subject.recipient}: {subject.subject}", ""
        case Takeout():
            return subject.person.shown_name, ""
    return "", ""


def lasting(time_taken: timedelta) -> str:
    """How long something took, roughly: ``3 minutes``."""
    return format_timedelta(time_taken, threshold=1.5, locale=get_locale())
