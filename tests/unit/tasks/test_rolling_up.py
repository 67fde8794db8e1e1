"""Each day's numbers are written down once, however often and by however many workers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tasks.rolling_up import roll_up
from webapp.extensions import db
from webapp.insight import REPORTS, WAIT
from webapp.metrics import work
from webapp.models import DayFigure, Library, Media, Report
from webapp.models.clock import utc_now
from webapp.models.day_figure import Figure

KEPT = 800
TODAY = datetime.now(UTC).date()


def figures(measure: str) -> dict[tuple[int, str], int]:
    """How many of each value there were, by days ago."""
    found = DayFigure.between([Library.default().id], TODAY - timedelta(days=9999), TODAY)
    return {
        ((TODAY - figure.day).days, figure.value): count
        for figure, count in found.items()
        if figure.measure == measure
    }


@pytest.fixture
def reported(app: Flask, media_factory: Callable[..., Media]) -> Media:
    """A video with two reports of yesterday and one of today."""
    media = media_factory(cues=3)
    for at_ms, days in ((1, 1), (2, 1), (3, 0)):
        at = utc_now() - timedelta(days=days)
        db.session.add(Report(media_id=media.id, kind="words", at_ms=at_ms, created_at=at))
    db.session.commit()
    return media


def test_summing_up_again_changes_nothing(reported: Media) -> None:
    for _ in range(3):
        roll_up(KEPT)
    assert figures(REPORTS) == {(1, "words"): 2, (0, "words"): 1}
    assert figures("uploads") == {(0, "video"): 1}


def test_what_came_since_is_in_the_next_sum(reported: Media) -> None:
    roll_up(KEPT)
    db.session.add(Report(media_id=reported.id, kind="sound", at_ms=9))
    db.session.commit()
    roll_up(KEPT)
    assert figures(REPORTS) == {(1, "words"): 2, (0, "words"): 1, (0, "sound"): 1}


def test_a_video_that_is_deleted_later_leaves_the_numbers_of_its_days(reported: Media) -> None:
    roll_up(KEPT)
    db.session.delete(reported)
    db.session.commit()
    roll_up(KEPT, now=datetime.now(UTC) + timedelta(days=4))
    assert figures(REPORTS) == {(1, "words"): 2, (0, "words"): 1}


def test_numbers_are_forgotten_when_they_are_too_old(app: Flask) -> None:
    library = Library.default().id
    days = {Figure(TODAY - timedelta(days=n), library, "viewers"): 9 for n in (5, 11)}
    DayFigure.add(days)
    db.session.commit()
    roll_up(10)
    assert figures("viewers") == {(5, ""): 9}


def test_what_is_counted_as_it_happens_is_added_and_not_summed_up_anew(app: Flask) -> None:
    figure = Figure(TODAY, Library.default().id, "viewers")
    DayFigure.add({figure: 2})
    DayFigure.add({figure: 3})
    db.session.commit()
    roll_up(KEPT)
    assert figures("viewers") == {(0, ""): 5}


def test_the_wait_for_first_captions_is_counted_with_them(
    media_factory: Callable[..., Media],
) -> None:
    media = media_factory()
    media.created_at = utc_now() - timedelta(minutes=3)
    work.first_captions(media)
    db.session.rollback()  # the captions were not kept
    assert figures(WAIT) == {}
    media.created_at = utc_now() - timedelta(minutes=3)
    work.first_captions(media)
    db.session.commit()
    assert figures(WAIT) == {(0, "5"): 1}
