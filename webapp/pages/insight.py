"""Insight for librarians: how videos of a library are watched, and what needs work."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from flask import Blueprint, Response, current_app, request, url_for
from flask_babel import lazy_gettext

from webapp import access, insight, insight_drawing, names, respond
from webapp.access import May
from webapp.config import Settings
from webapp.models import DayFigure, Library, needs_work
from webapp.pages import insight_words

blueprint = Blueprint("insight", __name__)

PERIODS = {
    7: lazy_gettext("7 days"),
    30: lazy_gettext("30 days"),
    365: lazy_gettext("A year"),
}


class Time(NamedTuple):
    """Whole days, the last of which is yesterday: today's would change while one looks."""

    days: int
    first: date
    last: date


@blueprint.get("/insight")
@access.library(May.INSIGHT)
def show() -> Response:
    """Show the numbers of a library: ``days`` is one of `PERIODS`."""
    here, asked = access.current_library(), _time()
    least = _settings().figures_least
    found = insight.read([here.id], asked.first, asked.last, least)
    since = datetime.combine(asked.first, time())
    reports = found[insight.REPORTS].total
    hours = needs_work.captioned_hours([here.id])
    return respond.page(
        "pages/insight.html",
        library=here,
        libraries=_libraries(),
        asked=asked,
        periods=PERIODS,
        least=least,
        viewers=found[insight.VIEWERS].total,
        uploads=found["uploads"].total,
        hours=hours,
        reports_per_hour=reports / hours if reports and hours else None,
        columns=insight_drawing.draw(found.viewers_by_day, asked.first, asked.last),
        of_viewers=insight_words.of_viewers(found),
        of_service=insight_words.of_service(found),
        waiting=needs_work.waiting(here),
        reported=needs_work.reported(here, since, least),
        not_understood=needs_work.not_understood(here, since, least),
        export_url=url_for(".export", library=here.slug, days=asked.days),
    )


@blueprint.get("/insight.csv")
@access.library(May.INSIGHT)
def export() -> Response:
    """Send the same numbers day by day, as a table for other programs."""
    here, asked = access.current_library(), _time()
    figures = DayFigure.between([here.id], asked.first, asked.last)
    rows = insight.told(figures, _settings().figures_least)
    response = Response("".join(_lines(rows)), content_type="text/csv; charset=utf-8")
    name = names.download_name("insight", here.slug, f"{asked.last}", "csv")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _time() -> Time:
    asked = request.args.get("days", 30, type=int)
    days = asked if asked in PERIODS else 30
    last = datetime.now(UTC).date() - timedelta(days=1)
    return Time(days, last - timedelta(days=days - 1), last)


def _libraries() -> list[Library]:
    """Those whose numbers whoever asks may see."""
    user = access.person()
    if user is None:
        return []
    mine = Library.all() if user.is_admin else Library.of(user)
    return [each for each in mine if access.may(May.INSIGHT, each)]


def _lines(rows: Iterator[insight.Told]) -> Iterator[str]:
    yield _line("day", "measure", "value", "count")
    for row in rows:
        value = "(several, withheld)" if row.value is None else row.value
        yield _line(str(row.day or ""), row.measure, value, str(row.count))


def _line(*cells: str) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
