"""How far the work on an upload is, and trying again what failed."""

from __future__ import annotations

import time
from dataclasses import dataclass

from flask import Blueprint, Response, abort, current_app, request, url_for

from webapp import access, respond
from webapp.access import May
from webapp.events import video_uploaded
from webapp.extensions import db
from webapp.models import Job, Media
from webapp.models.job import STEPS

blueprint = Blueprint("jobs", __name__)

WORDS = {
    "received": "Received",
    "checked": "Checked",
    "playable": "Playable version",
    "listening": "Listening",
    "captions": "Captions",
    "ready": "Ready",
}
DOING = {
    "checked": "The file is being checked.",
    "playable": "A version that every browser can play is being made.",
    "listening": "Listening to what is said. Captions appear as they are heard.",
    "captions": "The captions are being put into lines.",
    "ready": "Almost done.",
}
QUARTERS = ("", "A quarter is done.", "Half is done.", "Three quarters are done.")
BACKOFF_S = ((15, 1), (120, 2))
"""(seconds since the step changed, seconds between polls); after the last one: 5."""


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
    """The last quarter that was announced; 4 is the end."""

    @property
    def quarter(self) -> int:
        return 4 if self.job.is_over else min(int(self.job.fraction * 4), 3)

    @property
    def percent(self) -> int:
        return round(self.job.fraction * 100)

    @property
    def sentence(self) -> str:
        if self.job.state == "failed":
            return self.job.error or "Something went wrong while this file was prepared."
        if self.job.state == "cancelled":
            return "The work on this file was stopped."
        if self.job.state == "done":
            return _outcome(self.media)
        if self.job.state == "queued":
            return "It is waiting for its turn. You can leave this page; the work goes on."
        return DOING[self.job.next_step]

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
        """Often after something changed, less often the longer nothing has."""
        unchanged_s = time.time() - self.job.changed_at_ms / 1000
        return next((pause for until, pause in BACKOFF_S if unchanged_s < until), 5)

    @property
    def announcement(self) -> str | None:
        """What to say since the last announcement: each quarter once, and the end."""
        if self.quarter <= self.said:
            return None
        return self.sentence if self.job.is_over else QUARTERS[self.quarter]

    def _step(self, name: str) -> Step:
        word, position, done = WORDS[name], STEPS.index(name), STEPS.index(self.job.step)
        if position <= done or self.job.state == "done":
            silent = self.media.has_audio is False and name in ("listening", "captions")
            return Step(word, "done", "There is no sound to listen to." if silent else "")
        if name != self.job.next_step or self.job.state == "queued":
            return Step(word, "waiting")
        if self.job.is_over:
            return Step(word, "failed")
        percent = round(self.job.progress * 100)
        return Step(word, "now", f"{percent} % of this step" if percent else "")


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
    return respond.see_other(url_for("watch.show", slug=slug), announce="It is being tried again.")


def captions_key(media: Media) -> str:
    """Name the captions that a media is shown with, and their version; empty where it has none."""
    captions = media.captions
    return f"{captions.id}-{captions.version}" if captions else ""


def _outcome(media: Media) -> str:
    if media.captions is not None:
        return "Everything is ready, with captions."
    if media.has_audio is False:
        return "Everything is ready. There is no sound, so there are no captions."
    return "Everything is ready. Nothing that is said was found, so there are no captions."
