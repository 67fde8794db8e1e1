"""All that findings about single cues depend on besides the cues."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import NamedTuple

from webapp.captions.document import Captions, Cue
from webapp.captions.lint import Finding, lint
from webapp.captions.lint.spelling import Spelling
from webapp.captions.profiles import Profile

EDITION = 2
"""Grows when lint says something else about the same cues: all is then looked at again."""


class Rules(NamedTuple):
    """What the cues of one transcript are held against."""

    profile: Profile
    language: str = "und"
    """BCP 47, never empty: lint would guess it from all the text, which one edit must not read."""
    portrait: bool = False
    frame_ms: float = 40
    shots_ms: tuple[int, ...] | None = None
    spelling: Spelling | None = None

    @property
    def key(self) -> str:
        """Names the rules: what was found by others has to be looked for again."""
        shots = zlib.crc32(repr((self.frame_ms, self.shots_ms)).encode())
        terms = self.spelling.key if self.spelling else ""
        parts = EDITION, self.profile.name, self.language, int(self.portrait), f"{shots:08x}", terms
        return ":".join(map(str, parts))

    def findings(self, cues: Sequence[Cue]) -> list[Finding]:
        """Return what is wrong with single cues among ``cues``, which are in order of time."""
        found = lint(
            Captions(cues, self.language),
            self.profile,
            shots_ms=self.shots_ms,
            frame_ms=self.frame_ms,
            portrait=self.portrait,
            spelling=self.spelling,
        )
        return [finding for finding in found if finding.cue is not None]
