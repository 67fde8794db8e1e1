"""Rita reviews; she says how terms are signed, one by one or with a folder."""

from __future__ import annotations

import io
import zipfile

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit import kept_files
from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from tests.unit.pages.test_clips import clip
from webapp import sign_glossary_folder
from webapp.extensions import db
from webapp.models import GlossaryTerm, Library, SignClip
from webapp.models.glossary import Entry

HERE = "/libraries/main/glossary"
HEAD = "term,language,explanation,plain,sign_language,clip,signer,region,notes\n"


@pytest.fixture
def rita(user_factory: UserFactory, sign_in: SignIn) -> FlaskClient:
    return sign_in(user_factory("Rita", "reviewer"))


@pytest.fixture
def harbour(app: Flask) -> GlossaryTerm:
    term = GlossaryTerm.put(Library.default(), Entry("harbour", mistakes=("harbur",)))
    db.session.commit()
    return term


def packed(table: str, *clips: str, **odd: zipfile.ZipInfo) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zipped:
        zipped.writestr("terms.csv", table)
        for name in clips:
            zipped.writestr(name, b"drawn")
        for info in odd.values():
            zipped.writestr(info, b"/etc/passwd")
    file.seek(0)
    return file


def clips() -> list[SignClip]:
    db.session.expire_all()
    return list(db.session.query(SignClip).order_by(SignClip.id))


def test_she_adds_a_clip_describes_it_and_deletes_it(
    app: Flask, rita: FlaskClient, harbour: GlossaryTerm
) -> None:
    sent = {"clip": (io.BytesIO(b"drawn"), "harbour.mov"), "sign_language": "bfi"}
    answer = rita.post(f"{HERE}/{harbour.id}/clips", data=sent | {"signer": "Dora"})
    assert answer.status_code == 303
    (made,) = clips()
    assert (made.language, made.signer, made.original_name) == ("bfi", "Dora", "harbour.mov")
    assert made.source.startswith("quarantine/")
    page = rita.get(f"{HERE}/{harbour.id}").text
    assert "Is being prepared" in page
    rita.post(f"{HERE}/clips/{made.id}", data={"sign_language": "ase", "region": "Texas"})
    assert [(each.language, each.region) for each in clips()] == [("ase", "Texas")]
    source_file = made.source
    rita.post(f"{HERE}/clips/{made.id}/delete")
    assert (clips(), kept_files.is_kept(app, source_file)) == ([], False)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"sign_language": "xxx"}, "Choose the sign language."),
        ({"clip": (io.BytesIO(b""), "")}, "Choose a video."),
        ({"clip": (io.BytesIO(b""), "a.mp4")}, "This file is empty."),
        ({"notes": "n" * 501}, "Say it in at most 500 letters."),
    ],
)
def test_what_is_missing_is_asked_for_and_what_was_typed_stays(
    rita: FlaskClient, harbour: GlossaryTerm, fields: dict[str, object], sentence: str
) -> None:
    sent = {"clip": (io.BytesIO(b"drawn"), "a.mp4"), "sign_language": "bfi", "signer": "Dora"}
    answer = rita.post(f"{HERE}/{harbour.id}/clips", data=sent | fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Dora"' in answer.text
    assert clips() == []


def test_viewers_find_the_clips_in_the_glossary_and_change_nothing(
    app: Flask, client: FlaskClient, harbour: GlossaryTerm, media_factory: MediaFactory
) -> None:
    made = clip(app, harbour)
    media = media_factory()
    page = client.get(f"/media/{media.slug}/glossary").text
    assert "Signed: BSL" in page
    assert f"/media/{media.slug}/clips/{made.id}.mp4" in page
    for address in (f"{HERE}/clips/{made.id}/delete", f"{HERE}/{harbour.id}/clips"):
        assert client.post(address).status_code == 401
    assert rita_of_elsewhere(client, media.slug, made.id) == 401


def rita_of_elsewhere(client: FlaskClient, slug: str, clip_id: int) -> int:
    return client.post(f"/media/{slug}/glossary/clips/{clip_id}/delete").status_code


def test_a_clip_is_changed_where_it_belongs(
    app: Flask, rita: FlaskClient, harbour: GlossaryTerm, media_factory: MediaFactory
) -> None:
    made = clip(app, harbour)
    here = f"/media/{media_factory().slug}/glossary/clips/{made.id}"
    assert rita.post(here, data={"sign_language": "ase"}).status_code == 404
    assert rita.post(f"{here}/delete").status_code == 404


def test_a_folder_brings_terms_and_clips(rita: FlaskClient, harbour: GlossaryTerm) -> None:
    table = HEAD + "Harbour,,Ships rest there.,,bfi,clips/a.mp4,Dora,Wales,\n"
    table += "harbour,,,,ase,clips/b.mp4,,,\nquay,en,,a wall,,,,,\n"
    sent = {"folder": (packed(table, "clips/a.mp4", "clips/b.mp4"), "terms.zip")}
    answer = rita.post(f"{HERE}/import-clips", data=sent)
    assert answer.status_code == 303
    assert "Kept: 2 terms and 2 clips." in rita.get(answer.location).text
    terms = GlossaryTerm.of(Library.default())
    assert [(each.term, each.explanation, each.mistakes) for each in terms] == [
        ("harbour", "Ships rest there.", ["harbur"]),
        ("quay", "", []),
    ]
    assert [(each.language, each.signer, each.term_id) for each in clips()] == [
        ("bfi", "Dora", harbour.id),
        ("ase", "", harbour.id),
    ]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("quay,,,,bfi,../a.mp4,,,", "Line 3: There is no file"),
        ("quay,,,,bfi,/etc/passwd,,,", "Line 3: There is no file"),
        ("quay,,,,bfi,c.mp4,,,", "Line 3: There is no file"),
        ("quay,,,,xyz,a.mp4,,,", "Line 3: “xyz” is no sign language"),
        ("quay,klingon,,,,,,,", "Line 3: “klingon” is no language"),
        (",,,,bfi,a.mp4,,,", "Line 3: Write the term."),
    ],
)
def test_one_bad_row_is_named_and_nothing_is_kept(
    rita: FlaskClient, harbour: GlossaryTerm, row: str, sentence: str
) -> None:
    table = f"{HEAD}pier,,,,bfi,a.mp4,,,\n{row}\n"
    answer = rita.post(f"{HERE}/import-clips", data={"folder": (packed(table, "a.mp4"), "t.zip")})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert clips() == []
    assert [each.term for each in GlossaryTerm.of(Library.default())] == ["harbour"]


def test_links_paths_and_bombs_are_refused(
    rita: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = zipfile.ZipInfo("a.mp4")
    link.external_attr = 0o120777 << 16
    outside = zipfile.ZipInfo("../../a.mp4")
    table = f"{HEAD}pier,,,,bfi,a.mp4,,,\n"
    for file in (packed(table, odd=link), packed(table, odd=outside)):
        answer = rita.post(f"{HERE}/import-clips", data={"folder": (file, "t.zip")})
        assert (answer.status_code, "cannot be taken" in answer.text) == (422, True)
    monkeypatch.setattr(sign_glossary_folder, "MOST_BYTES", 20)
    answer = rita.post(f"{HERE}/import-clips", data={"folder": (packed(table, "a.mp4"), "t.zip")})
    assert "too much in this ZIP file" in answer.text
    answer = rita.post(f"{HERE}/import-clips", data={"folder": (io.BytesIO(b"no"), "t.zip")})
    assert "no ZIP file that can be read" in answer.text
    assert clips() == []
