"""Files made to hurt: a person gets a sentence, and nobody else notices."""

from __future__ import annotations

import resource
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.unit.captions.formats import ebu
from webapp.captions.document import CaptionError, Captions
from webapp.captions.formats import READABLE, read
from webapp.captions.formats.limits import MAX_BYTES

MIB = 1024 * 1024

TT = b'<tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling">'
SCC = b"Scenarist_SCC V1.0\n\n"
ASS = b"[Script Info]\n\n[Events]\n"
EVENT = b"Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,"

GOOD = {
    "vtt": b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada>Hi <i>there</i> &amp; you\n",
    "srt": b"1\n00:00:01,000 --> 00:00:02,000\n<i>Hi</i>\n",
    "ttml": TT + b'<body><div><p begin="1s" end="2s">Hi<br/>you</p></div></body></tt>',
    "scc": SCC + b"00:00:01:00\t94ae 94ae 9420 9420 9470 9470 c1c2 91ae 942f 942f\n",
    "sbv": b"0:00:01.000,0:00:02.000\nHi\n",
    "json": b'{"language": "en", "cues": [{"start_ms": 1, "end_ms": 2, "text": "Hi"}]}',
    "ass": ASS + EVENT + b"{\\i1}Hi{\\r}\\Nyou\n",
    "stl": ebu.file(ebu.block(0, (0, 0, 1, 0), (0, 0, 2, 0), b"\x80Hi\x81 you")),
}

ENDS_BEFORE_STARTS = ("vtt", "srt", "sbv", "json")
"""Formats that keep a cue which ends before it starts, as WebVTT's parser must; lint tells."""

BILLION_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE tt [<!ENTITY a "haha">'
    + b"".join(b'<!ENTITY %c "%s">' % (name, b"&%c;" % (name - 1) * 10) for name in b"bcdefghij")
    + b"]>"
    + TT
    + b'<body><div><p begin="0s" end="1s">&j;</p></div></body></tt>'
)
QUADRATIC = (
    b'<!DOCTYPE tt [<!ENTITY a "' + b"x" * 100_000 + b'">]>' + TT + b"&a;" * 10_000 + b"</tt>"
)
EXTERNAL = b'<!DOCTYPE tt [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + TT + b"&a;</tt>"

REFUSED = {
    "ttml": {
        "billion laughs": BILLION_LAUGHS,
        "quadratic blowup": QUADRATIC,
        "an external entity": EXTERNAL,
        "an external document type": b'<!DOCTYPE tt SYSTEM "http://example.invalid/x.dtd">' + TT,
        "a million nested tags": TT + b"<div>" * 1_000_000,
        "a million tags side by side": TT + b"<body><div>" + b"<p/>" * 1_000_000,
        "NULs": TT + b"\0" * 1000,
        "an unknown encoding": b'<?xml version="1.0" encoding="klingon"?>' + TT + b"</tt>",
        "a time of many digits": TT
        + b'<body><div><p begin="'
        + b"9" * 100_000
        + b's">x</p></div></body></tt>',
        "a text that changes too often": TT
        + b'<body><div><p begin="0s" end="9s">'
        + b"".join(b'<span begin="%dms">x</span>' % at for at in range(5000))
        + b"</p></div></body></tt>",
    },
    "scc": {
        "NULs": SCC + b"\0" * 1000,
        "a million words": SCC
        + b"00:00:01:00\t"
        + b"9420 " * 19_000
        + b"\n"
        + b"".join(b"00:00:02:00\t" + b"c1c2 " * 19_000 + b"\n" for _ in range(50)),
        "a line that is no SCC": SCC + b"x" * 90_000,
    },
    "ass": {
        "NULs for a time": ASS + b"Dialogue: 0,\0,\0,Default,,0,0,0,,x",
        "ten thousand styles": ASS + b"Style: a,Arial,20\n" * 10_000,
        "a number of many digits": ASS + b"Style: a,Arial," + b"9" * 5000 + b",x\n",
    },
    "stl": {
        "NULs": b"\0" * 4096,
        "letters outside the alphabet": ebu.file(
            ebu.block(0, (0, 0, 1, 0), (0, 0, 2, 0), b"\xc0\xc0\xff\xa6")
        ),
    },
    "vtt": {"binary": b"\x89PNG\r\n\x1a\n" * 1000},
    "json": {"a million nested lists": b'{"cues": ' + b"[" * 1_000_000},
}
READ = {
    "ttml": {
        "styles in circles": TT
        + b"<head><styling>"
        + b"".join(
            b'<style xml:id="s%d" style="%s"/>' % (at, b" ".join(b"s%d" % n for n in range(60)))
            for at in range(60)
        )
        + b'</styling></head><body><div style="s1"><p begin="0s" end="1s">x</p></div></body></tt>',
    },
    "scc": {
        "one row without end": SCC
        + b"00:00:01:00\t9420 9420 9470 9470 "
        + b"c1c2 " * 10_000
        + b"942f 942f\n",
    },
    "ass": {
        "braces that nothing closes": ASS + EVENT + b"{" * 90_000,
        "a comment of braces": ASS + EVENT.replace(b"Dialogue", b"Comment") + b"{" * 90_000,
        "thousands of tags": ASS + EVENT + b"{\\i1}x{\\i0}y" * 7_000,
        "a heading that never ends": ASS + b"[" + b"a" * 90_000 + b"\n" + EVENT + b"x",
    },
    "vtt": {
        "tags that nothing closes": b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"<i>" * 30_000,
        "brackets": b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"<" * 90_000,
    },
    "srt": {"tags that nothing closes": b"1\n00:00:01,000 --> 00:00:02,000\n" + b"<i>" * 30_000},
}


