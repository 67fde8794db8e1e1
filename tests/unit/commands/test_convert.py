"""Someone on the command line wants her captions in another format, and to know what was lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from webapp.commands.convert import convert

SOURCE = "WEBVTT\n\nNOTE from Ana\n\n00:01.000 --> 00:02.000\n<v Ana>Hi\n"
BROKEN = "WEBVTT\n\n00:01.000 --> 00:0x.000\nlost\n\n00:01.000 --> 00:02.000\nkept\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.vtt"
    path.write_text(SOURCE)
    return path


def run(*args: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(convert, [str(arg) for arg in args], input=stdin)


def test_formats_go_by_the_names_and_losses_are_told(source: Path, tmp_path: Path) -> None:
    result = run(source, tmp_path / "out.srt")
    assert result.exit_code == 0
    assert (tmp_path / "out.srt").read_text().endswith("00:00:02,000\nAna: Hi\n")
    assert result.stderr.splitlines() == [
        "SubRip has no place for speakers: their names stand before the text.",
        "SubRip cannot hold comments.",
    ]


def test_a_pipe_goes_through() -> None:
    result = run("-", "-", "--from", "vtt", "--to", "sbv", stdin=SOURCE)
    assert (result.exit_code, result.stdout) == (0, "0:00:01.000,0:00:02.000\nAna: Hi\n")


def test_what_comes_through_a_pipe_is_recognised() -> None:
    assert run("-", "-", "--to", "txt", stdin=SOURCE).stdout == "Ana: Hi\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["none.vtt", "out.srt"], "none.vtt cannot be read: No such file or directory."),
        (["in.vtt", "out.film"], "The format of out.film is not known."),
        (["in.vtt", "out.ass"], "Advanced SubStation can only be read."),
        (["in.vtt", "-"], "The format of standard output is not known."),
        (["in.vtt", "out", "--to", "film"], "--to must be one of vtt, srt"),
        (["in.vtt", "out.srt", "--from", "film"], "--from must be one of vtt, srt"),
        (["in.vtt", "out.srt", "--from", "txt"], "in.vtt: Plain text has no times"),
        (["in.vtt", "no/folder/out.srt"], "no/folder/out.srt cannot be written: No such file"),
        (["in.vtt", "out.srt", "--from", "srt"], "in.vtt: Line"),
    ],
)
@pytest.mark.usefixtures("source")
def test_a_refusal_is_one_sentence(
    arguments: list[str], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"Error: {sentence}")
    assert result.stderr.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.vtt"]


def test_a_broken_file_is_not_taken_as_whole_and_the_old_result_stays(tmp_path: Path) -> None:
    (tmp_path / "out.srt").write_text("as it was")
    result = run("-", tmp_path / "out.srt", "--from", "vtt", "--strict", stdin=BROKEN)
    assert result.exit_code == 2
    assert "Line 3: These times cannot be read" in result.stderr
    assert "add --lenient" in result.stderr
    assert (tmp_path / "out.srt").read_text() == "as it was"


def test_of_webvtt_what_browsers_show_is_kept_and_the_rest_is_named(tmp_path: Path) -> None:
    result = run("-", tmp_path / "out.sbv", "--from", "vtt", stdin=BROKEN)
    assert result.exit_code == 0
    assert (tmp_path / "out.sbv").read_text() == "0:00:01.000,0:00:02.000\nkept\n"
    assert result.stderr.startswith("Line 3: These times cannot be read")


def test_a_broken_file_of_another_format_is_kept_in_part_only_on_request(tmp_path: Path) -> None:
    broken = "1\n00:00:01,000 --> 00:00:0x,000\nlost\n\n2\n00:00:01,000 --> 00:00:02,000\nkept\n"
    assert run("-", tmp_path / "out.sbv", "--from", "srt", stdin=broken).exit_code == 2
    result = run("-", tmp_path / "out.sbv", "--from", "srt", "--lenient", stdin=broken)
    assert (tmp_path / "out.sbv").read_text() == "0:00:01.000,0:00:02.000\nkept\n"
    assert result.stderr.startswith("Line 2")


def test_a_result_has_the_permissions_of_an_ordinary_file(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.srt"
    run(source, target)
    assert target.stat().st_mode & 0o777 == (tmp_path / "in.vtt").stat().st_mode & 0o777
    target.chmod(0o600)
    run(source, target)
    assert target.stat().st_mode & 0o777 == 0o600


def test_a_device_is_written_to_and_not_replaced(source: Path) -> None:
    assert run(source, os.devnull, "--to", "vtt").exit_code == 0
    assert Path(os.devnull).is_char_device()
