"""Terms of a glossary that are misspelt are found; other words and other forms are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.captions.document import Cue
from webapp.captions.lint.rules import Rules
from webapp.captions.lint.spelling import Spelling, Term, corrected
from webapp.captions.mending import mends
from webapp.captions.profiles import PROFILES

TERMS = Spelling(
    [Term("Ystradgynlais", ("Straggling ice",)), Term("Okonkwo"), Term("WhatsApp"), Term("museum"),
     Term("Museumsinsel"), Term("Rhein"), Term("cochlear implant", ("cockler implant",))]
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We met in Straggling\nice, he said.", [("Straggling\nice", "Ystradgynlais")]),
        ("Dr. Okonwko came.", [("Okonwko", "Okonkwo")]),
        ("Dr. Okonkow, please!", [("Okonkow", "Okonkwo")]),
        ("Dr. Okonkwu", []),  # at its end a word may simply have another form
        ("Send it by whatsapp.", [("whatsapp", "WhatsApp")]),
        ("WHATSAPP", []),
        ("Two museums and the Museum.", []),
        ("the Rhine", []),  # too short to be sure
        ("A cockler implant", [("cockler implant", "cochlear implant")]),
        ("Ystradgynlais, Okonkwo, WhatsApp", []),
        ("Mystradgynlais", []),
        ("", []),
    ],
)
def test_slips(text: str, found: list[tuple[str, str]]) -> None:
    slips = list(TERMS.slips(text))
    assert [(slip.found, slip.term) for slip in slips] == found
    assert all(text[slip.start : slip.end] == slip.found for slip in slips)


def test_lint_says_so_and_one_press_puts_it_right() -> None:
    rules = Rules(PROFILES["sightline"], "en", spelling=TERMS)
    cue = Cue(0, 2000, "Dr. Okonwko came.")
    (finding,) = rules.findings([cue])
    assert (finding.code, finding.severity) == ("term-spelling", "warning")
    assert finding.message == "“Okonwko” is probably “Okonkwo”, as the glossary has it."
    (mend,) = mends([cue], 0, rules)
    assert mend.changes[0].text == "Dr. Okonkwo came."
    assert Rules(PROFILES["sightline"], "en").findings([cue]) == []


def test_rules_with_other_terms_have_another_name() -> None:
    rules = Rules(PROFILES["sightline"], "en")
    assert len({rules.key, rules._replace(spelling=TERMS).key}) == 2


@given(st.text(max_size=80))
def test_what_was_put_right_has_no_slip_left(text: str) -> None:
    once = corrected(text, TERMS)
    assert corrected(once, TERMS) == once
