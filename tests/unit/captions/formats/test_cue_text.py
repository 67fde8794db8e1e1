"""Cue text says to a reader what the standard's tokenizer makes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.captions.document import Cue
from webapp.captions.formats.cue_text import (
    EndTag,
    StartTag,
    Text,
    Timestamp,
    balanced,
    read_cue_text,
    render,
    text_with_names,
    tokens,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<", [StartTag("")]),
        ("<<", [StartTag("<")]),
        ("<>", [StartTag("")]),
        ("< ", [StartTag("")]),
        ("<.", [StartTag("")]),
        ("<c.", [StartTag("c")]),
        ("</", [EndTag("")]),
        ("</c x>", [EndTag("c x")]),
        ("<c.d e>b", [StartTag("c", ("d",), "e"), Text("b")]),
        ("<v.a..b  Ana \n  B >", [StartTag("v", ("a", "b"), "Ana B")]),
        ("<v\nAna>", [StartTag("v", (), "Ana")]),
        ("<v a&amp;b &gt; c>", [StartTag("v", (), "a&b > c")]),
        ("<lang.x en-GB>", [StartTag("lang", ("x",), "en-GB")]),
        ("<00:17.500>hits", [Timestamp("00:17.500"), Text("hits")]),
        ("a > b", [Text("a > b")]),
        ("", []),
    ],
)
def test_tokens(text: str, expected: list[object]) -> None:
    assert list(tokens(text)) == expected


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("&amp;&lt;&gt;", "&<>"), ("&nbsp;&lrm;&rlm;", "\u00a0\u200e\u200f"), ("&amp", "&"),
        ("&ampx", "&x"), ("&zzz;", "&zzz;"), ("&", "&"), ("&;", "&;"), ("&#65;", "A"),
        ("&#x41", "A"), ("&#0;", "\ufffd"), ("&#xD800;", "\ufffd"), ("&#x80;", "€"),
        ("&#x110000;", "\ufffd"), ("&#" + "9" * 5000 + ";", "\ufffd"), ("&#;", "&#;"),
        ("&notit;", "¬it;"), ("&notin;", "∉"), ("&copy", "©"), ("&ampamp;", "&amp;"),
    ],
)  # fmt: skip
def test_character_references(text: str, shown: str) -> None:
    assert read_cue_text(text).text == shown


@pytest.mark.parametrize(
    ("text", "shown", "speaker"),
    [
        ("<v Ana>Hi", "Hi", "Ana"),
        ("<v Ana>Hi</v>", "Hi", "Ana"),
        ("<v.loud Ana B.>Hi", "Hi", "Ana B."),
        ("<i><v Ana>Hi</v></i>", "Hi", "Ana"),
        ("<v Ana>Hi</v>\n<v Ana>again</v>", "Hi\nagain", "Ana"),
        ("<v Ana>Hi</v> all", "Hi all", None),
        ("<v Ana>Hi\n<v Ben>Ho", "Hi\nHo", None),
        ("<v>Hi", "Hi", None),
        ("<v Ana>", "", "Ana"),
        ("<ruby>漢<rt>kan</rt>字<rt>ji</ruby>", "漢(kan)字(ji)", None),
        ("<rt>test", "test", None),
        ("<c></\nc>x", "x", None),
        ("Like a <00:19.000>big", "Like a big", None),
        ("<made-up>x</made-up>", "x", None),
        ("1 <2", "1 ", None),
    ],
)
def test_what_is_shown_and_who_speaks(text: str, shown: str, speaker: str | None) -> None:
    reading = read_cue_text(text)
    assert (reading.text, reading.speaker) == (shown, speaker)


def test_each_speaker_of_a_cue_is_named() -> None:
    cue = Cue(0, 1, "Hi\nHo\nall", markup="<v Ana>Hi</v>\n<v Ben>Ho</v>\nall")
    assert text_with_names(cue) == "Ana: Hi\nBen: Ho\nall"


def test_tags_that_cross_are_nested() -> None:
    opened: list[str] = []
    for token in balanced("<b><i>x</b>y</i><ruby>a<rt>b</ruby></b>"):
        if isinstance(token, StartTag):
            opened.append(token.name)
        elif isinstance(token, EndTag):
            assert opened.pop() == token.name
    assert opened == []


def test_blank_lines_and_nulls_cannot_end_a_cue() -> None:
    assert render("\na\r\n\r\nb\0\n", None) == "a\nb\ufffd"


@given(st.text())
def test_any_text_survives_being_written(text: str) -> None:
    written = render(text, None)
    assert "-->" not in written
    assert "\n\n" not in written
    assert read_cue_text(written).text.split() == text.replace("\0", "\ufffd").split()
