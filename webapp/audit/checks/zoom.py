"""Whether the page lets its readers zoom."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.audit.answers import faults
from webapp.audit.finding import Found
from webapp.audit.opened import Opened
from webapp.audit.rule import N_, Rule

ZOOM_FORBIDDEN = Rule(
    "zoom-forbidden",
    N_("The page can be zoomed to twice its size"),
    ("1.4.4", "1.4.10"),
    ("low-vision",),
    "blocks",
    N_("Who needs larger letters on a phone cannot have them."),
    N_("Take “user-scalable” and “maximum-scale” out of the viewport of the page."),
    ("b4f0c3",),
    ("meta-viewport",),
)

RULES = (ZOOM_FORBIDDEN,)

SENTENCES = {ZOOM_FORBIDDEN.id: N_("The viewport of the page says “%(said)s”: no zooming.")}


def look_at(opened: Opened) -> Iterator[Found]:
    """Yield a ``meta`` element that keeps readers from zooming."""
    yield from faults(opened, "zoom", SENTENCES)
