"""What good captions keep to, as named sets of limits.

Where published guidelines disagree there is a profile for each. A limit of ``None`` means that the
profile's source asks for nothing here. Frames are turned into milliseconds by whoever knows the
frame rate.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """The limits of one guideline; the defaults are Sightline's own table (``numbers.md``).

    ``_warn`` is where a person should look, ``_error`` is where captions fail. Characters are
    columns: a full-width character (Chinese, Japanese, Korean) counts as two.

    Sources: BBC Subtitle Guidelines (line length 37, two lines, 160-180 words a minute, 0.3 s a
    word, visible gaps, line breaks), Netflix Timed Text Style Guide (line length 42, 17 and 20
    characters a second, 5/6 s to 7 s, gaps of two frames, shot changes), FCC practice (235 words
    a minute), EN 301 549 7.1.2 (0.1 s against the sound). Values without a source are our own.
    """

    name: str
    title: str

    line_chars_warn: int | None = 37
    line_chars_error: int = 42
    portrait_line_chars_error: int = 25
    lines_error: int = 2
    portrait_lines_error: int = 3

    reading_cps_warn: float = 17
    reading_cps_error: float = 20
    """Characters a second, spaces and punctuation included."""
    rate_wpm_low_warn: float | None = 160
    rate_wpm_warn: float | None = 180
    rate_wpm_error: float | None = 235

    cue_ms_per_word_warn: int | None = 300
    cue_min_ms_error: int = 833
    cue_max_ms_error: int = 7000

    gap_frames: int = 2
    """The gap to leave where two cues follow each other closely."""
    gap_min_frames_error: int = 2
    gap_close_below_ms: int = 500
    """Gaps from one frame more than ``gap_frames`` to a frame less than this should be closed."""
    visible_gap_warn_ms: int | None = None
    visible_gap_error_ms: int | None = None

    in_time_warn_ms: int = 100
    in_time_error_ms: int = 1500
    out_time_warn_ms: int = 500
    out_time_error_ms: int = 2000
    shot_window_ms: int = 500

    uncaptioned_speech_warn_ms: int = 2000
    uncaptioned_speech_error_ms: int = 5000
    silent_cue_warn_ms: int = 0
    silent_cue_error_ms: int = 2000

    def line_chars(self, portrait: bool = False) -> int:
        """Return the most columns that a line may have."""
        return self.portrait_line_chars_error if portrait else self.line_chars_error

    def line_chars_wanted(self, portrait: bool = False) -> int:
        """Return the most columns that a line should have."""
        if portrait or self.line_chars_warn is None:
            return self.line_chars(portrait)
        return min(self.line_chars_warn, self.line_chars_error)

    def lines(self, portrait: bool = False) -> int:
        """Return the most lines that a cue may have."""
        return self.portrait_lines_error if portrait else self.lines_error


SIGHTLINE = Profile("sightline", "Sightline: the stricter of BBC and Netflix where both speak")

NETFLIX = Profile(
    "netflix",
    "Netflix Timed Text Style Guide",
    line_chars_warn=None,
    rate_wpm_low_warn=None,
    rate_wpm_warn=None,
    rate_wpm_error=None,
    cue_ms_per_word_warn=None,
)
"""Netflix counts characters a second and has no rule for words a minute."""

BBC = Profile(
    "bbc",
    "BBC Subtitle Guidelines",
    line_chars_warn=None,
    line_chars_error=37,
    gap_min_frames_error=0,
    visible_gap_warn_ms=1500,
    visible_gap_error_ms=1000,
)
"""BBC: subtitles touch, or there is a gap that is long enough to be seen as one."""

EDUCATION = Profile(
    "education",
    "Education: DCMP Captioning Key",
    reading_cps_warn=14,
    reading_cps_error=17,
    rate_wpm_low_warn=120,
    rate_wpm_warn=130,
    rate_wpm_error=160,
    cue_ms_per_word_warn=None,
    cue_min_ms_error=2000,
)
"""DCMP: school 120-130, adults up to 160 words a minute, each caption at least 2 s.

17 characters a second is Netflix's limit for children; 14 is 130 words a minute at 6.5 columns
a word, our own. 130 words a minute is slower than 0.3 s a word, so that has no rule here.
"""

PROFILES: dict[str, Profile] = {
    profile.name: profile for profile in (SIGHTLINE, NETFLIX, BBC, EDUCATION)
}
