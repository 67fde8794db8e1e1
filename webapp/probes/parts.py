"""What is made when Sightline is installed: the parts for browsers, and translations."""

from __future__ import annotations

from pathlib import Path

from webapp.config import PROJECT, Settings
from webapp.probes.reading import FAILED, OK, WARNING, Reading

VENDOR = PROJECT / "static" / "vendor"
MARK = "htmx.min.js"
"""Copied last but for fonts; without it no page exchanges parts of itself."""
TRANSLATIONS = PROJECT / "webapp" / "translations"
AGAIN = "Run: make set-up"


def front_end(_settings: Settings) -> Reading:
    """Whether what comes from npm is where pages look for it."""
    if not (VENDOR / MARK).is_file():
        return Reading(
            FAILED,
            "The parts for browsers are missing, so that pages load anew with each press.",
            f"{AGAIN} (it needs Node 20).",
        )
    if not any(VENDOR.glob("*.woff2")):
        return Reading(WARNING, "The letters for easier reading are missing.", AGAIN)
    return Reading(OK, "The parts for browsers are there.")


def translations(_settings: Settings) -> Reading:
    """Whether each language of the interface was compiled since its words were changed."""
    stale = [
        source.parts[-3]
        for source in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/*.po"))
        if not _is_fresh(source.with_suffix(".mo"), source)
    ]
    if stale:
        return Reading(
            WARNING,
            f"These languages of the interface show old words, or English: {', '.join(stale)}.",
            AGAIN,
        )
    return Reading(OK, "The languages of the interface are there.")


def _is_fresh(compiled: Path, source: Path) -> bool:
    return compiled.is_file() and compiled.stat().st_mtime >= source.stat().st_mtime
