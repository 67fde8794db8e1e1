"""WebVTT cue text parted and joined: each half has its own tags, opened and closed."""

from __future__ import annotations

from collections.abc import Iterable

from webapp.captions.document import Cue
from webapp.captions.formats.cue_text import (
    EndTag,
    StartTag,
    Text,
    Timestamp,
    Token,
    balanced,
    cue_text_of,
    escape,
)


def part_markup(cue: Cue, caret: int) -> tuple[str | None, str | None]:
    """Part a cue's markup where ``caret``, an offset in its text, is.

    Tags that are open there are closed before it and opened again after it. None where the cue
    has no markup, or one that no longer says what its text says.
    """
    if cue.markup is None or cue_text_of(cue) != cue.markup:
        return None, None
    halves: tuple[list[Token], list[Token]] = ([], [])
    opened: list[StartTag] = []
    left = _letters(cue.text[:caret])
    side = 0
    for token in balanced(cue.markup):
        if side == 0 and left == 0 and not isinstance(token, EndTag):
            _close_and_open(halves, opened)
            side = 1
        if isinstance(token, Text) and side == 0 and _letters(token.value) > left:
            at = _offset(token.value, left)
            halves[0].append(Text(token.value[:at].rstrip()))
            _close_and_open(halves, opened)
            side, left = 1, 0
            token = Text(token.value[at:])
        elif side == 0:
            left -= _shown_letters(token)
        if isinstance(token, StartTag):
            opened.append(token)
        elif isinstance(token, EndTag):
            opened.pop()
        halves[side].append(token)
    first, second = (_serialise(half).strip() for half in halves)
    return first, second


def join_markup(first: Cue, second: Cue, *, dashes: bool) -> str:
    """Return the cue text of two cues as one, a line each; ``dashes`` begins both with one."""
    return "\n".join(_whole(cue, dash=dashes) for cue in (first, second))


def _whole(cue: Cue, *, dash: bool) -> str:
    tokens = list(balanced(cue_text_of(cue)))
    if dash and not cue.text.startswith(("-", "–")):
        at = next(n for n, token in enumerate(tokens) if isinstance(token, Text))
        tokens.insert(at, Text("- "))
    return _serialise(tokens)


def _close_and_open(halves: tuple[list[Token], list[Token]], opened: Iterable[StartTag]) -> None:
    tags = list(opened)
    halves[0].extend(EndTag(tag.name) for tag in reversed(tags))
    halves[1].extend(tags)


def _serialise(tokens: Iterable[Token]) -> str:
    return "".join(map(_written, tokens))


def _written(token: Token) -> str:
    match token:
        case Text():
            return escape(token.value)
        case Timestamp():
            return f"<{token.value}>"
        case EndTag():
            return f"</{token.name}>"
        case StartTag():
            name = ".".join((token.name, *token.classes))
            return f"<{name} {escape(token.annotation)}>" if token.annotation else f"<{name}>"


def _letters(text: str) -> int:
    return sum(not character.isspace() for character in text)


def _shown_letters(token: Token) -> int:
    """Count what a token adds to the plain text; ruby stands there in brackets."""
    if isinstance(token, Text):
        return _letters(token.value)
    return int(isinstance(token, StartTag | EndTag) and token.name == "rt")


def _offset(text: str, letters: int) -> int:
    """Return where ``letters`` characters that are no spaces have gone by."""
    for at, character in enumerate(text):
        if not character.isspace():
            if letters == 0:
                return at
            letters -= 1
    return len(text)
