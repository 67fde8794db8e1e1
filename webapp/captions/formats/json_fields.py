"""The fields of a JSON object, taken out one by one and checked, with a sentence for each fault."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import Literal

from webapp.captions.document import CaptionError
from webapp.captions.formats.base import Problem, quoted, visible
from webapp.captions.formats.limits import MAX_TIME_MS

_SURROGATES = frozenset(map(chr, range(0xD800, 0xE000)))
_SHOWN_CHARACTERS = 40
_MOST_UNKNOWN = 5


def refuse_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object, for ``json.loads``. Raises CaptionError for a name that stands there twice."""
    value = dict(pairs)
    if len(value) < len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise CaptionError(f"The field {quoted(twice)} stands twice in one object.")
    return value


class Fields:
    """One object. ``where`` is its path, such as ``cues[3]``, for the sentences."""

    def __init__(self, value: object, where: str, problems: list[Problem]) -> None:
        if not isinstance(value, dict):
            raise CaptionError(f"{where or 'The file'}: must be an object, not {_kind(value)}.")
        self.where = where
        self._left = value.copy()
        self._problems = problems

    def done(self) -> None:
        """Name the fields that nobody took."""
        for name in islice(self._left, _MOST_UNKNOWN):
            self._problems.append(
                Problem(None, f"{self._path(name)}: no such field is known; it was left out.")
            )
        if len(self._left) > _MOST_UNKNOWN:
            self._problems.append(
                Problem(None, f"{self.where or 'The file'}: more fields were left out.")
            )

    def text(self, name: str, *, required: bool = False) -> str:
        """A text, "" where it is missing and need not be there."""
        value = self._left.pop(name, None if required else "")
        if not isinstance(value, str):
            raise self._wrong(name, "a text", value)
        if not value.isascii() and not _SURROGATES.isdisjoint(value):
            raise CaptionError(f"{self._path(name)}: half of a surrogate pair is no character.")
        return value

    def text_or_none(self, name: str) -> str | None:
        """A text, None where it is null or missing."""
        if self._left.get(name) is None:
            self._left.pop(name, None)
            return None
        return self.text(name)

    def truth(self, name: str, *, default: bool) -> bool:
        """A truth value."""
        value = self._left.pop(name, default)
        if not isinstance(value, bool):
            raise self._wrong(name, "true or false", value)
        return value

    def choice(self, name: str, choices: Sequence[str], default: str) -> str:
        """One of a few words."""
        value = self._left.pop(name, default)
        if not isinstance(value, str) or value not in choices:
            raise self._wrong(name, " or ".join(f"'{each}'" for each in choices), value)
        return value

    def whole_number(self, name: str, default: int) -> int:
        """A whole number, 0 or more."""
        value = self._left.pop(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self._wrong(name, "a whole number, 0 or more", value)
        return value

    def milliseconds(self, name: str) -> int:
        """A time, which must be there."""
        value = self._left.pop(name, None)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_TIME_MS:
            raise self._wrong(name, f"whole milliseconds from 0 to {MAX_TIME_MS}", value)
        return value

    def number(self, name: str, default: float, least: float, most: float) -> float:
        """A number in a range, both ends allowed."""
        value = self._left.pop(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._wrong(name, "a number", value)
        if not least <= value <= most or (isinstance(value, float) and not math.isfinite(value)):
            raise self._wrong(name, f"a number from {least} to {most}", value)
        return value

    def number_or_none(self, name: str, least: float, most: float) -> float | None:
        """A number in a range, None where it is null or missing."""
        if self._left.get(name) is None:
            self._left.pop(name, None)
            return None
        return self.number(name, 0, least, most)

    def number_or_auto(self, name: str, least: float, most: float) -> float | Literal["auto"]:
        """A number in a range, or 'auto', which it is where it is missing."""
        if self._left.get(name, "auto") == "auto":
            self._left.pop(name, None)
            return "auto"
        return self.number(name, 0, least, most)

    def child(self, name: str) -> Fields | None:
        """An object, None where it is missing."""
        if name not in self._left:
            return None
        return Fields(self._left.pop(name), self._path(name), self._problems)

    def children(self, name: str, *, required: bool = False) -> list[Fields]:
        """A list of objects."""
        return [
            Fields(value, f"{self._path(name)}[{index}]", self._problems)
            for index, value in enumerate(self._list(name, required))
        ]

    def texts(self, name: str) -> list[str]:
        """A list of texts."""
        values = self._list(name, required=False)
        return [
            Fields({"text": value}, f"{self._path(name)}[{index}]", self._problems).text("text")
            for index, value in enumerate(values)
        ]

    def _list(self, name: str, required: bool) -> list[object]:
        value = self._left.pop(name, None if required else [])
        if not isinstance(value, list):
            raise self._wrong(name, "a list", value)
        return value

    def _path(self, name: str) -> str:
        shown = visible(name, _SHOWN_CHARACTERS)
        return f"{self.where}.{shown}" if self.where else shown

    def _wrong(self, name: str, wanted: str, value: object) -> CaptionError:
        return CaptionError(f"{self._path(name)}: must be {wanted}, not {_kind(value)}.")


def _kind(value: object) -> str:
    """A value for a sentence."""
    if value is None:
        return "missing or null"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and abs(value) > MAX_TIME_MS:
        return "so large a number"
    shown = repr(value)
    return shown if len(shown) <= _SHOWN_CHARACTERS else shown[:_SHOWN_CHARACTERS] + "…"
