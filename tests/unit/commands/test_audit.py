"""Quinn audits a site at the command line, and keeps it from getting worse."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.unit.audit.made import fault, visit
from tests.unit.audit.made import run as made
from webapp.audit.run import Run
from webapp.commands import audit as command

HERE, MORE = fault(), fault('main / link "more"')


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[Run]:
    """What the next audits find, in place of a browser; the real one is in tests/a11y."""
    runs: list[Run] = []
    monkeypatch.setattr(command, "_run", lambda *_: runs.pop(0))
    return runs


def quinn(*words: str) -> Result:
    return CliRunner().invoke(command.audit, words)


def saved(folder: Path, run: Run) -> str:
    run.save(folder)
    return str(folder)


def test_faults_end_with_1_and_are_read_at_the_terminal(looked: list[Run]) -> None:
    looked.append(made(HERE))
    result = quinn()
    assert result.exit_code == 1
    assert "start: It says “here”." in result.stdout


def test_without_faults_and_with_doubts_alone_it_ends_with_0(looked: list[Run]) -> None:
    looked += [made(), made(fault(outcome="needs-person"))]
    assert [quinn().exit_code, quinn().exit_code] == [0, 0]


@pytest.mark.parametrize(("fail_on", "code"), [("new", 0), ("any", 1), ("never", 0)])
def test_what_an_earlier_run_found_is_known(
    looked: list[Run], tmp_path: Path, fail_on: str, code: int
) -> None:
    looked.append(made(HERE))
    known = saved(tmp_path / "before", made(HERE))
    assert quinn("--against", known, "--fail-on", fail_on).exit_code == code


def test_beside_an_earlier_run_it_says_what_reads_otherwise(
    looked: list[Run], tmp_path: Path
) -> None:
    known = saved(tmp_path / "before", made(visits=[visit(tree="a")], trees={"a": "- main"}))
    looked.append(made(visits=[visit(tree="b")], trees={"b": '- main "Films"'}))
    assert '  +- main "Films"' in quinn("--against", known).stdout.splitlines()


def test_a_new_fault_fails_beside_a_known_one(looked: list[Run], tmp_path: Path) -> None:
    looked.append(made(HERE, MORE))
    assert quinn("--against", saved(tmp_path / "before", made(HERE))).exit_code == 1


def test_the_run_is_kept_in_a_folder_with_its_report(looked: list[Run], tmp_path: Path) -> None:
    looked.append(made(HERE))
    result = quinn("-o", str(tmp_path / "out"), "--format", "sarif")
    assert Run.load(tmp_path / "out") == made(HERE)
    assert json.loads((tmp_path / "out" / "report.sarif").read_text())["version"] == "2.1.0"
    assert result.stdout.startswith("1 check made on 1 page: 1 fault, 0 need a person.")


def test_a_baseline_begins_once_and_then_only_shrinks(looked: list[Run], tmp_path: Path) -> None:
    file = str(tmp_path / "baseline.json")
    first = saved(tmp_path / "first", made(HERE, MORE))
    assert quinn("baseline", file, first).stdout == "2 faults are known now.\n"
    assert quinn("baseline", file, first).exit_code == 2

    looked.append(made(HERE))  # one is mended: that must be written down
    result = quinn("--against", file)
    assert result.exit_code == 1
    assert "1 of the baseline are mended: strike them out" in result.stderr
    then = saved(tmp_path / "then", made(HERE))
    assert quinn("baseline", file, then, "--strike").stdout == "1 struck out, 1 left.\n"

    looked += [made(HERE), made(HERE, MORE)]
    assert quinn("--against", file).exit_code == 0
    assert quinn("--against", file).exit_code == 1  # what was mended once is new


def test_a_partial_run_leaves_the_baseline_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    quinn("baseline", str(file), saved(tmp_path / "first", made(HERE)))
    before = file.read_bytes()
    partial = saved(tmp_path / "some", made(visits=[visit(not_looked_at="it hung")]))
    result = quinn("baseline", str(file), partial, "--strike")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "A partial run changes no baseline" in result.stderr
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--against", "nowhere"], "nowhere cannot be read"),
        (["--against", "notes.json"], "notes.json is no run and no baseline"),
        (["--against", "list.json"], "list.json is no run and no baseline"),
        (["--act", "."], "holds no list of ACT test cases"),
        (["baseline", "b.json", "notes.json"], "notes.json is no run and no baseline"),
        (["baseline", "notes.json", "run", "--strike"], "notes.json is no run and no baseline"),
        (["coverage", "-o", "nowhere/coverage.md"], "cannot be written"),
    ],
)
def test_bad_input_is_answered_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("notes.json").write_text("Mend the links on Monday.")
    Path("list.json").write_text("[1]")
    made().save(Path("run"))
    result = quinn(*words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_pages_that_nobody_knows_are_refused_with_names_that_exist() -> None:
    subjects = made().subjects
    assert command._chosen(subjects, "st*") == list(subjects)
    with pytest.raises(command.Refusal, match="pages are called start"):
        command._chosen(subjects, "watch*")


def test_other_commands_start_without_a_browser_library() -> None:
    code = "import sys, manage; sys.exit('playwright' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
