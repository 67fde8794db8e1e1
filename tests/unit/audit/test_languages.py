"""A text is called one of another language only where that is sure."""

from __future__ import annotations

import pytest

from webapp.audit.languages import other_language

DUTCH = "Het deeg moet twee uur rusten, en dan gaat het met een doek op de plank in de oven."


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        (DUTCH, "en", "nl"),
        (DUTCH, "fr", "nl"),
        ("Wer hört, was wir sagen, und nicht versteht, der fragt mit den Händen.", "en", "de"),
        ("Тесто должно постоять под полотенцем два часа.", "de", "ru"),
        ("パンはオーブンに入れます。二時間待ってください。", "en", "ja"),
    ],
)
def test_a_text_of_another_language_is_told(text: str, declared: str, language: str) -> None:
    assert other_language(text, declared) == language


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        (DUTCH, "nl"),
        (DUTCH, "NL-be"),
        ("Тесто должно постоять два часа.", "uk"),
        ("Bread", "fr"),
        ("Rye, wheat, spelt, oats", "fr"),
        ("Baguette, croissant, pain au chocolat", "en"),
        ("In the film “La Haine” he said to them: “Le monde est à nous”", "en"),
        (DUTCH, "af"),  # a language that nothing is known of here
    ],
)
def test_a_text_is_not_accused_where_it_is_right_or_nobody_can_tell(
    text: str, declared: str
) -> None:
    assert other_language(text, declared) == ""
