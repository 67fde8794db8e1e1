"""What a person at the command line learns about a caption file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from webapp.commands.lint import lint_command

pytest.importorskip("webapp.captions.formats.webvtt")

GOOD = "WEBVTT\n\n00:00.000 --> 00:02.500\nWe have never seen anything like it.\n"
FAST = "WEBVTT\n\n00:00.000 --> 00:00.500\nThey went into the\nhouse of the king.\n"


@pytest.fixture
def fast(tmp_path: Path) -> Path:
    path = tmp_path / "fast.vtt"
    path.write_text(FAST)
    return path


def test_good_captions_are_said_to_be_good(tmp_path: Path) -> None:
    path = tmp_path / "good.vtt"
    path.write_text(GOOD)
    result = CliRunner().invoke(lint_command, [str(path)])
    assert (result.exit_code, result.output) == (0, "1 cue: 0 errors, 0 warnings\n")


def test_each_cue_is_named_with_its_time_and_what_is_wrong(fast: Path) -> None:
    result = CliRunner().invoke(lint_command, [str(fast)])
    assert result.exit_code == 0
    assert "cue 1  00:00:00.000 --> 00:00:00.500" in result.output
    assert "error    too-short: The cue is shown for 0.5 s" in result.output
    assert "warning  line-break: The line break parts an article" in result.output


def test_another_program_gets_json(fast: Path) -> None:
    result = CliRunner().invoke(lint_command, [str(fast), "--json", "--profile", "netflix"])
    findings = json.loads(result.output)
    assert {"reading-speed", "too-short"} <= {finding["code"] for finding in findings}
    assert set(findings[0]) == {
        "code",
        "severity",
        "cue",
        "measured",
        "limit",
        "message",
        "unit",
        "start_ms",
        "end_ms",
    }


def test_captions_come_through_a_pipe() -> None:
    result = CliRunner().invoke(lint_command, ["-", "--format", "vtt"], input=GOOD)
    assert (result.exit_code, result.output) == (0, "1 cue: 0 errors, 0 warnings\n")


def test_a_missing_file_is_said_in_one_sentence(tmp_path: Path) -> None:
    result = CliRunner().invoke(lint_command, [str(tmp_path / "none.vtt")])
    assert result.exit_code == 2
    assert "none.vtt cannot be opened" in result.output


def test_a_file_that_is_no_caption_file_is_said_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "bad.vtt"
    path.write_text("nothing")
    result = CliRunner().invoke(lint_command, [str(path)])
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_an_unknown_format_is_refused_with_those_that_are_known() -> None:
    result = CliRunner().invoke(lint_command, ["-", "--format", "doc"], input=GOOD)
    assert result.exit_code == 2
    assert "vtt" in result.output
