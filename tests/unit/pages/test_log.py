"""An auditor reads what happened, finds what she looks for, and takes it away."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from tests.unit.pages.conftest import CountQueries
from webapp import audit_log
from webapp.extensions import db
from webapp.models import Library, LogEntry, User
from webapp.models import log_entry as log_entries

DAY_MS = 24 * 3600 * 1000


@pytest.fixture
def ben(user_factory: UserFactory) -> User:
    return user_factory("Ben", "uploader")


@pytest.fixture
def filled(ben: User, media_factory: MediaFactory, user_factory: UserFactory) -> None:
    """Ten entries of the default library and one of another."""
    media = media_factory("The harbour")
    for number in range(9):
        audit_log.record("media.changed", subject=media, actor=ben, changed=[f"part {number}"])
    audit_log.record("role.given", subject=ben, library=Library.default(), role="uploader")
    other = Library(slug="other", name="Other")
    db.session.add(other)
    db.session.flush()
    audit_log.record("library.created", subject=other)
    db.session.commit()


def old_entry(days: int, event: str = "media.deleted") -> None:
    now_ms = db.session.scalars(db.select(LogEntry.at_ms)).first() or 0
    library_id = Library.default().id
    db.session.add(
        LogEntry(at_ms=now_ms - days * DAY_MS, event=event, library_id=library_id, details={})
    )
    db.session.commit()


def test_the_newest_comes_first_in_words(librarian: FlaskClient, filled: None) -> None:
    page = librarian.get("/libraries/main/log").text
    assert page.index("A role was given.") < page.index("What is said of a video was changed.")
    assert "Role: <bdi>Uploader</bdi>" in page
    assert "by <bdi>Ben</bdi>" in page
    assert "A library was made" not in re.sub(r"<select.*?</select>", "", page, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("event=role.given", 1),
        ("person=be", 9),
        ("subject=HARB", 9),
        ("person=ben&event=role.given", 0),
        ("person=%25", 0),
        ("subject=a_bour", 0),
    ],
)
def test_entries_are_found_by_what_who_and_to_what(
    librarian: FlaskClient, filled: None, query: str, count: int
) -> None:
    assert librarian.get(f"/libraries/main/log?{query}").text.count('id="entry-') == count


def test_entries_are_found_by_day(librarian: FlaskClient, filled: None) -> None:
    old_entry(40)
    newest = db.session.scalars(db.select(LogEntry).order_by(LogEntry.at_ms.desc())).first()
    assert newest is not None
    today = newest.at.date().isoformat()
    db.session.commit()
    address = "/libraries/main/log"
    assert librarian.get(f"{address}?since={today}").text.count('id="entry-') == 10
    assert librarian.get(f"{address}?until={today}").text.count('id="entry-') == 11
    before = librarian.get(f"{address}?until=2001-01-01").text
    assert "Nothing was found." in before


def test_a_day_that_is_none_is_refused_in_a_sentence(librarian: FlaskClient, filled: None) -> None:
    answer = librarian.get("/libraries/main/log?since=yesterday")
    assert answer.status_code == 422
    assert "This is not a day." in answer.text
    assert librarian.get("/libraries/main/log.csv?since=yesterday").status_code == 422


def test_pages_follow_each_other_without_gap_or_double_while_entries_come(
    librarian: FlaskClient, filled: None, ben: User
) -> None:
    librarian.post("/look", data={"density": 1})
    address, seen = "/libraries/main/log?person=ben", []
    for _ in range(9):
        page = librarian.get(address).text
        seen += re.findall(r'id="entry-(\d+)"', page)
        audit_log.record("account.changed", subject=ben, actor=ben, library=Library.default())
        db.session.commit()
        older = re.search(r'rel="next" href="([^"]+)"', page)
        if not older:
            break
        address = older[1].replace("&amp;", "&")
        assert "person=ben" in address
    assert len(seen) == len(set(seen)) == 9


def test_the_log_of_everything_is_for_those_who_look_after_all(
    librarian: FlaskClient, filled: None, user_factory: UserFactory, sign_in: SignIn
) -> None:
    assert librarian.get("/log").status_code == 403
    root = sign_in(user_factory("Root", is_admin=True))
    root.post("/look", data={"density": 5})
    page = root.get("/log").text
    assert "A library was made" in page
    assert "<bdi>Other</bdi>" in page


def test_what_was_found_is_saved_as_a_table(librarian: FlaskClient, filled: None) -> None:
    answer = librarian.get("/libraries/main/log.csv?event=role.given")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=log.main.")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["event"], row["subject"], row["details"]) for row in rows] == [
        ("role.given", "Ben", '{"role": "uploader"}')
    ]
    assert rows[0]["time"].endswith("+00:00")


def test_what_was_found_is_saved_as_lines_of_json(librarian: FlaskClient, filled: None) -> None:
    answer = librarian.get("/libraries/main/log.jsonl")
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert len(lines) == 10
    assert lines[0]["details"] == {"role": "uploader"}
    assert librarian.get("/libraries/main/log.exe").status_code == 404


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_spreadsheet_takes_no_name_for_a_formula(
    librarian: FlaskClient, ben: User, start: str
) -> None:
    audit_log.record(
        "account.changed", subject=ben, library=Library.default()
    ).subject_name = f'{start}HYPERLINK("http://evil.example")'
    db.session.commit()
    rows = list(csv.reader(io.StringIO(librarian.get("/libraries/main/log.csv").text, newline="")))
    assert rows[1][6].startswith("'" + start)


def test_a_long_log_is_sent_batch_by_batch(
    librarian: FlaskClient,
    filled: None,
    counted_queries: CountQueries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(log_entries, "BATCH", 4)
    with counted_queries() as statements:
        answer = librarian.get("/libraries/main/log.jsonl", buffered=True)
    assert len(answer.text.splitlines()) == 10
    assert len([s for s in statements if "FROM log_entry" in s]) == 4
