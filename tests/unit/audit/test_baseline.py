"""A baseline only shrinks, and only by a run that saw everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.audit.made import PHONE, fault, run, visit
from webapp.audit.baseline import Baseline, BaselineError

HERE, MORE, NEW = fault(), fault('main / link "more"'), fault('main / link "click"')


def test_it_begins_with_the_faults_that_are_there() -> None:
    assert Baseline.first(run(HERE, fault("main / p", outcome="needs-person"))).findings == (HERE,)


def test_what_is_mended_is_struck_out_and_nothing_new_comes_in() -> None:
    assert Baseline((HERE, MORE)).strike(run(HERE, NEW)).findings == (HERE,)


def test_what_was_not_looked_for_stays() -> None:
    known = Baseline((HERE, fault(variants=(PHONE,), key='main / link "more"')))
    assert known.strike(run(visits=[visit()])).findings == known.findings[1:]


def test_a_fault_that_moved_stays_at_its_new_place() -> None:
    there = fault('contentinfo / link "here"')
    assert Baseline((HERE,)).strike(run(there)).findings == (there,)


@pytest.mark.parametrize(
    "partial", [run(selection="s*"), run(visits=[visit(not_looked_at="it did not answer")])]
)
def test_a_partial_run_changes_nothing(partial: object) -> None:
    with pytest.raises(BaselineError, match="partial"):
        Baseline((HERE,)).strike(partial)  # type: ignore[arg-type]
    with pytest.raises(BaselineError, match="partial"):
        Baseline.first(partial)  # type: ignore[arg-type]


def test_it_is_read_as_it_was_written_and_keeps_its_order(tmp_path: Path) -> None:
    file, again = tmp_path / "baseline.json", tmp_path / "again.json"
    Baseline((MORE, HERE)).write(file)
    Baseline((HERE, MORE)).write(again)
    assert file.read_text() == again.read_text()
    assert {each.identity for each in Baseline.read(file).findings} == {
        HERE.identity,
        MORE.identity,
    }


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"baseline": 2}', '{"baseline": 1}'])
def test_what_is_no_baseline_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "baseline.json").write_text(text)
    with pytest.raises(BaselineError):
        Baseline.read(tmp_path / "baseline.json")
