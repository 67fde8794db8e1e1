"""What the numbers of days say of some libraries over a time, and no more than may be told.

What people chose is protected day by day and library by library: a longer time, or several
libraries, only add up what a single day tells. So no two answers give away by their difference what
one of them withholds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from webapp.metrics import small_counts
from webapp.models.day_figure import DayFigure, Figure

VIEWERS = "viewers"
OF_LOOK = ("density", "contrast", "sign_language", "reading_level", "motion")
OF_CAPTIONS = (
    "captions",
    "caption_size",
    "caption_place",
    "caption_font",
    "caption_color",
    "caption_background",
)
STARTS = ("start_video", "start_audio", "start_signed")
START_BUCKETS = ("0.5", "1", "2", "5", "more")
"""Seconds from the wish to see something to its first picture, at most."""
WAITS = ("1", "5", "15", "60", "240", "more")
"""Minutes from an upload to its first captions, at most."""
WAIT = "captions_wait"
REPORTS, FEEDBACK = "reports", "feedback"
OF_PEOPLE_BY_DAY = frozenset({VIEWERS, *OF_LOOK, *OF_CAPTIONS, *STARTS})
OF_PEOPLE = frozenset({REPORTS, FEEDBACK})
"""Rare, and known one by one to whoever answers them: protected over the whole time."""


@dataclass(frozen=True, slots=True)
class Told:
    """A number that may be told."""

    day: date | None
    """None: of the whole time."""
    library_id: int
    measure: str
    value: str | None
    """None: of several values together, none of which may be told by itself."""
    count: int


@dataclass(frozen=True, slots=True)
class Answers:
    """How often each value of one measure was told."""

    told: Mapping[str, int]
    withheld: int = 0
    """How many more there were, whose values are not told."""

    @property
    def total(self) -> int:
        return sum(self.told.values()) + self.withheld

    def share(self, value: str) -> float | None:
        """How much of all a value is, 0 to 1; None where that is not told."""
        count = self.told.get(value)
        return count / self.total if count else None


@dataclass(frozen=True, slots=True)
class Insight:
    """All answers about a time."""

    by_measure: Mapping[str, Answers] = field(default_factory=dict)
    viewers_by_day: Mapping[date, int] = field(default_factory=dict)
    """Days on which there were too few to tell are left out."""

    def __getitem__(self, measure: str) -> Answers:
        """The answers of a measure; none where nothing was counted."""
        return self.by_measure.get(measure, Answers({}))


def read(library_ids: Iterable[int], first: date, last: date, least: int) -> Insight:
    """Read what was counted from one day to another, both included."""
    return summed(told(DayFigure.between(library_ids, first, last), least))


def told(figures: Mapping[Figure, int], least: int) -> Iterator[Told]:
    """Say what may be said of these numbers, where ``least`` people are enough."""
    groups: dict[tuple[str, date | None, int], Counter[str]] = defaultdict(Counter)
    for figure, count in figures.items():
        day = None if figure.measure in OF_PEOPLE else figure.day
        groups[figure.measure, day, figure.library_id][figure.value] += count
    for (measure, day, library_id), counts in groups.items():
        is_of_people = measure in OF_PEOPLE_BY_DAY or measure in OF_PEOPLE
        shown = small_counts.shown(counts, least) if is_of_people else counts
        for value, count in shown.items():
            yield Told(day, library_id, measure, value, count)
        withheld = sum(counts.values()) - sum(shown.values())
        if withheld >= least:
            yield Told(day, library_id, measure, None, withheld)


def summed(rows: Iterable[Told]) -> Insight:
    """Add up days and libraries."""
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    withheld: Counter[str] = Counter()
    by_day: Counter[date] = Counter()
    for row in rows:
        if row.value is None:
            withheld[row.measure] += row.count
        else:
            sums[row.measure][row.value] += row.count
        if row.measure == VIEWERS and row.day:
            by_day[row.day] += row.count
    names = [*sums, *(name for name in withheld if name not in sums)]
    return Insight(
        {name: Answers(dict(sums[name]), withheld[name]) for name in names},
        dict(sorted(by_day.items())),
    )
