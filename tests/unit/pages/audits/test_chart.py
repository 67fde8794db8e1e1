"""Faults over time: what the audit before did not look for is neither new nor mended."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.unit import audit_runs
from tests.unit.audit_runs import TABLET, in_form, link, made_run, silent_video
from webapp.audit.run import Run
from webapp.audit.tally import tally
from webapp.pages.audits.chart import Point, draw

DAY = datetime(2026, 11, 21)
FIRST = made_run(link(), silent_video(), audit_runs.doubtful_picture())


def points(*runs: Run) -> list[Point]:
    return [
        Point(number, DAY + timedelta(number), tally(before, run))
        for number, (before, run) in enumerate(zip((None, *runs), runs, strict=False))
    ]


def test_faults_are_counted_and_doubts_are_not() -> None:
    (only,) = points(FIRST)
    assert (only.counted.found, only.counted.new, only.counted.mended) == (2, 0, 0)


def test_each_audit_stands_beside_the_one_before_it() -> None:
    last = points(FIRST, made_run(link(), link("more")))[-1]
    assert (last.remaining, last.counted.new, last.counted.mended, last.counted.first_looked) == (
        1,
        1,
        1,
        0,
    )


def test_another_form_of_the_pages_makes_nothing_new_or_mended() -> None:
    rotated = in_form(made_run(link("more", "start", TABLET)), TABLET)
    last = points(FIRST, rotated)[-1]
    assert (last.remaining, last.counted.new, last.counted.mended, last.counted.first_looked) == (
        0,
        0,
        0,
        1,
    )
    chart = draw(points(FIRST, rotated))
    assert chart is not None
    assert (chart.new, chart.mended) == ("", "")
    assert chart.first_looked.startswith("M")


def test_what_has_moved_remains() -> None:
    there = link("here", "watch, no captions yet")
    last = points(made_run(link()), made_run(there))[-1]
    assert (last.remaining, last.counted.new, last.counted.mended) == (1, 0, 0)
