"""How far the work on an upload is, and trying again what failed."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort, current_app, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from webapp import access, respond
from webapp.access import May
from webapp.events import video_uploaded
from webapp.extensions import db
from webapp.models import Job, Media, outlook
from webapp.models.job import STEPS
from webapp.models.shots import SHOTS
from webapp.models.sound_picture import SOUND
from webapp.models.waveform import WAVEFORM
from webapp.pages import polling, waiting

blueprint = Blueprint("jobs", __name__)

WORDS = {
    "received": lazy_gettext("Received"),
    "checked": lazy_gettext("Checked"),
    "playable": lazy_gettext("Playable version"),
    "listening": lazy_gettext("Listening"),
    "captions": lazy_gettext("Captions"),
    "ready": lazy_gettext("Ready"),
}
DOING = {
    "checked": lazy_gettext("The file is being checked."),
    "playable": lazy_gettext("A version that every browser can play is being made."),
    "listening": lazy_gettext("Listening to what is said. Captions appear as they are heard."),
    "captions": lazy_gettext("The captions are being put into lines."),
    "ready": lazy_gettext("Almost done."),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a job as the page lists it. ``state``: done, now, waiting or failed."""

    word: str
    state: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """What a page shows of a job, given what it shows of the media already."""

    media: Media
    job: Job
    with_player: bool
    with_captions: str = ""
    """Which captions the page shows, and which version of them; empty: none."""
    said: int = 0
    """The last quarter that was announced."""

    @property
    def quarter(self) -> int:
        return polling.quarter(self.job.fraction, is_over=self.job.is_over)

    @property
    def percent(self) -> int:
        return round(self.job.fraction * 100)

    @property
    def sentence(self) -> str:
        if self.job.state == "failed":
            if self.job.error:
                return _(self.job.error)
            return _("Something went wrong while this file was prepared.")
        if self.job.state == "cancelled":
            return _("The work on this file was stopped.")
        if self.job.state == "done":
            return _outcome(self.media)
        if self.job.state == "queued":
            return _("It is waiting for its turn. You can leave this page; the work goes on.")
        return str(DOING[self.job.next_step])

    @property
    def outlook(self) -> str:
        """When there will be captions; empty where that is no question any more."""
        if self.job.is_over or self.media.has_audio is False or self.job.step == "captions":
            return ""
        return waiting.sentence(outlook.of_job(self.job))

    @property
    def steps(self) -> list[Step]:
        return [self._step(name) for name in STEPS]

    @property
    def offers_player(self) -> bool:
        """The media can be watched, and the page does not show it yet."""
        return not self.with_player and self.media.rendition is not None

    @property
    def offers_captions(self) -> bool:
        """There are captions, or more of them, which the page does not show yet."""
        now = captions_key(self.media)
        return not self.offers_player and bool(now) and now != self.with_captions

    @property
    def poll_url(self) -> str:
        """Where to ask for news; empty once there will be none."""
        if self.job.is_over:
            return ""
        return url_for(
            "jobs.progress",
            slug=self.media.slug,
            said=self.quarter,
            player=int(self.with_player),
            captions=self.with_captions,
        )

    @property
    def poll_every_s(self) -> int:
        return polling.pause_s(self.job)

    @property
    def announcement(self) -> str | None:
        """What to say since the last announcement."""
        return polling.news(self.quarter, self.said, end=self.sentence)

    def _step(self, name: str) -> Step:
        word, position, done = WORDS[name], STEPS.index(name), STEPS.index(self.job.step)
        if position <= done or self.job.state == "done":
            silent = self.media.has_audio is False and name in ("listening", "captions")
            return Step(word, "done", _("There is no sound to listen to.") if silent else "")
        if name != self.job.next_step or self.job.state == "queued":
            return Step(word, "waiting")
        if self.job.is_over:
            return Step(word, "failed")
        percent = round(self.job.progress * 100)
        return Step(
            word, "now", _("%(percent)s %% of this step", percent=percent) if percent else ""
        )


@blueprint.get("/media/<slug>/progress")
@access.media()
def progress(slug: str) -> Response:
    """Answer a poll, or show the same as a page of its own."""
    media = access.current_media()
    if media.job is None:
        abort(404)
    work = Work(
        media,
        media.job,
        with_player=request.args.get("player") == "1",
        with_captions=request.args.get("captions", ""),
        said=request.args.get("said", 0, type=int),
    )
    return respond.page(
        "pages/progress.html",
        block="primary",
        announce=work.announcement,
        media=media,
        work=work,
        looks=_looks(media),
    )


@blueprint.post("/media/<slug>/retry")
@access.media(May.MANAGE)
def retry(slug: str) -> Response:
    """Queue a failed job again; the steps that were done stay done."""
    media = access.current_media()
    if media.job is None:
        abort(404)
    if media.job.state == "failed":
        media.job.retry()
        db.session.commit()
        video_uploaded.send(current_app._get_current_object(), job_id=media.job.id)  # type: ignore[attr-defined]
    return respond.see_other(
        url_for("watch.show", slug=slug), announce=_("It is being tried again.")
    )


def captions_key(media: Media) -> str:
    """Name the captions that a media is shown with, and their version; empty where it has none."""
    captions = media.captions
    return f"{captions.id}-{captions.version}" if captions else ""


def _looks(media: Media) -> list[str]:
    """How far the work that comes after the captions is, for who looks after a media."""
    words = {
        SOUND.name: _("The picture of the sound"),
        WAVEFORM.name: _("The waveform for reviewers"),
        SHOTS.name: _("The list of cuts in the picture"),
    }
    newest = {job.kind: job for job in media.jobs if job.kind in words}
    return [f"{words[kind]}: {_how_far(job)}" for kind, job in newest.items()]


def _how_far(job: Job) -> str:
    return {
        "queued": _("waits for its turn."),
        "running": _("is being made."),
        "done": _("is ready."),
        "failed": _("could not be made. %(why)s", why=_(job.error)),
    }.get(job.state, "")


def _outcome(media: Media) -> str:
    if media.captions is not None:
        return _("Everything is ready, with captions.")
    if media.has_audio is False:
        return _("Everything is ready. There is no sound, so there are no captions.")
    return _("Everything is ready. Nothing that is said was found, so there are no captions.")
