"""Ana moves the edges of the picture, and what was proven to hold all signing stays known."""

from __future__ import annotations

import pytest

from webapp.media.crop_edges import Edges, cuts, edges_of, moved, problem

SUGGESTED = (0.1234, 0.05, 0.7, 0.95)


def test_edges_and_a_crop_say_the_same() -> None:
    assert edges_of(SUGGESTED) == Edges(12.3, 5.0, 17.7, 0.0)
    assert Edges(10, 20, 30, 0).crop == (0.1, 0.2, 0.6, 0.8)
    assert edges_of(None).is_whole


def test_an_edge_moves_by_a_hundredth_and_stays_in_the_picture() -> None:
    assert moved(Edges(5, 0, 0, 0), "left-in") == Edges(6, 0, 0, 0)
    assert moved(Edges(0.4, 0, 0, 0), "left-out") == Edges(0, 0, 0, 0)
    assert moved(Edges(40, 0, 40, 0), "right-in") == Edges(40, 0, 40, 0)
    assert moved(Edges(), "middle-in") == Edges()


@pytest.mark.parametrize(
    ("edges", "edge", "what"),
    [
        (Edges(float("nan")), "left", "number"),
        (Edges(0, float("inf")), "top", "number"),
        (Edges(0, 0, -1), "right", "outside"),
        (Edges(30, 0, 51), "right", "small"),
        (Edges(0, 50, 0, 40), "top", "small"),
    ],
)
def test_what_is_no_crop_is_told_at_its_edge(edges: Edges, edge: str, what: str) -> None:
    assert problem(edges) == (edge, what)
    assert problem(edges_of(SUGGESTED)) is None


def test_only_what_holds_the_proven_part_cuts_no_hand() -> None:
    assert not cuts(edges_of(SUGGESTED), SUGGESTED)
    assert not cuts(Edges(12, 5, 17, 0), SUGGESTED)
    assert cuts(Edges(12.5, 5, 17, 0), SUGGESTED)
    assert cuts(Edges(0, 0, 0, 1), SUGGESTED)
    assert cuts(Edges(1, 0, 0, 0), None)
    assert not cuts(Edges(), None)
