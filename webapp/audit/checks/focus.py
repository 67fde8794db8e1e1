"""Whether the focus can be seen wherever it goes, and what dialogs do with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from webapp.audit.dialogs import dialog_faults
from webapp.audit.finding import Found
from webapp.audit.focus_pictures import focus_pictures
from webapp.audit.opened import Opened
from webapp.audit.rule import N_, Rule

VISIBLE = Rule(
    "focus-visible",
    N_("One can see where the focus is"),
    ("2.4.7",),
    ("keyboard", "low-vision", "cognitive"),
    "blocks",
    N_("Who uses the keyboard does not see what the next key will do."),
    N_("Do not take the outline away; draw one of 2 pixels that stands out."),
    act=("oj04fd",),
)
NOT_HIDDEN = Rule(
    "focus-not-hidden",
    N_("Nothing covers what has the focus"),
    ("2.4.11",),
    ("keyboard", "low-vision"),
    "hinders",
    N_("The focus is behind something else: who uses the keyboard works blindly."),
    N_("Give the page scroll-padding as high as what stays in view, or let that scroll away."),
)
DIALOG_HOLDS = Rule(
    "dialog-holds-focus",
    N_("A dialog takes the focus and keeps it"),
    ("2.4.3",),
    ("keyboard", "blind"),
    "blocks",
    N_("A screen reader goes on reading the page behind, and does not find the dialog."),
    N_("Open it with showModal(), which does all that is needed."),
)
DIALOG_CLOSES = Rule(
    "dialog-closes-by-escape",
    N_("Escape closes a dialog"),
    (),
    ("keyboard", "cognitive"),
    "annoys",
    N_("The key that leads out everywhere else does nothing here."),
    N_("Open it with showModal(), and do not stop its cancel event."),
)
DIALOG_RETURNS = Rule(
    "dialog-gives-focus-back",
    N_("A closed dialog gives the focus back"),
    ("2.4.3",),
    ("keyboard", "blind"),
    "hinders",
    N_("Whoever closes the dialog has to begin at the top of the page again."),
    N_("Focus the button that opened it, once it is closed."),
)

RULES = (VISIBLE, NOT_HIDDEN, DIALOG_HOLDS, DIALOG_CLOSES, DIALOG_RETURNS)
WEARS_PAGE = True

DOUBTFUL, TRUSTED, SEEN, OF_ONE_KIND = 10, 3, 1, 5
"""Most kinds of stops of which pictures are taken: whose style tells of no focus, or of a ring;
and of those whose ring is sure to be seen, as a sample."""

DIALOGS = {
    "not-entered": (DIALOG_HOLDS, N_("The dialog opens, and the focus stays outside.")),
    "left": (DIALOG_HOLDS, N_("The Tab key leads out of the open dialog into the page behind.")),
    "stays": (DIALOG_CLOSES, N_("Escape does not close this dialog.")),
    "lost": (DIALOG_RETURNS, N_("The dialog that this opens does not give the focus back.")),
}


def look_at(opened: Opened) -> Iterator[Found]:
    """Yield stops that show no focus or lie under something, and dialogs that lose it."""
    page = opened.page
    opened.ask("stops")
    page.keyboard.press("Tab")  # so that a focus is shown as it is to who uses the keyboard
    stops = opened.ask("focus_looks")
    for stop in stops:
        if stop["hidden"]:
            said = N_("With the focus it lies behind something: %(by)s.")
            values = {"by": stop["hidden"]["by"]}
            yield Found(NOT_HIDDEN.id, opened.element(stop["hidden"]), said, values)
    yield from _invisible(opened, stops)
    if opened.variant.javascript:
        for each in dialog_faults(opened):
            rule, said = DIALOGS[each.fault]
            yield Found(rule.id, opened.element(each.described), said)


def _invisible(opened: Opened, stops: list[dict[str, Any]]) -> Iterator[Found]:
    """Take pictures of one stop of each kind; where its focus does not show, of those like it."""
    kinds: dict[str, list[dict[str, Any]]] = {}
    for stop in stops:
        # A caret shows where one types; a frame shows the focus inside.
        if not (stop["typed"] or stop["framed"] or stop["tall"] or stop["hidden"]):
            kinds.setdefault(stop["alike"], []).append(stop)
    doubtful = [kind for kind in kinds.values() if not kind[0]["ringed"]]
    trusted = [kind for kind in kinds.values() if kind[0]["ringed"] and not kind[0]["seen"]]
    seen = [kind for kind in kinds.values() if kind[0]["seen"]]
    with focus_pictures(opened.page) as pictures:
        for kind in doubtful[:DOUBTFUL] + trusted[:TRUSTED] + seen[:SEEN]:
            for stop in kind[:OF_ONE_KIND]:
                if pictures.shows(stop["number"]):
                    break
                described = opened.ask("stop", stop["number"])
                said = N_("Nothing on the page shows when this has the focus.")
                yield Found(VISIBLE.id, opened.element(described), said)
