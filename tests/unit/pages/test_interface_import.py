"""Lena gives the list of texts to a studio, and gets a folder of clips back."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit.pages.test_clips import clip
from tests.unit.pages.test_interface_clips import HERE, clips, source
from webapp.extensions import db
from webapp.models import LogEntry
from webapp.pages.interface_places import PLACES

HEAD = "place,title,text,sign_language,clip,signer,region,notes\n"


def packed(table: str, *videos: str) -> dict[str, tuple[io.BytesIO, str]]:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zipped:
        zipped.writestr("studio/places.csv", table)
        for name in videos:
            zipped.writestr(f"studio/{name}", b"drawn")
    file.seek(0)
    return {"folder": (file, "studio.zip")}


def test_the_list_has_every_text(librarian: FlaskClient) -> None:
    answer = librarian.get(f"{HERE}/places.csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["place"] for row in rows] == list(PLACES)
    settings = next(row for row in rows if row["place"] == "settings")
    assert settings["title"] == "How pages look"
    assert settings["text"].startswith("Choose what suits your eyes.")
    assert set(rows[0]) == set(HEAD.strip().split(","))


def test_the_list_filled_in_brings_the_clips(app: Flask, librarian: FlaskClient) -> None:
    old = clip(app, "settings", "bfi", "How pages looked\nChoose.")
    table = librarian.get(f"{HERE}/places.csv").data.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(table)))
    for row in lines:
        if row[0] == "settings":
            row[3:6] = ["bfi", "b.mp4", "Dora"]
        elif row[0] == "help.keys":
            row[3:6] = ["ase", "a.mp4", "Sam"]
    filled = io.StringIO()
    csv.writer(filled).writerows(lines)
    answer = librarian.post(f"{HERE}/import", data=packed(filled.getvalue(), "a.mp4", "b.mp4"))
    assert (answer.status_code, answer.location) == (303, HERE)
    assert "2 clips have arrived." in librarian.get(HERE).text
    changed, new = clips()
    assert (changed.id, changed.signer, changed.text) == (old.id, "Dora", source(app, "settings"))
    assert changed.source.startswith("quarantine/")
    assert changed.is_ready, "the clip that was there is shown until the new one can be played"
    assert (new.place, new.language, new.signer) == ("help.keys", "ase", "Sam")
    assert new.text == source(app, "help.keys")
    assert db.session.query(LogEntry).filter_by(event="interface.signed").count() == 1


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("nowhere,,,bfi,a.mp4,,,", "Line 3: “nowhere” is no text that can be signed."),
        ("upload,,,bfi,../a.mp4,,,", "Line 3: There is no file"),
        ("upload,,,bfi,c.mp4,,,", "Line 3: There is no file"),
        ("upload,,,xyz,a.mp4,,,", "Line 3: “xyz” is no sign language"),
    ],
)
def test_one_bad_row_is_named_and_nothing_is_kept(
    librarian: FlaskClient, row: str, sentence: str
) -> None:
    sent = packed(f"{HEAD}settings,,,bfi,a.mp4,,,\n{row}\n", "a.mp4")
    answer = librarian.post(f"{HERE}/import", data=sent)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'href="#folder"' in answer.text
    assert clips() == []


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (HEAD, "There is no clip in it."),
        (f"{HEAD}settings,,,,,,,\n", "There is no clip in it."),
        ("name,clip\nsettings,a.mp4\n", "one of them “place”."),
    ],
)
def test_a_table_that_says_nothing_is_refused(
    librarian: FlaskClient, table: str, sentence: str
) -> None:
    answer = librarian.post(f"{HERE}/import", data=packed(table, "a.mp4"))
    assert answer.status_code == 422
    assert sentence in answer.text


def test_what_is_no_folder_is_refused(librarian: FlaskClient) -> None:
    answer = librarian.post(f"{HERE}/import", data={"folder": (io.BytesIO(b"no"), "a.zip")})
    assert "no ZIP file that can be read" in answer.text
    answer = librarian.post(f"{HERE}/import", data={"folder": (io.BytesIO(b""), "")})
    assert "Choose a ZIP file." in answer.text
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zipped:
        zipped.writestr("terms.csv", "term\nharbour\n")
    file.seek(0)
    answer = librarian.post(f"{HERE}/import", data={"folder": (file, "a.zip")})
    assert "There is no file places.csv" in answer.text
