"""Captions into SCC: CEA-608 pop-on captions, 29.97 frames a second, drop-frame time codes.

Encoded here and not by ttconv: its writer leaves out captions that follow closely, loses letters
where it re-wraps a line, and writes no styles and no extended letters.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import zip_longest

from webapp.captions.document import CaptionError, Captions
from webapp.captions.formats.base import Written
from webapp.captions.formats.dropped import common_losses
from webapp.captions.formats.scc.codes import (
    ERASE_DISPLAYED,
    ERASE_LOADED,
    RESUME_LOADING,
    SHOW_LOADED,
    Group,
    hexadecimal,
    letters,
    placed,
    styled,
)
from webapp.captions.formats.scc.screens import MOST_ROWS, Losses, Row, Screen, screens_of
from webapp.captions.formats.styled import PLAIN, runs_of

_FRAMES_A_SECOND = 30_000 / 1001
_FRAMES_IN_A_DAY = 24 * 6 * 17_982
_SHORTEST_FRAMES = 15
_LATE_FRAMES = 1


def write(captions: Captions) -> Written:
    """Write SCC; ``dropped`` names what it cannot hold and these captions have.

    The channel carries one word (two letters) a frame, so a caption's codes go out before it is
    shown. Raises CaptionError for captions beyond 24 hours, which a time code cannot count.
    """
    parsed = [runs_of(cue) for cue in captions.cues]
    screens, losses = screens_of(captions, parsed)
    channel = _Channel()
    for screen, following in zip_longest(screens, screens[1:]):
        channel.show(screen, None if following is None else following.start_ms)
    data = "\n\n".join(["Scenarist_SCC V1.0", *channel.lines()]) + "\n"
    cues = captions.cues
    sentences = [
        *common_losses(captions, parsed, "SCC"),
        *(
            f"SCC does not hold {what}."
            for what, lost in (
                ("speakers' names", any(cue.speaker for cue in cues)),
                ("identifiers", any(cue.id for cue in cues)),
                ("the language", bool(captions.language)),
                ("which captions name a sound", any(cue.label for cue in cues)),
            )
            if lost
        ),
        *_told(losses, channel.late),
    ]
    return Written(data.encode("ascii"), tuple(sentences))


def _told(losses: Losses, late: int) -> list[str]:
    letters_missing = " ".join(list(losses.missing)[:20])
    sentences = (
        (losses.missing, f"SCC lacks these letters; they became question marks: {letters_missing}"),
        (losses.styled, "SCC does not hold bold, coloured italics, or a new style inside a word."),
        (losses.placed, "SCC places by rows and columns; captions stand at the top or the bottom."),
        (losses.wrapped, f"SCC has 32 columns; captions wrapped anew: {losses.wrapped}."),
        (losses.cut, f"SCC has 32 columns; longer words cut in pieces: {losses.cut}."),
        (losses.divided, f"SCC shows {MOST_ROWS} rows here; captions divided: {losses.divided}."),
        (
            losses.merged,
            f"SCC shows one caption at a time; put together: {losses.merged}.",
        ),
        (late, f"SCC carries 60 letters a second; captions that come later than due: {late}."),
    )
    return [sentence for lost, sentence in sentences if lost]


@dataclass(slots=True)
class _Channel:
    """Line 21: what is sent in which frame."""

    sent: list[tuple[int, list[int]]] = field(default_factory=list)
    free: int = 0
    """The first frame in which nothing is sent yet."""
    erase_at: int | None = None
    """When the caption that is shown must go, where its end still has to be sent."""
    late: int = 0

    def show(self, screen: Screen, next_start_ms: int | None) -> None:
        """Send a screen so that it appears at its start; note when it has to go."""
        groups = _loading(screen)
        wanted = _frame(screen.start_ms)
        erases = self.erase_at is not None
        length = sum(map(len, groups)) + (len(ERASE_DISPLAYED) if erases else 0)
        start = max(wanted - length, self.free)
        if self.erase_at is not None:
            if self.erase_at + len(ERASE_DISPLAYED) <= start:
                self._send(self.erase_at, [ERASE_DISPLAYED])
                start = max(wanted - length + len(ERASE_DISPLAYED), self.free)
            else:
                groups = _with_erasure(groups, self.erase_at - start)
        self._send(start, [*groups, SHOW_LOADED])
        shown = self.free - len(SHOW_LOADED)
        self.late += shown > wanted + _LATE_FRAMES
        end = _frame(screen.end_ms)
        if shown > wanted:  # late: long enough to be seen, if nothing follows
            end = max(end, min(shown + _SHORTEST_FRAMES, self._latest(next_start_ms)))
        follows = next_start_ms is not None and _frame(next_start_ms) <= end
        self.erase_at = None if follows else max(end, self.free)

    def _latest(self, next_start_ms: int | None) -> int:
        return _FRAMES_IN_A_DAY if next_start_ms is None else _frame(next_start_ms)

    def lines(self) -> list[str]:
        """The file's lines. Raises CaptionError beyond 24 hours."""
        if self.erase_at is not None:
            self._send(self.erase_at, [ERASE_DISPLAYED])
            self.erase_at = None
        return [
            f"{_time_code(frame)}\t{' '.join(map(hexadecimal, words))}"
            for frame, words in self.sent
        ]

    def _send(self, frame: int, groups: list[Group]) -> None:
        words = [word for group in groups for word in group]
        self.sent.append((frame, words))
        self.free = frame + len(words)


def _loading(screen: Screen) -> list[Group]:
    groups = [RESUME_LOADING, ERASE_LOADED]
    for number, column, row in screen.columns():
        groups += placed(number, column)
        groups += _row(row)
    return groups


def _row(row: Row) -> list[Group]:
    groups: list[Group] = []
    style = PLAIN
    text = ""
    for number, (word, word_style) in enumerate(row.words):
        if word_style != style:
            groups += [*letters(text), styled(word_style)]
            style, text = word_style, word
        else:
            text += f" {word}" if number else word
    return groups + letters(text)


def _with_erasure(groups: list[Group], offset: int) -> list[Group]:
    """The groups with the code that clears the screen at the frame nearest to the wanted one."""
    at = passed = 0
    while at < len(groups) and passed < offset:
        passed += len(groups[at])
        at += 1
    return [*groups[:at], ERASE_DISPLAYED, *groups[at:]]


def _frame(ms: int) -> int:
    return round(ms * _FRAMES_A_SECOND / 1000)


def _time_code(frame: int) -> str:
    """A frame's drop-frame time code: numbers 0 and 1 are left out in minutes 1 to 9 of ten."""
    if frame >= _FRAMES_IN_A_DAY:
        raise CaptionError("SCC counts at most 24 hours. Shorten the captions or divide them.")
    tens, rest = divmod(frame, 17_982)
    minutes = max(0, (rest - 2) // 1798)
    number = frame + 18 * tens + 2 * minutes
    seconds, frames = divmod(number, 30)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02};{frames:02}"
