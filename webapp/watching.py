"""How one viewer wants to watch: captions, signer, pace, transcript and keys.

``Watching`` is kept beside ``Look``: in the account of whoever is logged in, else in a signed
cookie. What can be chosen stands in ``webapp.watching_choices``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, after_this_request, request
from flask_babel import gettext as _
from flask_login import current_user

from webapp.preference_cookie import PreferenceCookie
from webapp.watching_choices import CHOICES, LABELS, RANGES

if TYPE_CHECKING:
    from webapp.models import User

COOKIE = PreferenceCookie("watching")
READ = "sightline.watching"
_NUMBER = re.compile(r"-?[0-9]{1,3}")
_LANGUAGE = re.compile(r"(?:[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,3})?")


@dataclass(frozen=True)
class Watching:
    """What a viewer chose for watching. Numbers are percentages."""

    captions: bool = True
    captions_language: str = ""
    """BCP 47; empty: the one that is spoken."""
    captions_wording: str = "level"
    """Word for word, the easy edition, or as the reading level has it."""
    caption_size: int = 100
    caption_font: str = "atkinson"
    caption_color: str = "white"
    caption_opacity: int = 100
    caption_background: str = "black"
    caption_background_opacity: int = 90
    caption_window: str = "black"
    caption_window_opacity: int = 0
    caption_edge: str = "none"
    caption_place: str = "below"
    caption_shift: int = 0
    """How far captions over the picture are moved down (negative: up), of its height."""
    speaker_colours: bool = True
    pulse: bool = False
    """Sound labels are also shown by a soft change of the frame."""
    vibrate: bool = False
    signer: str = "side"
    signer_size: int = 34
    """Of the stage's width; at least a sixth."""
    signer_main_size: int = 72
    """The same while the signer is the main picture."""
    signer_x: int = 100
    signer_y: int = 100
    """Where the signer stands when in a corner: 0 is left or top, 100 right or bottom."""
    pace: str = "level"
    pace_with_signer: bool = False
    """Whether the pace also holds while the signer is the main picture."""
    speed: int = 100
    transcript: str = "auto"
    """Where the transcript is; ``auto``: as the density of pages has it."""
    transcript_picture: bool = True
    """Whether the picture stays, small, while the transcript is alone."""
    follow: bool = True
    """Whether the transcript follows what is said."""
    letter_keys: bool = True
    """Single letters as shortcuts while the focus is in the player (WCAG 2.1.4)."""
    descriptions: bool = False
    description_pause: bool = True
    """Whether playback stops until a description of the picture can have been read."""
    more_controls: bool = False
    """Whether the player's further buttons are open, where a density has them behind 'More'."""

    @classmethod
    def parse(cls, values: Mapping[str, Any], base: Watching | None = None) -> Watching:
        """Make it of untrusted values; what is missing or unknown stays as in ``base``."""
        known = {name: value for name in DEFAULTS if (value := _known(name, values)) is not None}
        return replace(base or cls(), **known)

    @classmethod
    def problems(cls, values: Mapping[str, Any]) -> dict[str, str]:
        """Say in a sentence for each caption setting what is wrong with the value given for it."""
        return {
            name: _problem(name)
            for name in LABELS
            if values.get(name) is not None and _known(name, values) is None
        }

    def with_usual_captions(self) -> Watching:
        """The same with every caption setting as it is for whoever chose nothing."""
        return replace(self, **{name: DEFAULTS[name] for name in LABELS})

    @cached_property
    def changed(self) -> dict[str, Any]:
        """What differs from the defaults: all that needs to be kept."""
        return {name: value for name, value in asdict(self).items() if value != DEFAULTS[name]}


DEFAULTS: Mapping[str, Any] = asdict(Watching())


def _known(name: str, values: Mapping[str, Any]) -> Any:
    """Return the value given for ``name`` where it is one that can be, else None."""
    given = values.get(name)
    if given is None:
        return None
    text = str(given).strip()
    if name == "captions_language":
        return text if _LANGUAGE.fullmatch(text) else None
    if name in CHOICES:
        return text if any(text == choice.value for choice in CHOICES[name]) else None
    if name in RANGES:
        return int(text) if _NUMBER.fullmatch(text) and int(text) in RANGES[name] else None
    return {"true": True, "false": False, "on": True, "off": False}.get(text.lower())


def _problem(name: str) -> str:
    if name in RANGES:
        low, high = RANGES[name][0], RANGES[name][-1]
        return _(
            "%(setting)s: give a whole number from %(low)s to %(high)s.",
            setting=LABELS[name],
            low=low,
            high=high,
        )
    return _("%(setting)s: choose one of those that are there.", setting=LABELS[name])


def current_watching() -> Watching:
    """Return how the viewer of this request wants to watch, found once."""
    found: Watching | None = request.environ.get(READ)
    if found is None:
        own = current_user.watching if current_user.is_authenticated else None
        found = Watching.parse(own) if own is not None else _read()
        request.environ[READ] = found
    return found


def carry_over(user: User) -> None:
    """At a log-in: an account without its own takes the browser's, else the browser takes hers.

    The caller commits. So captions stay readable on this device when she has logged out.
    """
    if user.watching is not None:
        after_this_request(partial(keep, watching=Watching.parse(user.watching)))
    elif COOKIE.is_there:
        user.watching = _read().changed


def keep(response: Response, watching: Watching) -> Response:
    """Put it into the signed cookie of ``response``, for a year."""
    return COOKIE.keep(response, watching.changed)


def forget(response: Response) -> None:
    """Have the browser forget it."""
    COOKIE.forget(response)


def init_app(app: Flask) -> None:
    """Give every template ``watching``, and the choices with their words."""

    @app.context_processor
    def watching_for_templates() -> dict[str, Any]:
        return {
            "watching": current_watching(),
            "watching_choices": CHOICES,
            "watching_ranges": RANGES,
            "watching_labels": LABELS,
        }


def _read() -> Watching:
    values = COOKIE.read()
    return Watching.parse(values) if isinstance(values, dict) else Watching()
