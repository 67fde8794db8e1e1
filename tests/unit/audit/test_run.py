"""A run says what it looked at, keeps one finding for one fault, and is read as it was written."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.audit.made import NORMAL, PHONE, fault, run, visit
from webapp.audit.run import NotARun, Run, Tools, merge

ONCE = ("plain_language",)


def test_what_is_seen_in_two_forms_of_a_page_is_one_finding() -> None:
    found = fault().found
    merged = merge([("start", "a", found), ("start", "b", found), ("help", "a", found)])
    assert [(each.subject, each.variants) for each in merged] == [
        ("start", ("a", "b")),
        ("help", ("a",)),
    ]


def test_two_elements_with_one_key_are_told_apart_in_the_order_of_the_page() -> None:
    found = fault().found
    merged = merge([("start", "a", found), ("start", "a", found), ("start", "b", found)])
    assert [(each.number, each.variants) for each in merged] == [(0, ("a", "b")), (1, ("a",))]
    assert merged[0].identity != merged[1].identity


def test_what_failed_in_one_form_has_failed() -> None:
    doubt, failed = fault(outcome="needs-person").found, fault().found
    (merged,) = merge([("start", "a", doubt), ("start", "b", failed), ("start", "c", doubt)])
    assert (merged.found.outcome, merged.variants) == ("failed", ("a", "b", "c"))


@pytest.mark.parametrize(
    "made",
    [
        run(visits=[visit(not_looked_at="the server answered 500")]),
        run(visits=[visit(), visit(variant=PHONE, failed={"axe": "it took too long"})]),
        run(selection="help*"),
    ],
    ids=["a page that did not open", "a check that was not made", "some of the pages"],
)
def test_a_run_that_left_something_out_is_partial(made: Run) -> None:
    assert made.partial
    assert made.to_json()["partial"]


def test_a_run_that_looked_at_everything_is_not() -> None:
    assert not run(fault()).partial


def test_checks_made_are_counted_by_rule_page_and_form() -> None:
    made = run(visits=[visit(), visit(variant=PHONE), visit("help", not_looked_at="no", made=())])
    assert made.checks_made == 2


def test_a_run_looked_for_a_finding_where_it_made_its_check_in_one_of_its_forms() -> None:
    known = fault(variants=(NORMAL, PHONE))
    assert run(visits=[visit()]).looked(known)
    assert not run(visits=[visit("help")]).looked(known)
    assert not run(visits=[visit(made=("axe",))]).looked(known)
    assert not run(visits=[visit()]).looked(fault(variants=(PHONE,)))


def test_what_is_the_same_in_every_form_was_looked_for_where_any_form_was_looked_at() -> None:
    once = Tools("4.12.1", "Chromium 140", {"plain_language": ("link-says-nothing",)}, ONCE)
    later = replace(run(visits=[visit()]), tools=once)
    assert later.looked(fault(variants=(PHONE,)))
    assert not replace(run(visits=[visit(made=())]), tools=once).looked(fault(variants=(PHONE,)))
    assert Run.from_json(json.loads(json.dumps(later.to_json())), {}).tools.once == ONCE


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    finding = fault()
    made = run(
        finding,
        visits=[visit(tree="0a", led_to="/log-in"), visit("help", failed={"axe": "it hung"})],
        trees={"0a": '- link "here"'},
        pictures={finding.identity: b"\x89PNG"},
    )
    made.save(tmp_path / "run")
    assert Run.load(tmp_path / "run") == made
    assert Run.load(tmp_path / "run" / "run.json") == made


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1}', '{"format": 99}'])
def test_what_is_no_run_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "run.json").write_text(text)
    with pytest.raises(NotARun):
        Run.load(tmp_path)


def test_another_program_reads_messages_and_identities() -> None:
    (row,) = json.loads(json.dumps(run(fault()).to_json()))["findings"]
    assert row["message"] == "It says “here”."
    assert row["identity"] == fault().identity
