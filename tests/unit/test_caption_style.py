"""The style sheet says what a viewer chose, for our captions and for the browser's."""

from __future__ import annotations

import pytest

from webapp import caption_style
from webapp.caption_style import contrast, fingerprint, sheet
from webapp.watching import Watching
from webapp.watching_choices import CHOICES


def test_ana_s_style_is_in_our_properties_and_in_the_browsers_cues() -> None:
    text = sheet(
        Watching(
            caption_size=150,
            caption_font="mono",
            caption_color="yellow",
            caption_background="blue",
            caption_background_opacity=50,
        )
    )
    ours, cue, small = text.splitlines()
    assert "--caption-size: 1.5;" in ours
    assert "--caption-color: #ffff00ff;" in ours
    assert "color: #ffff00ff; background: #0000ff80;" in cue
    assert '"Courier Prime"' in cue
    assert "font-size: 150%;" in cue
    assert "width < 40rem" in small
    assert "1.5rem" in small


@pytest.mark.parametrize("edge", [choice.value for choice in CHOICES["caption_edge"]])
def test_edges_stand_out_from_the_words_and_need_no_variable_in_cues(edge: str) -> None:
    light = sheet(Watching(caption_edge=edge, caption_color="white"))
    dark = sheet(Watching(caption_edge=edge, caption_color="blue"))
    assert "--caption-edge-color: #000000;" in light
    assert "--caption-edge-color: #ffffff;" in dark
    assert "var(" not in light.split("::cue")[1]


def test_small_capitals_are_said_apart_from_the_letters() -> None:
    assert "font-variant-caps: small-caps" in sheet(Watching(caption_font="small-caps"))
    assert "font-variant-caps: normal" in sheet(Watching())


def test_another_style_has_another_address_and_the_same_has_the_same() -> None:
    assert fingerprint(Watching()) == fingerprint(Watching(signer="main"))
    assert fingerprint(Watching()) != fingerprint(Watching(caption_edge="outline"))


@pytest.mark.parametrize(
    ("watching", "low", "high"),
    [
        (Watching(), 20.9, 21.1),
        (Watching(caption_color="black"), 1, 1.1),
        (Watching(caption_background="white"), 1, 1.4),
        (Watching(caption_place="over"), 15, 18),
        (Watching(caption_place="over", caption_background_opacity=0), 1, 1.1),
        (Watching(caption_window="white", caption_window_opacity=100), 15, 18),
        (Watching(caption_color="red", caption_background="black"), 5, 5.5),
        (Watching(caption_opacity=25), 1, 4.5),
    ],
)
def test_contrast_is_that_of_the_worst_place(watching: Watching, low: float, high: float) -> None:
    assert low <= contrast(watching) <= high


def test_what_is_usual_can_be_read() -> None:
    assert contrast(Watching()) >= caption_style.READABLE
    assert contrast(Watching(caption_place="over")) >= caption_style.READABLE


def test_a_speaker_s_colour_is_left_out_where_it_cannot_be_read() -> None:
    """Dana reads black on white."""
    assert "--caption-voice-1: #ffff00ff;" in sheet(Watching())
    assert "--caption-voice-1: currentcolor;" in sheet(Watching(speaker_colours=False))
    dana = Watching(caption_color="black", caption_background="white")
    assert sheet(dana).count(": currentcolor;") == len(caption_style.VOICES)
    assert "--caption-voice-1: currentcolor;" in sheet(
        Watching(caption_place="over", caption_background_opacity=0)
    )
