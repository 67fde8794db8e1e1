"""A copy of what is somebody's: she asks, waits or comes back, and saves it within some days."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from flask import Blueprint, Response, abort, current_app, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response as Answer

from webapp import access, audit_log, names, respond
from webapp.accounts.sessions import fresh
from webapp.extensions import db
from webapp.media.storage import FileGone, Storage, StorageFailure
from webapp.models import Job, Media, Takeout, User, outlook
from webapp.pages import files, polling, waiting

blueprint = Blueprint("takeout", __name__, url_prefix="/account/export")


@dataclass(frozen=True, slots=True)
class Way:
    """What the page shows of a copy; ``copy`` None: none was asked for."""

    copy: Takeout | None
    said: int = 0
    """The last quarter that was announced."""

    @property
    def is_ready(self) -> bool:
        return self.copy is not None and self.copy.is_ready

    @property
    def job(self) -> Job | None:
        """The work on it; None where nothing is done, or nothing is to be told of it any more."""
        if self.copy is None or self.copy.ready_at is not None:
            return None
        return self.copy.job

    @property
    def is_under_way(self) -> bool:
        return self.job is not None and not self.job.is_over

    @property
    def problem(self) -> str:
        """Why nothing came of it; empty where all is well."""
        if self.job is None or self.is_under_way:
            return ""
        if self.job.state == "cancelled":
            return _("The copy was stopped. Ask for it again.")
        return _("The copy could not be made: %(why)s", why=_(self.job.error))

    @property
    def sentence(self) -> str:
        """How far it is."""
        if self.is_ready:
            return _("Your copy is ready.")
        if not self.is_under_way:
            return self.problem
        if self.job is not None and self.job.state == "running":
            return _("Your copy is being made. You can leave this page; the work goes on.")
        return _("Your copy is waiting for its turn. You can leave this page; the work goes on.")

    @property
    def wait(self) -> str:
        """How long it takes, or that nobody knows; empty where nothing is waited for."""
        if self.job is None or not self.is_under_way:
            return ""
        return waiting.sentence_of_copy(outlook.of_job(self.job))

    @property
    def why_later(self) -> str:
        """Why it was put off; empty where it was not."""
        return _(self.job.error) if self.job is not None and self.is_under_way else ""

    @property
    def percent(self) -> int:
        return round(self.job.fraction * 100) if self.job is not None else 0

    @property
    def quarter(self) -> int:
        fraction = self.job.fraction if self.job is not None else 0
        return polling.quarter(fraction, is_over=not self.is_under_way)

    @property
    def poll_url(self) -> str:
        """Where to ask for news; empty once there will be none."""
        return url_for(".progress", said=self.quarter) if self.is_under_way else ""

    @property
    def poll_every_s(self) -> int:
        return polling.pause_s(self.job)

    @property
    def announcement(self) -> str | None:
        """What to say since the last announcement."""
        return polling.news(self.quarter, self.said, end=self.sentence)


@blueprint.get("")
@fresh
@access.signed_in
def show() -> Response:
    """Offer a copy of everything, or what became of the last one, and each original file."""
    return _page(Way(Takeout.of(_person())))


@blueprint.post("")
@fresh
@access.signed_in
def ask() -> Response:
    """Have a copy made, unless one is on its way."""
    person, storage = _person(), _storage()
    older = Takeout.ask(person, storage.new_name(".zip"))
    if older is not None:
        audit_log.record("account.exported", subject=person)
    db.session.commit()
    if older:
        with suppress(OSError, StorageFailure):  # what cannot be removed now is tidied up later
            storage.delete(older)
    return respond.see_other(url_for(".show"))


@blueprint.get("/progress")
@access.signed_in
def progress() -> Response:
    """Answer a poll. It asks nobody who she is: it says no more than how far the work is."""
    if not respond.wants_fragment():
        return respond.see_other(url_for(".show"))
    way = Way(Takeout.of(_person()), request.args.get("said", 0, type=int))
    return respond.page(
        "pages/account_export.html", block="copy", announce=way.announcement, way=way
    )


@blueprint.get("/copy")
@fresh
@access.signed_in
def save() -> Answer:
    """Send the copy to the person whose it is."""
    mine = Takeout.of(_person())
    if mine is None or not mine.is_ready or mine.ready_at is None:
        return respond.see_other(
            url_for(".show"), announce=_("There is no copy to be saved. Ask for one.")
        )
    name = names.download_name("sightline", f"{mine.ready_at:%Y-%m-%d}", "zip")
    try:
        return files.send_privately(mine.file, "application/zip", save_as=name)
    except FileGone:
        return respond.see_other(
            url_for(".show"), announce=_("The copy is not there any more. Ask for another one.")
        )


def _page(way: Way) -> Response:
    mine = select(Media).where(Media.owner_id == _person().id).order_by(Media.created_at.desc())
    return respond.page("pages/account_export.html", way=way, media=db.session.scalars(mine).all())


def _person() -> User:
    return access.person() or abort(401)


def _storage() -> Storage:
    storage: Storage = current_app.extensions["storage"]
    return storage
