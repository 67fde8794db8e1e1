"""Librarians see how videos of their library are watched, and by nobody in particular."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from webapp.extensions import db
from webapp.models import DayFigure, Library, Media, Report, User
from webapp.models.clock import utc_now
from webapp.models.day_figure import Figure

YESTERDAY = datetime.now(UTC).date() - timedelta(days=1)


def counted(measure: str, day: int = 0, library: Library | None = None, **values: int) -> None:
    """Put numbers of a day down; 0 is yesterday."""
    library_id = (library or Library.default()).id
    when = YESTERDAY - timedelta(days=day)
    DayFigure.add({Figure(when, library_id, measure, v): n for v, n in values.items()})
    db.session.commit()


def test_a_librarian_reads_in_plain_words_how_her_viewers_watch(librarian: FlaskClient) -> None:
    counted("contrast", **{"yellow-black": 20, "normal": 20})
    page = librarian.get("/insight").text
    assert "Half of the viewers chose: Yellow on black." in page
    assert "deaf and see little" in page


def test_she_finds_it_beside_the_other_tools_of_her_library(librarian: FlaskClient) -> None:
    assert 'href="/insight?library=main"' in librarian.get("/").text


def test_what_few_chose_on_a_day_is_told_in_no_period_and_in_no_file(
    librarian: FlaskClient,
) -> None:
    for day in range(10):
        counted("contrast", day, **{"normal": 20, "soft": 4, "high-dark": 3})
    for address in ("/insight?days=7", "/insight?days=30"):
        assert "Strong, dark" not in _body(librarian, address)
    assert "high-dark" not in librarian.get("/insight.csv?days=30").text
    assert "Not told by themselves, so that nobody is pointed at: 49." in (
        librarian.get("/insight?days=7").text
    )


def test_a_period_holds_its_days_and_no_others(librarian: FlaskClient) -> None:
    counted("viewers", 6, **{"": 11})
    counted("viewers", 7, **{"": 100})
    counted("viewers", -1, **{"": 1000})
    assert "<dd>11</dd>" in librarian.get("/insight?days=7").text
    assert "<dd>111</dd>" in librarian.get("/insight?days=30").text


def test_another_library_has_other_numbers(
    librarian: FlaskClient, user_factory: Callable[..., User]
) -> None:
    archive = Library(slug="archive", name="Archive")
    db.session.add(archive)
    db.session.commit()
    counted("viewers", library=archive, **{"": 77})
    assert "<dd>77</dd>" not in librarian.get("/insight").text
    assert librarian.get("/insight?library=archive").status_code == 404


def test_numbers_are_saved_as_a_table(librarian: FlaskClient) -> None:
    counted("captions", on=30, off=10)
    answer = librarian.get("/insight.csv?days=7")
    assert answer.mimetype == "text/csv"
    assert answer.text.splitlines() == [
        "day,measure,value,count",
        f"{YESTERDAY},captions,off,10",
        f"{YESTERDAY},captions,on,30",
    ]


def test_what_waits_longest_for_captions_comes_first(
    librarian: FlaskClient, media_factory: Callable[..., Media]
) -> None:
    media_factory("Captioned", cues=3)
    media_factory("Short ago")
    old = media_factory("Long ago")
    old.created_at = utc_now() - timedelta(days=9)
    db.session.commit()
    work = librarian.get("/insight").text.partition('id="needs-work"')[2]
    assert work.index("Long ago") < work.index("Short ago")
    assert "Captioned" not in work


def test_a_video_with_many_reports_stands_out_and_one_with_few_does_not(
    librarian: FlaskClient, media_factory: Callable[..., Media]
) -> None:
    for title, reports in (("Many words wrong", 6), ("One word wrong", 1)):
        media = media_factory(title, cues=3)
        db.session.add_all(Report(media_id=media.id, kind="words", at_ms=n) for n in range(reports))
    db.session.commit()
    work = librarian.get("/insight").text.partition('id="needs-work"')[2]
    assert "Many words wrong" in work
    assert "One word wrong" not in work


@pytest.mark.parametrize("density", range(1, 6))
def test_each_chart_is_a_table_for_whoever_does_not_see_bars(
    librarian: FlaskClient, density: int
) -> None:
    counted("contrast", **{"yellow-black": 20, "normal": 30})
    counted("viewers", **{"": 50})
    librarian.post("/look", data={"density": density})
    page = librarian.get("/insight").text
    assert '<th scope="row">Yellow on black</th>' in page
    assert "(40 %)" in page
    assert "The same as a table" in page


def test_a_library_without_viewers_says_so(librarian: FlaskClient) -> None:
    assert "too few viewers" in librarian.get("/insight").text


def test_a_viewer_is_counted_once_a_day_by_what_she_chose(
    app: Flask, client: FlaskClient, media_factory: Callable[..., Media]
) -> None:
    slug = media_factory().slug
    client.post("/look", data={"contrast": "yellow-black"})
    for _ in range(3):
        client.get(f"/media/{slug}")
    assert _today(app, "viewers") == {"": 1}
    assert _today(app, "contrast") == {"yellow-black": 1}


def test_a_program_that_keeps_no_cookies_is_not_counted(
    app: Flask, media_factory: Callable[..., Media]
) -> None:
    slug = media_factory().slug
    for _ in range(3):
        app.test_client(use_cookies=False).get(f"/media/{slug}")
    assert _today(app, "viewers") == {}


@pytest.mark.parametrize("wish", [{"Sec-GPC": "1"}, {"DNT": "1"}])
def test_whoever_does_not_want_to_be_counted_is_not(
    app: Flask, client: FlaskClient, media_factory: Callable[..., Media], wish: dict[str, str]
) -> None:
    slug = media_factory().slug
    for _ in range(3):
        client.get(f"/media/{slug}", headers=wish)
    client.post(f"/media/{slug}/started", data={"waited": "1"}, headers=wish)
    assert _today(app, "viewers") == {}
    assert _today(app, "start_video") == {}


def test_a_start_is_told_in_coarse_steps_only(
    app: Flask, client: FlaskClient, media_factory: Callable[..., Media]
) -> None:
    slug = media_factory().slug
    assert client.post(f"/media/{slug}/started", data={"waited": "0.5"}).status_code == 204
    assert client.post(f"/media/{slug}/started", data={"waited": "0.4711"}).status_code == 400
    assert _today(app, "start_video") == {"0.5": 1}


def _body(browser: FlaskClient, address: str) -> str:
    """The page without what every page has."""
    return browser.get(address).text.partition('id="in-words"')[2].partition("</main>")[0]


def _today(app: Flask, measure: str) -> dict[str, int]:
    db.session.rollback()  # on a server, a request leaves nothing open
    app.extensions["day_figures"].write()
    today = datetime.now(UTC).date()
    found = DayFigure.between([Library.default().id], today, today)
    return {figure.value: n for figure, n in found.items() if figure.measure == measure}
