"""Ben waits for work in the background, and is told how far it is without being flooded."""

from __future__ import annotations

import time

import pytest
from flask import Flask

from webapp.models import Job
from webapp.pages import polling


@pytest.mark.parametrize(
    ("unchanged_s", "pause_s"), [(0, 1), (14, 1), (16, 2), (119, 2), (121, 5), (3600, 5)]
)
def test_he_is_asked_for_less_often_the_longer_nothing_changes(
    unchanged_s: float, pause_s: int
) -> None:
    changed_at_ms = round((time.time() - unchanged_s) * 1000)
    assert polling.pause_s(Job(changed_at_ms=changed_at_ms)) == pause_s


def test_what_has_not_begun_is_asked_for_often() -> None:
    assert polling.pause_s(None) == 1


def test_he_hears_each_quarter_once_and_then_how_it_ended(app: Flask) -> None:
    said, heard = 0, []
    for fraction in (0.0, 0.1, 0.25, 0.4, 0.6, 0.62, 0.8, 1.0, 1.0):
        now = polling.quarter(fraction, is_over=fraction == 1.0 and len(heard) == 3)
        if sentence := polling.news(now, said, end="Your copy is ready."):
            heard.append(sentence)
        said = now
    assert heard == [
        "A quarter is done.",
        "Half is done.",
        "Three quarters are done.",
        "Your copy is ready.",
    ]


def test_what_is_not_over_has_not_ended_although_all_is_counted() -> None:
    assert polling.quarter(1.0, is_over=False) == 3