@contextmanager
def small() -> Iterator[None]:
    """At most 250 MiB of memory more than this process has had before."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 250


def cases(table: dict[str, dict[str, bytes]]) -> list[object]:
    return [
        pytest.param(name, data, id=f"{name}: {what}")
        for name, files in table.items()
        for what, data in files.items()
    ]


def test_every_readable_format_has_a_good_file_here() -> None:
    assert set(GOOD) == set(READABLE)
    for name, data in GOOD.items():
        assert read(data, name).cues[0].text.startswith("Hi") or name == "scc"


@pytest.mark.parametrize(("name", "data"), cases(REFUSED))
def test_a_hostile_file_is_refused_in_a_sentence(name: str, data: bytes) -> None:
    with small(), pytest.raises(CaptionError) as caught:
        read(data, name)
    sentence = str(caught.value)
    assert len(sentence) < 400
    assert sentence.endswith((".", "?"))


@pytest.mark.parametrize(("name", "data"), cases(READ))
def test_a_strange_file_is_read_fast_and_small(name: str, data: bytes) -> None:
    with small():
        assert isinstance(read(data, name), Captions)


@pytest.mark.parametrize("name", READABLE)
def test_a_single_line_of_100_mib_is_refused_before_it_is_looked_at(name: str) -> None:
    data = b"x" * (100 * MIB)
    tracemalloc.start()
    try:
        with pytest.raises(CaptionError, match="at most 20 MiB"):
            read(data, name)
        assert tracemalloc.get_traced_memory()[1] < MIB
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", READABLE)
def test_one_line_as_large_as_a_file_may_be_is_refused(name: str) -> None:
    start = GOOD[name] if name in ("vtt", "ass", "scc", "srt", "sbv") else b""
    with small(), pytest.raises(CaptionError):
        read(start + b"a" * (MAX_BYTES - len(start)), name)


@pytest.mark.parametrize("name", sorted(set(READABLE) - {"stl", "scc"}))
def test_latin_1_is_refused_and_not_guessed(name: str) -> None:
    with pytest.raises(CaptionError):
        read(GOOD[name].replace(b"Hi", b"caf\xe9 cr\xe8me"), name)


@pytest.mark.parametrize("name", ["ttml", "json", "stl", "ass"])
def test_a_file_that_is_cut_off_is_never_taken_as_whole(name: str) -> None:
    good = GOOD[name]
    part = good[: good.rindex(b"Default")] if name == "ass" else good[:-5]
    with pytest.raises(CaptionError):
        read(part, name)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("vtt", b"WEBVTT\n\n00:01.0\x1b00 --> 00:02\n\xe2\x80\xaeHi\n"),
        ("srt", b"1\n00:0\x1b0:01,000 --> 00:00:02,000\nHi\n"),
        ("sbv", b"0:00:01.000,0:00:02.000\nHi\n\n\xe2\x80\xaeyou\x1b\n"),
        ("ass", ASS + b"Dialogue: 0,0:\x1b:\xe2\x80\xae,0:00:02.00,Default,,0,0,0,,Hi\n"),
        ("scc", SCC + b"00:00:01:00\t94ae \x1b4ae\n"),
        ("ttml", TT + '<body><div><p begin="\u202e1s" end="2s">Hi</p></div></body></tt>'.encode()),
        ("stl", GOOD["stl"].replace(b"STL25.01", b"STL\x1b5.01")),
        ("stl", GOOD["stl"].replace(b"00001", b"?" * 5)),
        ("json", b'{"cues": [{"\xe2\x80\xaex": 1, "start_ms": "\\u001b", "text": "Hi"}]}'),
    ],
)
def test_what_a_sentence_quotes_hides_nothing(name: str, data: bytes) -> None:
    with pytest.raises(CaptionError) as refused:
        read(data, name)
    assert str(refused.value).isprintable()
    assert str(refused.value).endswith(".")


def outcome(data: bytes, name: str) -> None:
    """Captions or a CaptionError with a line for a person: anything else fails the test."""
    try:
        captions = read(data, name)
    except CaptionError as error:
        sentence = str(error)
    else:
        sentence = ""
    if sentence:
        assert sentence.isprintable()
        assert sentence.endswith(".")
        return
    assert isinstance(captions, Captions)
    if name not in ENDS_BEFORE_STARTS:
        assert all(0 <= cue.start_ms < cue.end_ms for cue in captions.cues)


@pytest.mark.parametrize("name", READABLE)
@settings(max_examples=40)
@given(data=st.binary(max_size=2000))
@example(data=b"")
@example(data=b"\xff\xfe")
def test_any_bytes_give_captions_or_a_sentence(name: str, data: bytes) -> None:
    outcome(data, name)


CHANGES = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 20), st.binary(max_size=6)), min_size=1, max_size=6
)


def changed(data: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    for place, length, new in changes:
        at = int(place * len(data))
        data = data[:at] + new + data[at + length :]
    return data


@pytest.mark.parametrize("name", READABLE)
@settings(max_examples=80)
@given(changes=CHANGES)
def test_a_damaged_file_gives_captions_or_a_sentence(
    name: str, changes: list[tuple[float, int, bytes]]
) -> None:
    outcome(changed(GOOD[name], changes), name)


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(changes=CHANGES, number=st.integers(0, 100))
def test_a_damaged_real_file_gives_captions_or_a_sentence(
    shared: Path, changes: list[tuple[float, int, bytes]], number: int
) -> None:
    files = sorted((shared / "media/captions/formats").iterdir())
    file = files[number % len(files)]
    outcome(changed(file.read_bytes(), changes), file.suffix[1:])
