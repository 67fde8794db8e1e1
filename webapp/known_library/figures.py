"""Numbers of the last month, so that insight has something to show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from webapp.extensions import db
from webapp.models import DayFigure, Library
from webapp.models.day_figure import Figure

DAYS = 30
CHOSEN = {
    "viewers": {"": 60},
    "density": {"1": 8, "2": 12, "3": 30, "5": 10},
    "contrast": {"normal": 24, "high-dark": 6, "yellow-black": 30},
    "sign_language": {"none": 30, "bfi": 24, "ase": 6},
    "reading_level": {"2": 12, "3": 8, "4": 40},
    "motion": {"system": 46, "reduced": 14},
    "captions": {"on": 54, "off": 6},
    "caption_size": {"usual": 34, "large": 20, "huge": 6},
    "caption_place": {"below": 40, "over": 20},
    "start_video": {"0.5": 80, "1": 30, "2": 6, "5": 2},
}
"""What each day was like, of those on which anybody came."""
WITHOUT_PEOPLE = {"captions_wait": {"1": 1, "5": 2, "15": 1}}
RARE = {"reports": {"words": 2, "sound": 1}, "feedback": {"yes": 2, "partly": 1, "no": 1}}


def add_figures(library: Library) -> None:
    """Add the numbers of a month in which fewer came at weekends."""
    today = datetime.now(UTC).date()
    counted: dict[Figure, int] = {}
    for back in range(1, DAYS + 1):
        day = today - timedelta(days=back)
        busy = 1 if day.weekday() < 5 else 0
        for measure, values in (CHOSEN | WITHOUT_PEOPLE | RARE).items():
            for value, count in values.items():
                share = (10 + back % 7) / 10 if measure in CHOSEN else 1
                if busy and (measure in CHOSEN or back % 3 == 0):
                    counted[Figure(day, library.id, measure, value)] = round(count * share)
    DayFigure.add(counted)
    db.session.commit()
