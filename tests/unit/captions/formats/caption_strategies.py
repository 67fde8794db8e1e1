"""Captions that hypothesis makes up: any at all, and those that WebVTT can hold whole."""

from __future__ import annotations

from hypothesis import strategies as st

from webapp.captions.document import Captions, Cue, Note, Region, VttSettings, Word
from webapp.captions.formats.base import sound_label
from webapp.captions.formats.cue_text import render

any_text = st.text(max_size=12) | st.sampled_from(
    ["<v Ana>hi", "a --> b", "&amp;", "1 < 2 > 0", "a\n\nb", "[bell]", "</i>", "{\\an8}x", "NOTE"]
)
times = st.integers(0, 10**9)
percents = st.integers(0, 100) | st.floats(0, 100)
words = st.builds(
    lambda text, start, length, probability: Word(text, start, start + length, probability),
    any_text,
    st.integers(0, 10**8),
    st.integers(0, 5000),
    st.none() | st.floats(0, 1),
)
regions = st.builds(
    Region,
    id=st.sampled_from(["", "a", "b", "two words", "-->"]),
    width=percents,
    lines=st.integers(0, 10**20),
    region_anchor_x=percents,
    region_anchor_y=percents,
    viewport_anchor_x=percents,
    viewport_anchor_y=percents,
    scroll=st.sampled_from(["", "up"]),
)
settings = st.builds(
    VttSettings,
    vertical=st.sampled_from(["", "rl", "lr"]),
    snap_to_lines=st.booleans(),
    line=st.just("auto") | st.floats(allow_nan=False, allow_infinity=False) | st.integers(-9, 9),
    line_align=st.sampled_from(["start", "center", "end"]),
    position=st.just("auto") | percents,
    position_align=st.sampled_from(["line-left", "center", "line-right", "auto"]),
    size=percents,
    align=st.sampled_from(["start", "center", "end", "left", "right"]),
    region=st.none() | st.sampled_from(["a", "b", "elsewhere"]),
)
cues = st.builds(
    Cue,
    start_ms=times,
    end_ms=times,
    text=any_text,
    id=any_text,
    speaker=st.none() | any_text,
    label=st.none() | any_text,
    words=st.lists(words, max_size=3).map(tuple),
    markup=st.none() | any_text,
    settings=settings,
).filter(lambda cue: cue.markup != render(cue.text, cue.speaker))


@st.composite
def any_captions(draw: st.DrawFn) -> Captions:
    """Whatever the types allow, except markup that says no more than the text."""
    some = draw(st.lists(cues, max_size=4).map(tuple))
    return Captions(
        cues=some,
        language=draw(any_text),
        regions=draw(st.lists(regions, max_size=3).map(tuple)),
        notes=draw(st.lists(st.builds(Note, any_text, st.integers(0, len(some))), max_size=3)),
        styles=draw(st.lists(any_text, max_size=2).map(tuple)),
        header=draw(any_text),
    )


_line = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), min_size=1, max_size=12)
_block_lines = st.lists(
    _line.map(str.strip).filter(lambda line: line and "-->" not in line), min_size=1, max_size=3
)
_tidy_cue_text = st.lists(_line | st.sampled_from(["<b>", "a --> b", "&lt;"]), max_size=3).map(
    "\n".join
)


@st.composite
def webvtt_captions(draw: st.DrawFn) -> Captions:
    """Captions that a WebVTT file holds whole."""
    known = draw(st.lists(regions.filter(lambda r: r.id in ("a", "b")), max_size=2))
    ids = [region.id for region in known]
    some = []
    for _ in range(draw(st.integers(0, 4))):
        text = draw(_tidy_cue_text)
        line = draw(st.just("auto") | st.integers(-9, 9) | st.floats(-99, 99))
        position = draw(st.just("auto") | percents)
        snaps = line == "auto" or not 0 <= line <= 100 or draw(st.booleans())
        some.append(
            Cue(
                draw(times),
                draw(times),
                text,
                id=draw(_line.filter(lambda id_: "-->" not in id_) | st.just("")),
                speaker=draw(st.sampled_from([None, "Ana", "A > B & C", "Ünal 3"])),
                label=sound_label(text),
                settings=VttSettings(
                    vertical=draw(st.sampled_from(["", "rl", "lr"])),
                    snap_to_lines=snaps,
                    line=line,
                    line_align="start" if line == "auto" else draw(st.sampled_from(["end"])),
                    position=position,
                    position_align="auto" if position == "auto" else "line-right",
                    size=draw(percents),
                    align=draw(st.sampled_from(["start", "center", "end", "left", "right"])),
                    region=draw(st.sampled_from([None, *ids])),
                ),
            )
        )
    places = sorted(draw(st.lists(st.integers(0, len(some)), max_size=3)))
    return Captions(
        cues=tuple(some),
        language=draw(st.sampled_from(["", "en", "pt-BR"])),
        regions=tuple(known),
        notes=tuple(Note("\n".join(draw(_block_lines)), place) for place in places),
        styles=tuple(draw(st.lists(_block_lines.map("\n".join), max_size=2))),
        header="\n".join(["", *draw(st.lists(st.sampled_from(["Kind: captions", "X"])))]),
    )
