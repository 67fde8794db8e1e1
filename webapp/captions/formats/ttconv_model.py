"""What SCC and EBU STL share: ttconv's model of a paragraph, and its log.

ttconv goes on after an error and only logs it; a person must be told, so its log is read.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from threading import get_ident
from typing import Any

from ttconv import model
from ttconv.style_properties import StyleProperties

from webapp.captions.document import CaptionError
from webapp.captions.formats.styled import PLAIN, Run, Style, colour_name
from webapp.captions.formats.timed import Piece

_LOG = logging.getLogger("ttconv")
_LOG.propagate = False
_LOG.addHandler(logging.NullHandler())
_CAPTION_GREEN = (0, 128, 0)
"""ttconv calls CEA-608's green HTML's "green"; WebVTT's class for it is lime."""


class _Errors(logging.Handler):
    """Keeps the errors that this thread logs."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.thread = get_ident()
        self.sentences: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.sentences.append(record.getMessage())


@contextmanager
def errors_told(title: str) -> Iterator[None]:
    """Turn all that ttconv raises, or logs as an error, into a CaptionError about ``title``."""
    errors = _Errors()
    _LOG.addHandler(errors)
    try:
        yield
    except CaptionError:
        raise
    except Exception as error:
        raise _broken(title, str(error)) from error
    finally:
        _LOG.removeHandler(errors)
    if errors.sentences:
        raise _broken(title, errors.sentences[0])


def _broken(title: str, what: str) -> CaptionError:
    what = " ".join(what.split())[:120].rstrip(".") or "unknown"
    return CaptionError(f"The {title} is damaged ({what}). Export the file again.")


def paragraphs(document: Any) -> Iterator[Any]:
    """The paragraphs of a document, in its order."""
    body = document.get_body()
    for division in body or ():
        yield from division


def pieces_of(
    element: Any, begin: Fraction, end: Fraction | None, style: Style = PLAIN
) -> Iterator[Piece]:
    """The timed text inside a paragraph or span that is shown in ``[begin, end)``."""
    for child in element:
        if isinstance(child, model.Text):
            yield Piece(Run(child.get_text(), style), begin, end)
        elif isinstance(child, model.Br):
            yield Piece(Run("\n", style), begin, end)
        else:
            child_begin = begin + (child.get_begin() or 0)
            ends = [each for each in (end, _absolute(child.get_end(), begin)) if each is not None]
            yield from pieces_of(child, child_begin, min(ends, default=None), _style(child, style))


def _absolute(offset: Fraction | None, begin: Fraction) -> Fraction | None:
    return None if offset is None else begin + offset


def _style(span: Any, outer: Style) -> Style:
    colour = span.get_style(StyleProperties.Color)
    slant = span.get_style(StyleProperties.FontStyle)
    decoration = span.get_style(StyleProperties.TextDecoration)
    name = outer.colour
    if colour is not None:
        channels = tuple(colour.components[:3])
        name = "lime" if channels == _CAPTION_GREEN else colour_name(*channels)
    return Style(
        italic=outer.italic or (slant is not None and slant.name == "italic"),
        underline=outer.underline or (decoration is not None and decoration.underline is True),
        colour=name,
    )
