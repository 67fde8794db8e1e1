"""How far the preparation of a signed version is, in words."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from webapp.models import Job, Media, SignTrack
from webapp.pages import polling
from webapp.pages.jobs import Step
from webapp.pages.signing.words import DOING, STEPS


@dataclass(frozen=True, slots=True)
class Preparation:
    """What a page shows of the preparation, given what it shows of the version already."""

    media: Media
    track: SignTrack
    job: Job
    shown: str
    """What the page shows, as ``there`` said it then."""
    said: int = 0
    """The last quarter that was announced."""

    @property
    def there(self) -> str:
        """What there is to be shown: ``r`` for a report, ``v`` for a video."""
        return there(self.track)

    @property
    def quarter(self) -> int:
        return polling.quarter(self.job.fraction, is_over=self.job.is_over)

    @property
    def percent(self) -> int:
        return round(self.job.fraction * 100)

    @property
    def sentence(self) -> str:
        if self.job.state == "failed":
            return _(self.job.error) if self.job.error else _("Something went wrong.")
        if self.job.state == "cancelled":
            return _("The work on this file was stopped.")
        if self.job.state == "done":
            return _("The signed version is prepared.")
        if self.job.state == "queued":
            return _("It is waiting for its turn. You can leave this page; the work goes on.")
        return str(DOING[self.job.next_step])

    @property
    def steps(self) -> list[Step]:
        return [self._step(name) for name in self.job.steps]

    @property
    def offers(self) -> str:
        """What the page does not show yet: ``video``, ``report``, or empty."""
        new = self.there.replace(self.shown, "") if self.shown else self.there
        return "video" if "v" in new else "report" if "r" in new else ""

    @property
    def poll_url(self) -> str:
        """Where to ask for news; empty once there will be none."""
        if self.job.is_over:
            return ""
        return url_for(
            "signing.progress",
            slug=self.media.slug,
            track_id=self.track.id,
            said=self.quarter,
            shown=self.shown,
        )

    @property
    def poll_every_s(self) -> int:
        return polling.pause_s(self.job)

    @property
    def announcement(self) -> str | None:
        """What to say since the last announcement."""
        return polling.news(self.quarter, self.said, end=self.sentence)

    def _step(self, name: str) -> Step:
        steps, word = self.job.steps, str(STEPS[name])
        if steps.index(name) <= steps.index(self.job.step) or self.job.state == "done":
            return Step(word, "done")
        if name != self.job.next_step or self.job.state == "queued":
            return Step(word, "waiting")
        if self.job.is_over:
            return Step(word, "failed")
        percent = round(self.job.progress * 100)
        note = _("%(percent)s %% of this step", percent=percent) if percent else ""
        return Step(word, "now", note)


def there(track: SignTrack) -> str:
    """What there is of a version: ``r`` for a report, ``v`` for a video that browsers play."""
    return ("r" if track.checks else "") + ("v" if track.file else "")


def of(media: Media, track: SignTrack, shown: str, said: int = 0) -> Preparation | None:
    """The preparation of a version; None where it came prepared."""
    return Preparation(media, track, track.job, shown, said) if track.job else None
