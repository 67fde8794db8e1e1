"""Blocks of a line with times and the text under it: what SubRip and SBV have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from webapp.captions.document import CaptionError
from webapp.captions.formats.base import Problem, check_count, quoted
from webapp.captions.formats.limits import MAX_TIME_MS


@dataclass(slots=True)
class Block:
    """One caption: on which line (from 1) its times stand, what follows them, and its text."""

    line: int
    start_ms: int
    end_ms: int
    rest: str = ""
    text: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Grammar:
    """How a format writes times. ``timing`` gives start, end and rest, None for other lines."""

    timing: Callable[[str], tuple[int, int, str] | None]
    looks_timed: Callable[[str], bool]
    numbered: bool
    example: str


def milliseconds(hours: str | None, minutes: str, seconds: str, fraction: str | None) -> int | None:
    """A time from its digits; None where minutes or seconds are over 59."""
    if int(minutes) > 59 or int(seconds) > 59:
        return None
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int((fraction or "0").ljust(3, "0"))


def read_blocks(lines: Sequence[str], grammar: Grammar) -> tuple[list[Block], list[Problem]]:
    """The blocks that can be read, and what stands between them.

    Raises CaptionError where there is no caption at all, or more than any real file has.
    """
    reader = _Reader(lines, grammar)
    reader.run()
    if not reader.blocks:
        first = next((each for each in reader.problems if each.loses_text), None)
        if first:
            raise CaptionError(first.sentence, line=first.line)
        raise CaptionError(f"There are no captions in this file: no line like {grammar.example}.")
    return reader.blocks, reader.problems


class _Reader:
    def __init__(self, lines: Sequence[str], grammar: Grammar) -> None:
        self.lines = lines
        self.grammar = grammar
        self.blocks: list[Block] = []
        self.problems: list[Problem] = []

    def run(self) -> None:
        in_text = False
        index = 0
        while index < len(self.lines):
            line = self.lines[index]
            head = self._head(index)
            if head:
                index = head.line
                self.blocks.append(head)
                check_count(len(self.blocks))
                if max(head.start_ms, head.end_ms) > MAX_TIME_MS:
                    self._problem(index, "This time lies beyond a thousand hours. Correct it.")
                in_text = True
            elif not line.strip():
                in_text = in_text and not self.blocks[-1].text and self._text_follows(index)
                index += 1
            elif in_text:
                self.blocks[-1].text.append(line)
                index += 1
            else:
                index = self._leave_out(index)

    def _head(self, index: int) -> Block | None:
        """The block whose times, or the number over them, stand at this line."""
        at = index
        if self.grammar.numbered and self.lines[index].strip().isdecimal():
            at += 1
        timing = self.grammar.timing(self.lines[at]) if at < len(self.lines) else None
        return Block(at + 1, *timing) if timing else None

    def _text_follows(self, index: int) -> bool:
        """After times, one empty line and then text that is no number: the text belongs to them."""
        after = self.lines[index + 1].strip() if index + 1 < len(self.lines) else ""
        return bool(after) and not after.isdecimal() and not self.grammar.looks_timed(after)

    def _leave_out(self, index: int) -> int:
        """Name lines that belong to no caption; the index after them."""
        run = list(self._run_from(index))
        numbered = self.grammar.numbered and run[0].strip().isdecimal()
        body = run[1:] if numbered else run
        line = index + 1 + len(run) - len(body)
        if body and self.grammar.looks_timed(body[0]):
            self._problem(
                line,
                f"These times cannot be read: {quoted(body[0])}. Write them as "
                f"{self.grammar.example}.",
                loses_text=len(body) > 1,
            )
        elif body:
            self._problem(
                line,
                f"No times stand over this text: {quoted(body[0])}. Write a line such as "
                f"{self.grammar.example} over it, or take out the empty line before it.",
            )
        else:
            self._problem(index + 1, "A number with no caption was left out.", loses_text=False)
        return index + len(run)

    def _run_from(self, index: int) -> Iterator[str]:
        """The line and those after it, up to an empty line or the next caption."""
        yield self.lines[index]
        for after in range(index + 1, len(self.lines)):
            if not self.lines[after].strip() or self._head(after):
                return
            yield self.lines[after]

    def _problem(self, line: int, sentence: str, *, loses_text: bool = True) -> None:
        self.problems.append(Problem(line, sentence, loses_text))
