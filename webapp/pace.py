"""How fast a viewer's captions may run, by her reading level (numbers.md, 'Reading').

Deaf pupils read 90 to 120 words a minute better than 180 (DCMP); 145 are comfortable, 170 and more
are hard (Jensema 1998).
"""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

WORDS_A_MINUTE = {1: 120, 2: 130, 3: 145, 4: 180, 5: 235}

CHARACTERS_A_WORD = {"ja": 4 / 3, "zh": 3.0, "yue": 3.0, "th": 17 / 3, "lo": 17 / 3, "km": 17 / 3}
"""For languages without spaces between words. Own: a third of the characters that Netflix's Timed
Text Style Guides let stand for a second (Japanese 4, Chinese 9, Thai 17; Lao and Khmer as Thai),
since 180 words a minute are 3 a second."""

SPEEDS = (50, 60, 75, 90, 100, 125, 150, 175, 200)
"""Per cent of the speed of the media."""

_OF_LEVEL = {1: "pause", 2: "slow", 3: "slow", 4: "off", 5: "off"}
_REST_MS = {1: 1000}


@dataclass(frozen=True, slots=True)
class Pace:
    """What the player needs in order to keep a viewer's pace."""

    level: int
    """Her reading level."""

    @property
    def words_a_minute(self) -> int:
        return WORDS_A_MINUTE[self.level]

    @property
    def of_level(self) -> str:
        """What is done for a viewer who chose nothing: standard readers take it as it is spoken."""
        return _OF_LEVEL[self.level]

    @property
    def rest_ms(self) -> int:
        """The least pause after a caption: level 1 has one after each (how long: own)."""
        return _REST_MS.get(self.level, 0)

    @property
    def words(self) -> dict[str, str]:
        """What the button says of each state."""
        return {
            "off": _("Pace: as spoken"),
            "slow": _("Pace: slower"),
            "pause": _("Pace: stops"),
        }

    @property
    def for_scripts(self) -> dict[str, object]:
        """What static/js/player/pace.js counts with."""
        return {
            "ofLevel": self.of_level,
            "wordsAMinute": self.words_a_minute,
            "restMs": self.rest_ms,
            "charactersAWord": CHARACTERS_A_WORD,
        }

    def speeds(self, own: int) -> list[int]:
        """The speeds to choose from; her ``own`` among them."""
        return sorted({*SPEEDS, own})
