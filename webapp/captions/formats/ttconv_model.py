"""ttconv's model of a paragraph, and its log.

ttconv goes on after an error and only logs it; a person must be told, so its log is read.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import get_ident
from typing import Any

from ttconv import model
from ttconv.style_properties import StyleProperties

from webapp.captions.document import CaptionError
from webapp.captions.formats.base import quoted
from webapp.captions.formats.styled import PLAIN, Run, Style, colour_name

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
    reason = quoted(what, 120) if what.strip() else "unknown"
    return CaptionError(f"The {title} is damaged ({reason}). Export the file again.")


def paragraphs(document: Any) -> Iterator[Any]:
    """The paragraphs of a document, in its order."""
    body = document.get_body()
    for division in body or ():
        yield from division


def runs_of(element: Any, style: Style = PLAIN) -> Iterator[Run]:
    """The text inside a paragraph or span."""
    for child in element:
        if isinstance(child, model.Text):
            yield Run(child.get_text(), style)
        elif isinstance(child, model.Br):
            yield Run("\n", style)
        else:
            yield from runs_of(child, _style(child, style))


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
