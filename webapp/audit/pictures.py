"""Pictures of the elements that findings are about."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Error

from webapp.audit.finding import PAGE, Found
from webapp.audit.opened import Opened

AROUND = 12
"""CSS pixels of the page that are shown around the element."""
WIDEST, HIGHEST = 640, 400
"""CSS pixels; of a larger element its beginning is shown."""
OF_A_RULE = 5
"""Pictures of one rule on one page: the sixth shows what the first five did."""
OF_A_RUN = 300


@dataclass(slots=True)
class Album:
    """The pictures of a run, PNG by the identity of their finding."""

    pictures: dict[str, bytes] = field(default_factory=dict)
    _taken: dict[tuple[str, str], int] = field(default_factory=dict)

    def take(self, opened: Opened, found: Found, identity: str) -> None:
        """Take a picture of the element while its page is open; none where it has no box."""
        kind = (opened.subject.name, found.rule)
        full = len(self.pictures) >= OF_A_RUN or self._taken.get(kind, 0) >= OF_A_RULE
        if full or identity in self.pictures or found.element == PAGE:
            return
        picture = _picture(opened, found)
        if picture is not None:
            self.pictures[identity] = picture
            self._taken[kind] = self._taken.get(kind, 0) + 1


def _picture(opened: Opened, found: Found) -> bytes | None:
    """The element in the window; a selector that finds nothing any more is no reason to fail."""
    window = opened.page.viewport_size
    try:
        box = opened.ask("place", list(found.element.selector))
        if box is None or window is None:
            return None
        left, top = max(0, box["x"] - AROUND), max(0, box["y"] - AROUND)
        width = min(box["x"] + box["width"] + AROUND - left, WIDEST, window["width"] - left)
        height = min(box["y"] + box["height"] + AROUND - top, HIGHEST, window["height"] - top)
        if width < 1 or height < 1:
            return None
        clip = {"x": left, "y": top, "width": width, "height": height}
        return opened.page.screenshot(clip=clip, timeout=5_000)  # type: ignore[arg-type]
    except Error:
        return None
    finally:
        if not opened.page.is_closed():
            opened.ask("place")
