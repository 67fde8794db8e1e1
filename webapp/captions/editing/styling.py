"""Styles stay on their words when a person corrects the text, and are put on words or taken off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from webapp.captions.document import Cue
from webapp.captions.editing.tokens import Token, tokens
from webapp.captions.formats.cue_text import (
    EndTag,
    StartTag,
    Text,
    balanced,
    cue_text_of,
    escape,
)

Tags = tuple[StartTag, ...]
"""Those that are open around a word, the outermost first."""
ITALICS = StartTag("i")


def restyle(cue: Cue, text: str, speaker: str | None) -> str | None:
    """Return the markup of ``text``, said by ``speaker``, with the styles that its words had.

    A new word is styled as both words beside it are. None where nothing is styled. Ruby and times
    inside the text belong to the words as they were, and go with them.
    """
    old = tokens(_plain(cue))
    known = _tags_of(cue, old)
    wanted = tokens(text)
    found: list[Tags] = []
    matcher = SequenceMatcher(None, [t.key for t in old], [t.key for t in wanted], autojunk=False)
    for kind, first, last, begin, end in matcher.get_opcodes():
        if last - first == end - begin:
            found += known[first:last]
        elif kind == "replace":
            found += [_common(known[first:last])] * (end - begin)
        elif kind == "insert":
            found += [_between(known[:first], known[first:])] * (end - begin)
    return _written(wanted, [_said_by(tags, cue, speaker) for tags in found], speaker)


def with_italics(cue: Cue, start: int, end: int) -> str | None:
    """Return the markup with the words between two offsets in italics, or not any more.

    They are put upright only where all of them were in italics.
    """
    words = tokens(cue.text)
    known = _tags_of(cue, words) if _plain(cue).split() == cue.text.split() else [()] * len(words)
    chosen = {n for n, w in enumerate(words) if w.start < end and start < w.start + len(w.text)}
    all_are = all(ITALICS in known[n] for n in chosen)
    styled: list[Tags] = []
    for number, tags in enumerate(known):
        without = tuple(tag for tag in tags if tag.name != "i")
        inside = number in chosen
        styled.append(tags if not inside else without if all_are else (*without, ITALICS))
    return _written(words, [_said_by(t, cue, cue.speaker) for t in styled], cue.speaker)


def _plain(cue: Cue) -> str:
    """Return the text that the tags stand around, without ruby, which is no word of the cue."""
    return "".join(text for text, _ in _runs(cue))


def _runs(cue: Cue) -> Iterator[tuple[str, Tags]]:
    opened: list[StartTag] = []
    for token in balanced(cue_text_of(cue)):
        if isinstance(token, StartTag):
            opened.append(token)
        elif isinstance(token, EndTag):
            opened.pop()
        elif isinstance(token, Text) and not any(tag.name == "rt" for tag in opened):
            yield token.value, tuple(tag for tag in opened if tag.name != "ruby")


def _tags_of(cue: Cue, words: Sequence[Token]) -> list[Tags]:
    """Return the tags at the first letter of each word; white space does not count."""
    letters = [tags for text, tags in _runs(cue) for letter in text if not letter.isspace()]
    found, at = [], 0
    for word in words:
        found.append(letters[at] if at < len(letters) else ())
        at += len(word.text)
    return found


def _between(before: Sequence[Tags], after: Sequence[Tags]) -> Tags:
    """Return the tags of a new word: what both neighbours have, and the voice of the one before."""
    common = _common([*before[-1:], *after[:1]])
    voice = tuple(tag for tag in before[-1] if tag.name == "v") if before else ()
    return common or voice


def _common(neighbours: Sequence[Tags]) -> Tags:
    """Return the outer tags that all have."""
    common: list[StartTag] = []
    for level in zip(*neighbours, strict=False):
        if len(set(level)) > 1:
            break
        common.append(level[0])
    return tuple(common)


def _said_by(tags: Tags, cue: Cue, speaker: str | None) -> Tags:
    """Put one voice around everything, unless several speak and none was chosen instead."""
    if speaker is None and cue.speaker is None:
        return tags
    rest = tuple(tag for tag in tags if tag.name != "v")
    return (StartTag("v", (), speaker), *rest) if speaker else rest


def _written(words: Sequence[Token], tags: Sequence[Tags], speaker: str | None) -> str | None:
    plain = ((StartTag("v", (), speaker),) if speaker else (), ())
    if all(each in plain for each in tags):
        return None
    parts: list[str] = []
    opened: Tags = ()
    for word, wanted in zip(words, tags, strict=True):
        kept = len(_common([opened, wanted])) if parts else 0
        parts += [f"</{tag.name}>" for tag in reversed(opened[kept:])]
        parts.append(word.before if parts else "")
        parts += map(_start_tag, wanted[kept:])
        parts.append(escape(word.text))
        opened = wanted
    parts += [f"</{tag.name}>" for tag in reversed(opened)]
    return "".join(parts)


def _start_tag(tag: StartTag) -> str:
    name = ".".join((tag.name, *tag.classes))
    return f"<{name} {escape(tag.annotation)}>" if tag.annotation else f"<{name}>"
