"""Whoever runs the installation fills a glossary with a folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from webapp.commands.glossary import glossary
from webapp.extensions import db
from webapp.models import GlossaryTerm, Library, SignClip


@pytest.fixture
def app(installation: Flask) -> Flask:
    with installation.app_context():
        Library.default()
        db.session.commit()
    return installation


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    there = tmp_path / "folder"
    there.mkdir()
    (there / "a.mp4").write_bytes(b"drawn")
    (there / "terms.csv").write_text("term;sign_language;clip\nharbour;bfi;a.mp4\n")
    return there


def take_in(folder: Path, library: str = "main") -> Result:
    arguments = ["import", str(folder), "--library", library]
    return CliRunner().invoke(glossary, arguments, catch_exceptions=False)


@pytest.mark.both_databases
def test_a_folder_is_taken_in(app: Flask, folder: Path) -> None:
    result = take_in(folder)
    assert (result.exit_code, result.output) == (0, "Kept: 1 terms and 1 clips.\n")
    with app.app_context():
        (clip,) = db.session.query(SignClip)
        assert clip.term is not None
        assert (clip.term.term, clip.language, clip.original_name) == ("harbour", "bfi", "a.mp4")


def test_a_link_in_it_is_refused_with_its_line(app: Flask, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.mp4").write_bytes(b"secret")
    (folder / "b.mp4").symlink_to(tmp_path / "secret.mp4")
    with (folder / "terms.csv").open("a") as table:
        table.write("quay;bfi;b.mp4\n")
    result = take_in(folder)
    assert result.exit_code == 2
    assert "Line 3: There is no file “b.mp4” in the folder." in result.output
    with app.app_context():
        assert list(GlossaryTerm.of(Library.default())) == []


@pytest.mark.parametrize(
    ("name", "library", "sentence"),
    [("nowhere", "main", "There is no folder"), ("folder", "x", "There is no library x.")],
)
def test_what_is_not_there_is_named(
    app: Flask, folder: Path, name: str, library: str, sentence: str
) -> None:
    result = take_in(folder.parent / name, library)
    assert (result.exit_code, sentence in result.output) == (2, True)
