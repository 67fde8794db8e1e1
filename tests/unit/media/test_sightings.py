"""What was seen of hands: those that leave the picture, and those that nobody sees."""

from __future__ import annotations

from webapp.media.sightings import Place, Sighting, hands_of, hands_out, signed
from webapp.media.sign_measures import Span
from webapp.media.signing_space import Hand

FACE = (0.4, 0.1, 0.6, 0.4)
INSIDE, OUTSIDE, BELOW = (0.4, 0.5), (1.2, 0.5), (0.8, 1.3)


def sighting(
    ms: int, *wrists: Place, hands: int = 1, sure: float = 0.9, face: bool = True
) -> Sighting:
    return Sighting(
        ms, ((0.5, 0.5),) * hands, wrists, (sure,) * len(wrists), FACE if face else None
    )


def every_half_second(hidden: range) -> list[Sighting]:
    """Ten seconds of a person; her hands hang below the picture in some of them."""
    return [
        sighting(ms, BELOW, BELOW, hands=0) if ms in hidden else sighting(ms, INSIDE, BELOW)
        for ms in range(0, 10_000, 500)
    ]


def test_a_hand_beyond_the_side_is_out_and_one_that_rests_below_is_not() -> None:
    assert sighting(0, (1.1, 0.5), INSIDE).hand_is_out
    assert sighting(0, (0.5, -0.1), INSIDE).hand_is_out
    assert sighting(0, BELOW, INSIDE).hand_is_out is False
    assert sighting(0, BELOW, (0.4, 1.2), hands=0).hand_is_out
    assert sighting(0).hand_is_out is None


def test_a_body_that_was_guessed_into_a_hand_says_nothing() -> None:
    """A hand that fills the picture: wrists are guessed, and none is sure."""
    guess = sighting(0, INSIDE, OUTSIDE, hands=0, sure=0.4, face=False)
    assert guess.hand_is_out is None
    assert guess.hand_is_seen is None
    assert hands_out([guess], [Span(0, 1000)]) is None


def test_only_the_time_in_which_somebody_signs_counts() -> None:
    seen = [sighting(ms, INSIDE, OUTSIDE if ms >= 3000 else INSIDE) for ms in range(0, 5000, 500)]
    assert hands_out(seen, [Span(1000, 4000)]) == (0.333, (3000, 3500))
    assert hands_out(seen, []) is None
    assert hands_out([sighting(0)], [Span(0, 1000)]) is None


def test_what_moves_while_no_hand_is_seen_is_no_signing() -> None:
    seen = every_half_second(hidden=range(4000, 6000))
    assert signed([Span(1000, 9000)], seen) == [Span(1000, 4000), Span(6000, 9000)]
    assert signed([Span(4200, 5800)], seen) == []
    assert signed([Span(3800, 9000)], seen) == [Span(6000, 9000)], "a fifth of a second is no sign"


def test_a_hand_that_is_lost_for_a_moment_ends_no_stretch() -> None:
    assert signed([Span(1000, 9000)], every_half_second(range(4000, 5000))) == [Span(1000, 9000)]


def test_a_quick_hand_is_seen_by_its_wrist_alone() -> None:
    seen = [sighting(ms, INSIDE, BELOW, hands=0) for ms in range(0, 4000, 500)]
    assert signed([Span(0, 4000)], seen) == [Span(0, 4000)]


def test_where_nobody_is_seen_motion_counts() -> None:
    assert signed([Span(0, 4000)], []) == [Span(0, 4000)]
    assert signed([Span(0, 4000)], [sighting(ms, face=False) for ms in range(0, 4000, 500)]) == [
        Span(0, 4000)
    ]


def test_the_crop_holds_the_hands_that_sign() -> None:
    seen = [sighting(ms, INSIDE) for ms in (0, 500, 1000)]
    assert hands_of(seen, [Span(500, 900)]) == [Hand(500, 0.5, 0.5)]
