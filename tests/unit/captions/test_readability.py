"""Whoever writes plain language is told what makes a text hard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.captions.readability import key_of, measure, terms_in

EASY = "The dog is in the park. It can run. We like it."
HARD = (
    "Notwithstanding considerable administrative complications, international organisations "
    "systematically underestimate infrastructural interdependencies."
)
EINFACH = "Der Hund ist im Park. Er rennt gern. Wir mögen ihn."
SCHWER = (
    "Die Verwaltungsverfahrensvorschriften berücksichtigen unterschiedliche Zuständigkeiten der "
    "Genehmigungsbehörden nicht ausreichend."
)


@pytest.mark.parametrize(
    ("text", "language", "grade"),
    [(EASY, "en", "easy"), (HARD, "en", "hard"), (EINFACH, "de", "easy"), (SCHWER, "de-AT", "hard"),
     (EASY, "nl", "easy"), (HARD, "", "hard"), ("世界你好。", "zh", ""), ("", "en", ""),
     ("...", "de", "")],
)  # fmt: skip
def test_easy_and_hard_texts(text: str, language: str, grade: str) -> None:
    assert measure(text, language).grade == grade


def test_what_is_counted() -> None:
    found = measure(EASY, "en")
    assert (found.words, found.sentences, found.longest_sentence, found.hard) == (12, 3, 6, ())
    # 12 words of one syllable each in 3 sentences: 206.835 - 1.015 * 4 - 84.6
    assert found.ease == pytest.approx(118.175)
    assert found.lix == 4
    assert "Verwaltungsverfahrensvorschriften" in measure(SCHWER, "de").hard


def test_terms_that_stand_in_a_text() -> None:
    terms = {key_of(term): term for term in ("cochlear implant", "Okonkwo", "clinic", "implants")}
    text = "A cochlear\nimplant, said Dr. OKONKWO. Okonkwo!"
    assert terms_in(text, terms) == ["cochlear implant", "Okonkwo"]


@given(st.text(max_size=200), st.sampled_from(["en", "de", "fr", "ja", ""]))
def test_any_text_can_be_measured(text: str, language: str) -> None:
    measure(text, language)
