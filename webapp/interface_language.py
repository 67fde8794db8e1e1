"""The language of the pages: what a person chose, else what her browser asks for.

Texts are English in the source. ``webapp/translations`` holds the others; ``make words`` brings
its catalogues up to date. Mails, the log and the command line are in English for everybody.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from babel import Locale
from flask import Flask, has_request_context, request
from flask_babel import get_locale

from webapp.config import PROJECT
from webapp.extensions import babel
from webapp.look import current_look

LOCALES = {"en": "en_GB", "de": "de_DE"}
"""The languages that pages exist in, by BCP 47 tag, and the locale of their dates and numbers."""
SOURCE = "en"
"""The language that texts are written in."""


class InterfaceLanguage(NamedTuple):
    """What ``lang`` and ``dir`` of a page say."""

    tag: str
    direction: str


def init_app(app: Flask) -> None:
    """Have texts, dates and numbers in the language of each request."""
    babel.init_app(
        app,
        default_locale=LOCALES[SOURCE],
        default_translation_directories=str(PROJECT / "webapp" / "translations"),
        locale_selector=_locale,
    )
    app.jinja_env.policies["ext.i18n.trimmed"] = True

    @app.context_processor
    def language_for_templates() -> dict[str, Any]:
        return {"interface_language": of_page()}


def of_page() -> InterfaceLanguage:
    """Return the language that texts come out in now."""
    locale = get_locale() or Locale(SOURCE)
    return InterfaceLanguage(locale.language, locale.text_direction)


def _locale() -> str:
    return LOCALES[_chosen()]


def _chosen() -> str:
    if not has_request_context():
        return SOURCE
    return current_look().language or request.accept_languages.best_match(LOCALES) or SOURCE
