"""Sizes of files in words."""

from __future__ import annotations

from babel.numbers import format_decimal
from flask_babel import get_locale, ngettext


def in_words(count: int) -> str:
    """Put a number of bytes as people read it, in the language of the page."""
    for factor, unit in ((1024**3, "GB"), (1024**2, "MB"), (1024, "kB")):
        if count >= factor:
            number = format_decimal(count / factor, "#,##0.#", locale=get_locale() or "en")
            return f"{number}\N{NO-BREAK SPACE}{unit}"
    return ngettext("1\N{NO-BREAK SPACE}byte", "%(num)s\N{NO-BREAK SPACE}bytes", count)
