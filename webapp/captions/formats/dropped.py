"""What captions hold that most other formats cannot, each thing in a sentence."""

from __future__ import annotations

from collections.abc import Iterable

from webapp.captions.document import Captions
from webapp.captions.formats.styled import Parsed


def common_losses(captions: Captions, parsed: Iterable[Parsed], title: str) -> list[str]:
    """The sentences for what neither TTML nor SCC is given here. ``title`` names the format."""
    cues = captions.cues
    texts = list(parsed)
    checks = (
        ("the times of single words", any(cue.words for cue in cues)),
        ("times inside the text", any(each.timestamps for each in texts)),
        ("ruby annotations (they now stand in the line)", any(each.ruby for each in texts)),
        ("style classes", any(each.classes for each in texts)),
        ("further speakers inside one caption", any(each.lost_voices for each in texts)),
        ("vertical text", any(cue.settings.vertical for cue in cues)),
        ("scrolling", any(region.scroll for region in captions.regions)),
        ("notes", bool(captions.notes)),
        ("style sheets", bool(captions.styles)),
        ("the header's text", bool(captions.header.strip())),
    )
    return [f"{title} does not hold {what}." for what, lost in checks if lost]
