"""A few dozen forms of a page hold every pair of what readers choose, and every page gets all."""

from __future__ import annotations

from dataclasses import asdict
from itertools import combinations, product

import pytest

from webapp.audit import matrix
from webapp.audit.subject import Subject

SUBJECTS = [Subject(f"page {number}", f"/{number}") for number in range(30)]


@pytest.mark.parametrize(("ours", "choices"), [(True, matrix.SETTINGS), (False, matrix.BROWSER)])
def test_every_pair_of_choices_meets(*, ours: bool, choices: dict[str, tuple[object, ...]]) -> None:
    rows = [asdict(row) for row in matrix.rows(ours=ours)]
    for one, other in combinations(choices, 2):
        met = {(row[one], row[other]) for row in rows}
        assert met >= set(product(choices[one], choices[other])), (one, other)


def test_that_takes_about_as_many_rows_as_the_two_largest_choices_have_pairs() -> None:
    assert 25 <= len(matrix.rows(ours=True)) <= 30


def test_most_rows_are_in_a_browser_as_most_people_have_it() -> None:
    usual = [row for row in matrix.rows(ours=True) if row.javascript and not row.text_spacing]
    assert len(usual) > len(matrix.rows(ours=True)) / 2


def given(seed: int) -> dict[str, tuple[str, ...]]:
    of = matrix.variants_of("pairwise", SUBJECTS, ours=True, seed=seed)
    return {subject.name: tuple(row.name for row in of(subject)) for subject in SUBJECTS}


def test_a_run_of_all_pages_uses_every_row() -> None:
    used = {name for names in given(7).values() for name in names}
    assert used == {row.name for row in matrix.rows(ours=True)}


def test_each_page_meets_every_row_within_a_fortnight() -> None:
    days = [given(day) for day in range(14)]
    for subject in SUBJECTS:
        met = {name for day in days for name in day[subject.name]}
        assert met == {row.name for row in matrix.rows(ours=True)}


def test_the_whole_matrix_and_the_usual_form_alone() -> None:
    whole = matrix.variants_of("full", SUBJECTS, ours=True)
    usual = matrix.variants_of("one", SUBJECTS, ours=True)
    assert whole(SUBJECTS[3]) == matrix.rows(ours=True)
    assert [row.name for row in usual(SUBJECTS[3])] == ["3 normal desktop"]
