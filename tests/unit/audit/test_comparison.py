"""Between two runs a finding is new, mended, still there, moved, or was not looked for."""

from __future__ import annotations

from tests.unit.audit.made import NORMAL, PHONE, fault, run, visit
from webapp.audit.comparison import compare, trees

HERE, MORE = fault(), fault('main / link "more"')


def test_what_is_there_and_what_was_there_is_sorted() -> None:
    result = compare([HERE], run(HERE, MORE))
    assert (result.remaining, result.new, result.mended) == ((HERE,), (MORE,), ())


def test_what_was_looked_for_and_is_gone_is_mended() -> None:
    result = compare([HERE, MORE], run(HERE))
    assert (result.mended, result.unseen) == ((MORE,), ())


def test_what_was_not_looked_for_is_not_called_mended() -> None:
    on_phones, elsewhere = fault(variants=(PHONE,)), fault(subject="help")
    result = compare([on_phones, elsewhere], run(visits=[visit(variant=NORMAL)]))
    assert (result.mended, result.unseen) == ((), (on_phones, elsewhere))


def test_what_the_earlier_run_did_not_look_for_is_not_called_new() -> None:
    on_phones, elsewhere = fault(variants=(PHONE,)), fault('main / link "more"', subject="help")
    result = compare(run(visits=[visit(variant=NORMAL)]), run(on_phones, elsewhere))
    assert (result.new, result.first_looked) == ((), (on_phones, elsewhere))


def test_what_a_baseline_does_not_hold_is_new_wherever_it_is() -> None:
    on_phones = fault(variants=(PHONE,))
    result = compare([], run(on_phones))
    assert (result.new, result.first_looked) == ((on_phones,), ())


def test_a_rule_that_is_younger_than_the_earlier_run_finds_nothing_new() -> None:
    young = fault(rule="young-rule")
    result = compare(run(HERE), run(HERE, young))
    assert (result.new, result.first_looked) == ((), (young,))


def test_a_fault_in_another_part_of_its_page_has_moved() -> None:
    there = fault('contentinfo / link "here"')
    result = compare([HERE], run(there))
    assert result.moved == ((HERE, there),)
    assert (result.new, result.mended) == ((), ())


def test_a_fault_on_another_page_has_moved() -> None:
    there = fault(subject="help")
    assert compare([HERE], run(there)).moved == ((HERE, there),)


def test_another_fault_of_the_same_element_is_new() -> None:
    other = fault(rule="other-rule")
    result = compare([HERE], run(other))
    assert (result.new, result.mended, result.moved) == ((other,), (HERE,), ())


def test_one_fault_does_not_move_to_two_places() -> None:
    there, also = fault('banner / link "here"'), fault('contentinfo / link "here"')
    result = compare([HERE], run(there, also))
    assert (result.moved, result.new) == (((HERE, there),), (also,))


def test_what_changed_for_a_screen_reader_is_shown() -> None:
    before = run(visits=[visit(tree="a"), visit(variant=PHONE, tree="a")], trees={"a": "- main"})
    now = run(
        visits=[visit(tree="b"), visit(variant=PHONE, tree="a")],
        trees={"a": "- main", "b": '- main "Films"'},
    )
    (change,) = trees(before, now)
    assert (change.subject, change.variants) == ("start", (NORMAL.name,))
    assert change.difference.splitlines()[1:] == ["-- main", '+- main "Films"']


def test_forms_that_read_otherwise_alike_stand_together() -> None:
    before = run(visits=[visit(tree="a"), visit(variant=PHONE, tree="a")], trees={"a": "- main"})
    now = run(visits=[visit(tree="b"), visit(variant=PHONE, tree="b")], trees={"b": "- form"})
    (change,) = trees(before, now)
    assert change.variants == (NORMAL.name, PHONE.name)
