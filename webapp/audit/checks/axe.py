"""What axe-core finds, in all frames and shadow roots, each element for itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Error, Frame

from webapp.audit.axe_rules import CANNOT_TELL, STRONG, kind_of, rules
from webapp.audit.checks import replaced
from webapp.audit.finding import Found, Value
from webapp.audit.letters import standing_out
from webapp.audit.opened import Opened, equip, script

RULES = rules()
TEXT_CONTRAST = frozenset(("color-contrast", STRONG))


def look_at(opened: Opened) -> Iterator[Found]:
    """Yield what axe reports, and what it leaves to a person."""
    strong = opened.variant.strong_contrast or "level:aaa" in opened.subject.promises
    nodes = _nodes(opened, strong=strong)
    doubtful = [node["selector"] for node in nodes if _is_doubtful(node)]
    readable = standing_out(opened, doubtful, strong=strong)
    for node in nodes:
        if _is_doubtful(node) and tuple(node["selector"]) in readable:
            continue
        failed = node["outcome"] == "failed"
        values = _values(node)
        yield Found(
            f"axe/{node['rule']}",
            opened.element(node),
            kind_of(node["rule"]).sentence if failed else CANNOT_TELL,
            values if failed else {"said": node["said"]},
            node["outcome"],
        )


def _is_doubtful(node: dict[str, Any]) -> bool:
    """Whether axe cannot tell what contrast a text has."""
    return node["outcome"] != "failed" and node["rule"] in TEXT_CONTRAST


def _nodes(opened: Opened, *, strong: bool) -> list[dict[str, Any]]:
    frames = opened.page.frames
    options = _options(strong=strong)
    parts = list(_parts(frames[0], None, options)) if len(frames) > 1 else []
    found: list[dict[str, Any]] = opened.ask("axe", {"options": options, "parts": parts})
    return found


def _options(*, strong: bool) -> dict[str, Any]:
    used = [rule.id.removeprefix("axe/") for rule in RULES if rule.id not in replaced()]
    return {
        "runOnly": {"type": "rule", "values": [id for id in used if strong or id != STRONG]},
        "resultTypes": ["violations", "incomplete"],
        "preload": False,  # of media and style sheets, which no rule here needs
    }


def _parts(frame: Frame, context: object, options: dict[str, Any]) -> Iterator[Any]:
    """Run axe in a frame and in those in it, in the order that axe puts them together again.

    One that has gone is None: axe then says that it was not tested.
    """
    try:
        equip(frame)
        asked = {"context": context, "options": options}
        part = frame.evaluate(script("axe_part"), asked)
    except Error:
        if frame.parent_frame is None:
            raise
        yield None
        return
    yield part["result"]
    for inner in part["frames"]:
        found = frame.evaluate_handle(
            "selector => axe.utils.shadowSelect(selector)", inner["frameSelector"]
        ).as_element()
        inside = found.content_frame() if found else None
        if inside is None:
            yield None
        else:
            yield from _parts(inside, inner["frameContext"], options)


def _values(node: dict[str, Any]) -> dict[str, Value]:
    """Return what the sentences of ``axe_rules`` name."""
    measured = node["measured"] if isinstance(node["measured"], dict) else {}
    names = {
        "contrast": "contrastRatio",
        "least": "expectedContrastRatio",
        "width": "width",
        "height": "height",
    }
    known = {name: measured[key] for name, key in names.items() if key in measured}
    if isinstance(known.get("least"), str):
        known["least"] = known["least"].removesuffix(":1")
    return {"said": node["said"]} | known
