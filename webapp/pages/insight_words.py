"""The numbers of insight in plain words: what was asked, what each answer means, and for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from webapp import look, watching_choices
from webapp.insight import (
    FEEDBACK,
    OF_CAPTIONS,
    OF_LOOK,
    REPORTS,
    START_BUCKETS,
    STARTS,
    WAIT,
    WAITS,
    Answers,
    Insight,
)
from webapp.pages.caption_reports import KINDS


class Topic(NamedTuple):
    """What one measure is about."""

    title: str
    about: str = ""
    """What it means for viewers."""
    usual: str = ""
    """The value of whoever chose nothing."""


@dataclass(frozen=True, slots=True)
class Row:
    """One answer."""

    word: str
    count: int
    share: float
    """0 to 1."""


@dataclass(frozen=True, slots=True)
class Chart:
    """The answers to one question, to be shown as bars that are a table."""

    name: str
    title: str
    about: str
    sentence: str
    rows: Sequence[Row]
    withheld: int


OF_VIEWERS: Mapping[str, Topic] = {
    "density": Topic(
        lazy_gettext("How much on a page"),
        lazy_gettext(
            "Who wants little at once reads one thing after the other. "
            "Short titles and descriptions help."
        ),
        "3",
    ),
    "contrast": Topic(
        lazy_gettext("Contrast"),
        lazy_gettext(
            "Strong contrast, and yellow on black, is for people who are deaf and see little. "
            "Writing in pictures should be large."
        ),
        "normal",
    ),
    "sign_language": Topic(
        lazy_gettext("Sign language"),
        lazy_gettext(
            "For whoever chose one, it may be the first language, and captions the second. "
            "Signed versions in this language reach them best."
        ),
        "none",
    ),
    "reading_level": Topic(
        lazy_gettext("Reading level"),
        lazy_gettext("Levels 1 to 3 get easy captions, wherever there are some."),
        "4",
    ),
    "motion": Topic(
        lazy_gettext("Motion"),
        lazy_gettext("Who chose none or less can be made ill by pictures that move by themselves."),
        "system",
    ),
    "captions": Topic(
        lazy_gettext("Captions"),
        lazy_gettext("Where they are on, a video without captions has no words at all."),
        "on",
    ),
    "caption_size": Topic(
        lazy_gettext("Size of captions"),
        lazy_gettext("Large captions hold fewer words in a line: short lines help."),
        "usual",
    ),
    "caption_place": Topic(lazy_gettext("Place of captions"), "", "below"),
    "caption_font": Topic(lazy_gettext("Letters of captions"), "", "atkinson"),
    "caption_color": Topic(lazy_gettext("Colour of captions"), "", "white"),
    "caption_background": Topic(lazy_gettext("Colour behind captions"), "", "black"),
}
OTHERS: Mapping[str, Topic] = {
    WAIT: Topic(
        lazy_gettext("From upload to first captions"),
        lazy_gettext("Until then, deaf viewers can only look at the picture."),
    ),
    "start_video": Topic(lazy_gettext("How fast videos start")),
    "start_audio": Topic(lazy_gettext("How fast recordings of sound start")),
    "start_signed": Topic(lazy_gettext("How fast signed versions start")),
    REPORTS: Topic(
        lazy_gettext("What viewers report of captions"),
        lazy_gettext("Each report is a place where somebody could not follow."),
    ),
    FEEDBACK: Topic(lazy_gettext("Whether signed versions are understood")),
}
SIZES = {
    "small": lazy_gettext("Small"),
    "usual": lazy_gettext("Normal"),
    "large": lazy_gettext("Large"),
    "huge": lazy_gettext("Very large"),
}
UNDERSTOOD_WORDS = {
    "yes": lazy_gettext("Understood"),
    "partly": lazy_gettext("Understood in part"),
    "no": lazy_gettext("Not understood"),
}


def of_viewers(insight: Insight) -> list[Chart]:
    """What viewers chose: a chart for each question of which something may be told."""
    charts = [
        _chart(name, OF_VIEWERS[name], insight[name], _choices(name), said=True)
        for name in (*OF_LOOK, *OF_CAPTIONS)
    ]
    return [each for each in charts if each.rows]


def of_service(insight: Insight) -> list[Chart]:
    """How fast things went, and what viewers said."""
    charts = [
        _chart(name, OTHERS[name], insight[name], _choices(name))
        for name in (WAIT, *STARTS, REPORTS, FEEDBACK)
    ]
    return [each for each in charts if each.rows]


def sentence_of(share: float, choice: str) -> str:
    """Say in plain words which part of the viewers chose something."""
    sentences = (
        (0.95, _("Nearly all viewers chose: %(choice)s.", choice=choice)),
        (0.70, _("Three of four viewers chose: %(choice)s.", choice=choice)),
        (0.59, _("Two of three viewers chose: %(choice)s.", choice=choice)),
        (0.42, _("Half of the viewers chose: %(choice)s.", choice=choice)),
        (0.29, _("One of three viewers chose: %(choice)s.", choice=choice)),
        (0.225, _("One of four viewers chose: %(choice)s.", choice=choice)),
        (0.15, _("One of five viewers chose: %(choice)s.", choice=choice)),
        (0.075, _("One of ten viewers chose: %(choice)s.", choice=choice)),
    )
    few = _("A few viewers chose: %(choice)s.", choice=choice)
    return next((sentence for least, sentence in sentences if share >= least), few)


def _chart(
    name: str, topic: Topic, answers: Answers, words: Mapping[str, str], *, said: bool = False
) -> Chart:
    rows = {
        value: Row(str(word), answers.told[value], answers.told[value] / answers.total)
        for value, word in words.items()
        if answers.told.get(value)
    }
    sentence = ""
    if said and rows:
        others = {value: row for value, row in rows.items() if value != topic.usual} or rows
        most = max(others.values(), key=lambda row: row.count)
        sentence = sentence_of(most.share, most.word)
    return Chart(
        name, str(topic.title), str(topic.about), sentence, list(rows.values()), answers.withheld
    )


def _choices(name: str) -> Mapping[str, str]:
    """The words of a measure's values, in their order."""
    if name == "captions":
        return {"on": _("On"), "off": _("Off")}
    if name == "caption_size":
        return SIZES
    if name in OF_LOOK:
        return {str(each.value) or "none": each.word for each in look.CHOICES[name]}
    if name in OF_CAPTIONS:
        return {str(each.value): each.word for each in watching_choices.CHOICES[name]}
    if name == REPORTS:
        return {str(each.value): each.word for each in KINDS}
    if name == FEEDBACK:
        return UNDERSTOOD_WORDS
    return _waits() if name == WAIT else _starts()


def _waits() -> dict[str, str]:
    words = {
        "1": _("Within a minute"),
        "5": _("Within 5 minutes"),
        "15": _("Within 15 minutes"),
        "60": _("Within an hour"),
        "240": _("Within 4 hours"),
        "more": _("Later"),
    }
    return {bucket: words[bucket] for bucket in WAITS}


def _starts() -> dict[str, str]:
    words = {
        "0.5": _("Within half a second"),
        "1": _("Within a second"),
        "2": _("Within 2 seconds"),
        "5": _("Within 5 seconds"),
        "more": _("Later"),
    }
    return {bucket: words[bucket] for bucket in START_BUCKETS}
