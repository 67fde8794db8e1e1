"""Reports say what was checked and found to people and to other programs, and never a score."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree.ElementTree import Element

import html5lib
import pytest
from defusedxml import ElementTree

from tests.unit.audit.made import NORMAL, PHONE, fault, run, visit
from webapp.audit.comparison import compare, trees
from webapp.audit.finding import PAGE, Finding
from webapp.audit.reports import FORMATS, Report, write
from webapp.audit.rule import Rule
from webapp.audit.run import Run

RULE = Rule(
    "link-says-nothing",
    "Each link says where it leads",
    ("2.4.4",),
    ("blind", "cognitive"),
    "hinders",
    "Who reads the links as a list cannot tell where this one leads.",
    "Name the place.",
)
HERE, MORE = fault(), fault('main / link "<more>"')
DOUBT = fault('main / link "this"', outcome="needs-person")


def report(made: Run, known: tuple[Finding, ...] | None = None) -> Report:
    return Report(made, {RULE.id: RULE}, None if known is None else compare(known, made))


def test_the_summary_counts_checks_faults_and_what_needs_a_person() -> None:
    made = run(HERE, MORE, DOUBT, visits=[visit(), visit(variant=PHONE)])
    assert report(made).summary == "2 checks made on 1 page: 2 faults, 1 needs a person."


def test_what_became_of_what_was_known_is_counted() -> None:
    change = report(run(HERE, MORE), (HERE, fault("main / p"))).change
    assert (
        change
        == "1 new, 1 still there, 0 moved, 1 mended, 0 not looked for, 0 not looked for before."
    )


@pytest.mark.parametrize("format", ["html", "text"])
def test_what_reads_otherwise_is_shown_briefly(format: str) -> None:
    many = "\n".join(f"- link {number}" for number in range(30))
    before = run(visits=[visit(tree="a"), visit(variant=PHONE, tree="a")], trees={"a": "- main"})
    now = run(visits=[visit(tree="b"), visit(variant=PHONE, tree="b")], trees={"b": many})
    text = write(Report(now, {}, compare(before, now), trees(before, now)), format)
    assert "-- main" in text
    assert "+- link 18" in text
    assert "+- link 19" not in text
    assert "and 11 lines more" in text
    assert f"{NORMAL.name} and 1 more" in text


def test_what_was_not_looked_for_before_is_not_marked_new_and_yet_fails() -> None:
    made, before = run(fault(variants=(PHONE,))), run(visits=[visit()])
    beside = Report(made, {RULE.id: RULE}, compare(before, made))
    assert beside.change.startswith("0 new,")
    assert beside.change.endswith("1 not looked for before.")
    assert "new  start" not in write(beside, "text")
    assert 'class="new"' not in write(beside, "html")
    assert "<failure" in write(beside, "junit")


@pytest.mark.parametrize("format", FORMATS)
def test_no_report_has_a_score(format: str) -> None:
    text = write(report(run(HERE, DOUBT), ()), format)
    assert "score" not in text.lower()
    assert "100%" not in text.replace("width: 100%", "")


@pytest.mark.parametrize("format", FORMATS)
def test_every_report_says_that_something_was_left_out(format: str) -> None:
    made = run(visits=[visit(not_looked_at="the server answered 500", made=())])
    assert "the server answered 500" in write(report(made), format)


def test_at_a_terminal_new_faults_are_marked_and_the_count_comes_last() -> None:
    lines = write(report(run(HERE, MORE), (HERE,)), "text").splitlines()
    assert "  new  start: It says “here”." in lines
    assert "  start: It says “here”." in lines
    assert lines[-2] == "1 check made on 1 page: 2 faults, 0 need a person."


def test_the_page_holds_no_script_and_nothing_from_elsewhere() -> None:
    made = run(HERE, pictures={HERE.identity: b"\x89PNG"})
    page = html5lib.parse(write(report(made), "html"), namespaceHTMLElements=False)
    assert page.findall(".//script") == []
    assert page.findall(".//link") == []
    (picture,) = page.findall(".//img")
    assert picture.get("src", "").startswith("data:image/png;base64,")
    assert picture.get("alt") == 'Picture of main / link "here"'


def test_what_stood_on_a_page_is_shown_and_not_carried_out() -> None:
    text = write(report(run(MORE)), "html")
    assert "link &#34;&lt;more&gt;&#34;" in text
    assert "<more>" not in text


def test_a_program_gets_everything_as_json() -> None:
    whole = json.loads(write(report(run(HERE, MORE), (HERE,)), "json"))
    assert whole["comparison"]["new"] == [MORE.identity]
    assert whole["rules"]["link-says-nothing"]["criteria"] == ["2.4.4"]
    assert Run.from_json(whole, {}) == run(HERE, MORE)


def test_a_program_gets_what_reads_otherwise_as_json() -> None:
    before, now = (
        run(visits=[visit(tree=tree)], trees={tree: f'- heading "{tree}"'}) for tree in ("a", "b")
    )
    made = Report(now, {}, compare(before, now), trees(before, now))
    (page,) = json.loads(write(made, "json"))["reads_otherwise"]
    assert page["subject"] == now.visits[0].subject
    assert page["variants"] == [NORMAL.name]
    assert page["difference"][-2:] == ['-- heading "a"', '+- heading "b"']
    assert json.loads(write(report(now), "json"))["reads_otherwise"] == []


def junit(made: Run, known: tuple[Finding, ...] | None = None) -> Element:
    root: Element = ElementTree.fromstring(write(report(made, known), "junit").encode())
    return root


def test_continuous_integration_gets_a_case_for_each_check_of_a_page() -> None:
    suite = junit(run(HERE, DOUBT)).find("testsuite")
    assert suite is not None
    assert {name: suite.get(name) for name in ("tests", "failures", "errors")} == {
        "tests": "1",
        "failures": "1",
        "errors": "0",
    }
    assert "It says “here”." in (suite.findtext("testcase/failure") or "")
    assert "For a person" in (suite.findtext("testcase/system-out") or "")


def test_what_is_known_is_no_failure_and_a_page_that_failed_is_an_error() -> None:
    assert junit(run(HERE), (HERE,)).find(".//failure") is None
    made = run(visits=[visit(failed={"plain_language": "it hung"}, made=())])
    error = junit(made).find(".//error")
    assert error is not None
    assert "it hung" in (error.text or "")


def test_what_xml_cannot_hold_is_replaced() -> None:
    odd = fault("main / link \x0b\x00")
    assert "\ufffd\ufffd" in (junit(run(odd)).findtext(".//failure") or "")


def sarif(made: Run, known: tuple[Finding, ...] | None = None) -> dict[str, object]:
    log = json.loads(write(report(made, known), "sarif"))
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    found: dict[str, object] = log["runs"][0]
    return found


LEVELS, KINDS = {"none", "note", "warning", "error"}, {"fail", "review"}
STATES = {"new", "unchanged", "updated", "absent"}


def test_sarif_holds_what_its_schema_asks_for() -> None:
    page = replace(HERE, found=replace(HERE.found, element=PAGE))
    log = sarif(run(HERE, DOUBT, page), (HERE, MORE))
    ids = [rule["id"] for rule in log["tool"]["driver"]["rules"]]  # type: ignore[index]
    assert log["tool"]["driver"]["name"]  # type: ignore[index]
    assert len(ids) == len(set(ids))
    for result in log["results"]:  # type: ignore[attr-defined]
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["message"]["text"]
        assert result["level"] in LEVELS
        assert result["kind"] in KINDS
        assert (result["kind"] == "fail") is (result["level"] != "none")
        assert result["baselineState"] in STATES
        assert all(isinstance(value, str) for value in result["partialFingerprints"].values())
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"] == "http://127.0.0.1/"
        assert location["physicalLocation"].get("region", {"startLine": 1})["startLine"] >= 1


def test_sarif_names_what_is_new_and_what_has_gone() -> None:
    states = {
        result["partialFingerprints"]["identity/v1"]: result["baselineState"]
        for result in sarif(run(HERE, DOUBT), (HERE, MORE))["results"]  # type: ignore[attr-defined]
    }
    assert states == {HERE.identity: "unchanged", DOUBT.identity: "new", MORE.identity: "absent"}


def test_sarif_says_that_the_run_did_not_go_well() -> None:
    (call,) = sarif(run(visits=[visit(not_looked_at="it hung")]))["invocations"]  # type: ignore[misc,attr-defined]
    assert call["executionSuccessful"] is False
    assert "it hung" in call["toolExecutionNotifications"][0]["message"]["text"]
