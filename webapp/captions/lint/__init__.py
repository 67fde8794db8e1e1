"""Checks captions against a profile's rules; every finding is one that a person can act on."""

from __future__ import annotations

from collections.abc import Sequence

from webapp.captions.document import Captions, Stretch
from webapp.captions.lint.finding import Finding, Severity, Subject, in_english
from webapp.captions.lint.pace import pace_findings
from webapp.captions.lint.sequence import sequence_findings
from webapp.captions.lint.sound import joined, sound_findings, speech_without_cue
from webapp.captions.lint.spelling import Spelling, spelling_findings
from webapp.captions.lint.text import text_findings
from webapp.captions.parting import grammar_of, likely_language
from webapp.captions.profiles import Profile

__all__ = ["Finding", "Severity", "in_english", "lint", "speech_without_cue"]


def lint(
    captions: Captions,
    profile: Profile,
    *,
    speech: Sequence[Stretch] | None = None,
    speech_blur_ms: int = 0,
    shots_ms: Sequence[int] | None = None,
    frame_ms: float = 40,
    portrait: bool = False,
    spelling: Spelling | None = None,
) -> list[Finding]:
    """Return what breaks the profile's rules, in the order of time.

    ``speech`` is where somebody speaks (its ends may be wrong by ``speech_blur_ms``), ``shots_ms``
    where the picture is cut: without them the rules about them are not checked. ``frame_ms`` is
    the length of a frame in milliseconds, ``portrait`` says that the video is 9:16, ``spelling``
    holds the terms of a glossary. Where the
    captions do not say their language, it is guessed from their small words, for the rule about
    line breaks only.
    """
    language = captions.language or likely_language(cue.text for cue in captions.cues)
    subject = Subject(
        captions,
        profile,
        grammar_of(language),
        None if speech is None else joined(speech),
        speech_blur_ms,
        sorted(shots_ms or ()),
        frame_ms,
        portrait,
        spelling,
    )
    findings = [
        *text_findings(subject),
        *pace_findings(subject),
        *sequence_findings(subject),
        *sound_findings(subject),
        *spelling_findings(subject),
    ]
    findings.sort(key=lambda finding: (finding.start_ms, finding.cue is None, finding.cue or 0))
    return findings
