"""Numbers of days that are worked out from what exists, before it is changed or deleted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from webapp.extensions import db
from webapp.models.day_figure import DayFigure
from webapp.models.day_roll_up import MEASURES, figures_of

DAYS_AGAIN = 3
"""The last days are worked out again each time: workers may have been away."""


def roll_up(kept_days: int, now: datetime | None = None) -> None:
    """Write down the numbers of the last days, and forget those that are too old.

    Any number of workers may do so at once, and as often as they like.
    """
    today = (now or datetime.now(UTC)).date()
    for day in (today - timedelta(days=back) for back in range(DAYS_AGAIN)):
        DayFigure.replace(day, MEASURES, figures_of(day))
        db.session.commit()
    DayFigure.forget_before(today - timedelta(days=kept_days))
    db.session.commit()
