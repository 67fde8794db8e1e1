"""Whether text stands out from what lies beneath it, where axe cannot tell.

Where other elements lie about it, the styles of what is found at its points say it. Over gradients
and pictures no ground can be computed from styles: two pictures of the same place, with the letters
and without them, say where letters are, and what is beneath each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from playwright.sync_api import CDPSession, Error

from webapp.audit.opened import Opened

OF_A_PAGE = 60
"""Elements of which pictures are taken; of a page with more, the rest is left to a person."""


def standing_out(
    opened: Opened, paths: Iterable[Sequence[str]], *, strong: bool
) -> set[tuple[str, ...]]:
    """Return of which elements every letter seen has the contrast that it needs, for sure.

    A path is a selector through frames and shadow roots. ``strong``: letters need the contrast of
    WCAG 1.4.6 (7:1, large ones 4.5:1), not that of 1.4.3.
    """
    asked = list(dict.fromkeys(map(tuple, paths)))
    if not asked:
        return set()
    told = opened.ask("plain_grounds", {"paths": asked, "strong": strong})
    sure = {path for path, stands_out in zip(asked, told, strict=True) if stands_out}
    rest = [path for path in asked if path not in sure]
    return sure.union(path for path in rest[:OF_A_PAGE] if _stands_out(opened, path, strong))


def _stands_out(opened: Opened, path: Sequence[str], strong: bool) -> bool:
    session = opened.page.context.new_cdp_session(opened.page)
    try:
        box = opened.ask("place", list(path))
        if box is None or not _is_in_window(opened, box):
            return False
        with_letters = _picture(session, opened, box)
        letters = opened.ask("letters", {"path": list(path), "strong": strong})
        if letters is None:
            return False
        bare = _picture(session, opened, box)
        opened.ask("letters")
        if _picture(session, opened, box) != with_letters:
            return False  # something moves there: one picture says nothing of the next
        pictures = {"pictures": [with_letters, bare], "colour": letters["colour"]}
        least = opened.ask("ground_contrast", pictures)
        return least is not None and least >= letters["least"]
    except Error:
        return False
    finally:
        opened.ask("letters")
        opened.ask("place")
        session.detach()


def _is_in_window(opened: Opened, box: dict[str, float]) -> bool:
    window = opened.page.viewport_size
    return window is not None and (
        box["x"] >= 0
        and box["y"] >= 0
        and box["x"] + box["width"] <= window["width"]
        and box["y"] + box["height"] <= window["height"]
        and min(box["width"], box["height"]) >= 1
    )


def _picture(session: CDPSession, opened: Opened, box: dict[str, float]) -> str:
    """What is seen at a place of the window, PNG in base64."""
    x, y = opened.page.evaluate("() => [scrollX, scrollY]")
    clip = {**box, "x": box["x"] + x, "y": box["y"] + y, "scale": 1}
    wanted: dict[str, Any] = {"format": "png", "optimizeForSpeed": True, "clip": clip}
    data: str = session.send("Page.captureScreenshot", wanted)["data"]
    return data
