"""What a check of a signed video says: its name, what was measured, how to film again."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from babel.numbers import format_decimal, format_percent
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _


class Judged(Protocol):
    """A `webapp.media.sign_checks.Check`, or a row that keeps one."""

    @property
    def name(self) -> str: ...
    @property
    def ok(self) -> bool | None: ...
    @property
    def value(self) -> float | None: ...
    @property
    def limit(self) -> float | None: ...
    @property
    def unit(self) -> str: ...


class Words(NamedTuple):
    """What is said of one kind of check."""

    name: str
    good: str
    """The sentence where nothing is wrong; it may hold ``value`` and ``limit``."""
    bad: str
    again: str
    """How to film again."""
    not_made: str
    """Why there is no answer."""


_LANDMARKS = _(
    "What finds hands is not installed here, did not work, or found none (README: landmarks)."
)
_NO_MOTION = _("Nothing moves in this video, or not for long enough.")
_NOT_YET = _("It was not looked for when and where somebody signs, or nobody was seen to sign.")
_NEVER = _("There was nothing to measure.")

WORDS = {
    "frame_rate": Words(
        _("Pictures a second"),
        _(
            "There are %(value)s different pictures a second: movements can be seen "
            "(at least %(limit)s)."
        ),
        _(
            "Only %(value)s different pictures a second: quick signs cannot be read. "
            "It should be at least %(limit)s."
        ),
        _(
            "Set the camera to 25, 30 or more pictures a second. Give it more light: in the dark "
            "many cameras take fewer. Do not lower the rate when you edit or export."
        ),
        _NO_MOTION,
    ),
    "slow_parts": Words(
        _("Parts that judder"),
        _("No part falls below %(limit)s different pictures a second (lowest: %(value)s)."),
        _(
            "In one part there are only %(value)s different pictures a second; "
            "it should never be fewer than %(limit)s."
        ),
        _(
            "Close other programs while you record, and record on the device itself instead of "
            "over a network. Film this part again."
        ),
        _NO_MOTION,
    ),
    "size": Words(
        _("Picture size"),
        _("Large enough: the side that matters has %(value)s points (at least %(limit)s)."),
        _(
            "The picture is small: one side has %(value)s points and should have at least "
            "%(limit)s. Fingers and the face can hardly be seen."
        ),
        _(
            "Set the camera to 640 by 480 or larger; 1280 by 720 is good. "
            "To enlarge it afterwards does not help."
        ),
        _NEVER,
    ),
    "brightness": Words(
        _("Brightness"),
        _("Bright enough: %(value)s of 255 (at least %(limit)s)."),
        _("The picture is dark: its brightness is %(value)s of 255, and should be %(limit)s."),
        _(
            "Put a lamp or a window in front of the signer, not behind. "
            "Two lamps, left and right, leave no shadow on the face."
        ),
        _NEVER,
    ),
    "contrast": Words(
        _("Contrast"),
        _("Light and dark differ enough: by %(value)s of 255 (at least %(limit)s)."),
        _(
            "The picture is flat: light and dark differ by %(value)s of 255, and should by "
            "%(limit)s. Hands are hard to tell from what is behind them."
        ),
        _(
            "Wear plain clothes that are darker or lighter than your skin, before a plain wall of "
            "another colour. Clean the lens, and avoid light that shines into it."
        ),
        _NEVER,
    ),
    "blur": Words(
        _("Sharpness"),
        _("Sharp enough: edges are %(value)s points wide (at most %(limit)s)."),
        _("The picture is blurred: edges are %(value)s points wide, and should be %(limit)s."),
        _(
            "Clean the lens. Set the focus to the signer's face and keep it there. "
            "Put the camera on something that does not move."
        ),
        _("There is no edge in the picture that could be sharp."),
    ),
    "blocks": Words(
        _("Blocks"),
        _("No blocks from compression (%(value)s, at most %(limit)s)."),
        _(
            "The picture falls apart into blocks: they measure %(value)s, and should at most "
            "%(limit)s. The file was compressed too much."
        ),
        _(
            "Upload the file as the camera made it. Messengers make files small and bad: "
            "do not send it through one. If you export, choose a higher quality."
        ),
        _NEVER,
    ),
    "frozen": Words(
        _("Frozen picture"),
        _("The picture never stands still for long (%(value)s s, at most %(limit)s s)."),
        _("The picture is frozen for %(value)s seconds; at most %(limit)s would be no harm."),
        _(
            "Look at the recording at this moment. If signs are missing, film it again, and "
            "record on the device itself instead of over a network."
        ),
        _NEVER,
    ),
    "black": Words(
        _("Black picture"),
        _("The picture is never black for long (%(value)s s, at most %(limit)s s)."),
        _("The picture is black for %(value)s seconds; at most %(limit)s would be no harm."),
        _("Cut off black parts, or film what is missing there again."),
        _NEVER,
    ),
    "flashes": Words(
        _("Flashing"),
        _("No dangerous flashing (%(value)s flashes within a second, at most %(limit)s)."),
        _(
            "There are %(value)s flashes within one second; more than %(limit)s can bring on "
            "seizures."
        ),
        _(
            "Take flashes and quick changes of bright and dark pictures out. If a lamp flickers, "
            "use another one, or set the camera to the mains: 50 or 60 Hz."
        ),
        _NEVER,
    ),
    "red_flashes": Words(
        _("Red flashing"),
        _("No dangerous red flashing (%(value)s flashes within a second, at most %(limit)s)."),
        _(
            "There are %(value)s flashes of strong red within one second; more than %(limit)s can "
            "bring on seizures."
        ),
        _("Take flashes of strong red out, or make them slower or paler."),
        _NEVER,
    ),
    "rotation": Words(
        _("Turned picture"),
        _("The picture stands upright by itself."),
        _("The picture lies on its side in the file (turned by %(value)s degrees)."),
        _("You need do nothing: it is turned when the video is prepared."),
        _NEVER,
    ),
    "bars": Words(
        _("Black bars"),
        _("No black bars (%(value)s of the picture, at most %(limit)s)."),
        _("Black bars take %(value)s of the picture; it should be at most %(limit)s."),
        _(
            "You need do nothing: bars are cut off when the video is prepared. The signer is "
            "larger and sharper if the camera is turned the way you show the video."
        ),
        _("In a dark picture, bars cannot be told from the dark."),
    ),
    "length": Words(
        _("Length"),
        _("As long as the video, but for %(value)s s (at most %(limit)s s)."),
        _(
            "It is %(value)s seconds longer than the video; more than %(limit)s is unusual. "
            "Something may not belong to it, or it belongs to another video."
        ),
        _("Look at both ends: film what is missing, or cut off what does not belong to it."),
        _("There is no video to compare it with."),
    ),
    "signer_size": Words(
        _("How large the signer is"),
        _("The signer takes %(value)s of the picture (at least %(limit)s)."),
        _("The signer takes only %(value)s of the picture; it should be at least %(limit)s."),
        _(
            "Go nearer, or cut the picture: from below the waist to above the head, and from "
            "elbow to elbow."
        ),
        _NOT_YET,
    ),
    "cut_off": Words(
        _("Signs at the edge"),
        _("Signs stay inside the picture (%(value)s of the time at an edge, at most %(limit)s)."),
        _(
            "For %(value)s of the time signs reach over the edge of the picture; it should be at "
            "most %(limit)s."
        ),
        _(
            "Go back a little, or turn the camera: leave room above the head and beside the "
            "elbows, and show the waist. Try the widest sign before you begin."
        ),
        _NOT_YET,
    ),
    "hands": Words(
        _("Hands in the picture"),
        _("Hands are out of the picture for %(value)s of the signing (at most %(limit)s)."),
        _(
            "For %(value)s of the signing a hand is out of the picture; it should be at most "
            "%(limit)s."
        ),
        _("Go back a little, so that both hands stay in the picture from the waist to the head."),
        _LANDMARKS,
    ),
}

_LOST = {
    "frozen": _("The picture is frozen for %(value)s of the time (at most %(limit)s)."),
    "black": _("The picture is black for %(value)s of the time (at most %(limit)s)."),
}
_SHORTER = _(
    "It is %(value)s seconds shorter than the video; more than %(limit)s is unusual. "
    "Something may be missing, or it belongs to another video."
)


def name_of(check: Judged) -> str:
    """What people call the check."""
    return str(WORDS[check.name].name)


def sentence_of(check: Judged) -> str:
    """What was found, with the measured value and the limit, or why it was not checked."""
    words = WORDS[check.name]
    if check.ok is None or check.value is None or check.limit is None:
        return str(words.not_made)
    value = abs(check.value)  # of a length: how far it is from the other
    values = {"value": _number(value, check.unit), "limit": _number(check.limit, check.unit)}
    return str(words.good if check.ok else _fault(check)) % values


def again_of(check: Judged) -> str:
    """How to film again; empty where nothing is wrong."""
    return str(WORDS[check.name].again) if check.ok is False else ""


def level_of(level: str) -> str:
    """What a fault means: ``must`` or ``should``, as people read it."""
    if level == "must":
        return gettext("Must be better before it is published")
    return gettext("Should be better")


def _fault(check: Judged) -> str:
    if check.name == "length" and (check.value or 0) < 0:
        return _SHORTER
    if check.name in _LOST and check.unit == "share":
        return _LOST[check.name]
    return WORDS[check.name].bad


def _number(value: float, unit: str) -> str:
    locale = get_locale() or "en"
    if unit == "share":
        return str(format_percent(value, locale=locale))
    return str(format_decimal(value, "#,##0.#", locale=locale))
