"""Captions of two texts are put together where they stand in the same time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webapp.captions.document import Cue, VttSettings
from webapp.captions.editing.pairing import Pair, differs, pairs


def cues(*spans: tuple[int, int]) -> list[Cue]:
    return [Cue(start, end, f"Text {n}") for n, (start, end) in enumerate(spans)]


def test_captions_in_the_same_place_belong_together() -> None:
    old, new = cues((0, 1000), (1200, 2000)), cues((50, 980), (1150, 2100))
    assert pairs(old, new) == [Pair((0,), (0,)), Pair((1,), (1,))]


def test_what_is_cut_otherwise_is_one_pair_so_that_no_word_is_lost_or_doubled() -> None:
    old, new = (
        cues((0, 1000), (1000, 2000), (2000, 3000)),
        cues((0, 1500), (1500, 2000), (2000, 3000)),
    )
    assert pairs(old, new) == [Pair((0, 1), (0, 1)), Pair((2,), (2,))]


def test_what_only_one_text_has_stands_alone_in_order_of_time() -> None:
    old, new = cues((0, 1000), (5000, 6000)), cues((2000, 3000), (5000, 6000), (9000, 9900))
    assert pairs(old, new) == [
        Pair((0,), ()), Pair((), (0,)), Pair((1,), (1,)), Pair((), (2,)),
    ]  # fmt: skip


def test_a_touch_is_no_company() -> None:
    assert pairs(cues((0, 1000)), cues((900, 2000))) == [Pair((0,), ()), Pair((), (0,))]


def test_a_long_caption_that_began_early_is_not_passed_over() -> None:
    old = cues((0, 9000), (100, 200), (300, 400))
    assert pairs(old, cues((8000, 8900))) == [Pair((0,), (0,)), Pair((1,), ()), Pair((2,), ())]


spans = st.lists(
    st.tuples(st.integers(0, 9000), st.integers(1, 3000)).map(lambda s: (s[0], s[0] + s[1])),
    max_size=12,
).map(sorted)


@given(spans, spans)
def test_every_caption_is_in_exactly_one_pair(
    before: list[tuple[int, int]], after: list[tuple[int, int]]
) -> None:
    found = pairs(cues(*before), cues(*after))
    assert sorted(n for pair in found for n in pair.old) == list(range(len(before)))
    assert sorted(n for pair in found for n in pair.new) == list(range(len(after)))


def test_a_text_that_is_only_cut_otherwise_reads_the_same() -> None:
    one, two = (
        [Cue(0, 2000, "Good morning all")],
        [Cue(0, 900, "Good"), Cue(900, 2000, "morning\nall")],
    )
    assert not differs(one, two, in_place=False)
    assert differs(one, two, in_place=True)


def test_another_speaker_or_place_is_a_difference_and_a_blink_is_not() -> None:
    was = Cue(0, 2000, "Good morning", speaker="Ana")
    assert differs([was], [Cue(0, 2000, "Good morning", speaker="Ben")], in_place=True)
    assert not differs([was], [Cue(40, 2040, "Good morning", speaker="Ana")], in_place=True)
    assert differs([was], [Cue(0, 2500, "Good morning", speaker="Ana")], in_place=True)
    moved = Cue(0, 2000, "Good morning", speaker="Ana", settings=VttSettings(line=1))
    assert differs([was], [moved], in_place=True)
