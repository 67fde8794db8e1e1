"""What audits are called in words: whom a fault touches, how badly, and what was said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup, escape

from webapp import access, look, sign_languages
from webapp.access import May
from webapp.audit.finding import PAGE, Finding, Found
from webapp.audit.variant import VIEWPORTS
from webapp.audit.wcag import CRITERIA
from webapp.interface_language import SOURCE, of_page
from webapp.look import Choice
from webapp.models import AuditFinding, AuditRun

blueprint = Blueprint("audit_words", __name__)

SEVERITIES = {
    "blocks": Choice("blocks", lazy_gettext("Keeps people out"), "danger"),
    "hinders": Choice("hinders", lazy_gettext("Hinders"), "warn"),
    "annoys": Choice("annoys", lazy_gettext("Annoys"), ""),
}
"""From worst to least; ``about`` is the kind of its badge."""
TOUCHED = {
    "deaf": lazy_gettext("Deaf people"),
    "blind": lazy_gettext("Blind people"),
    "low-vision": lazy_gettext("People with low vision"),
    "keyboard": lazy_gettext("People who use no mouse"),
    "cognitive": lazy_gettext("People for whom reading is work"),
    "motion": lazy_gettext("People whom motion makes ill"),
}
OUTCOMES = {
    "failed": lazy_gettext("Faults"),
    "needs-person": lazy_gettext("Needs a person"),
}
SAYINGS = {
    "open": Choice("open", lazy_gettext("Nothing said yet"), ""),
    "confirmed": Choice("confirmed", lazy_gettext("Confirmed"), "danger"),
    "accepted": Choice("accepted", lazy_gettext("Accepted for now"), "warn"),
    "wrong": Choice("wrong", lazy_gettext("Not a fault"), "good"),
}
CHANGES = {
    "new": lazy_gettext("New"),
    "remaining": lazy_gettext("Remaining"),
    "moved": lazy_gettext("Moved"),
    "mended": lazy_gettext("Mended"),
    "first_looked": lazy_gettext("Not looked for before"),
}
MATRICES = {
    "one": Choice(
        "one", lazy_gettext("One form"), lazy_gettext("As most people get it. The quickest.")
    ),
    "pairwise": Choice(
        "pairwise",
        lazy_gettext("Some forms"),
        lazy_gettext("Two forms of each page, and others in the next audit."),
    ),
    "full": Choice(
        "full",
        lazy_gettext("Every form"),
        lazy_gettext("Every two settings meet on each page. Takes hours."),
    ),
}
STATES = {
    "queued": Choice("queued", lazy_gettext("Waits"), ""),
    "running": Choice("running", lazy_gettext("Looks at pages"), ""),
    "done": Choice("done", lazy_gettext("Finished"), "good"),
    "failed": Choice("failed", lazy_gettext("Broke off"), "danger"),
    "cancelled": Choice("cancelled", lazy_gettext("Stopped"), "warn"),
}
WINDOWS = {
    "phone": lazy_gettext("on a phone"),
    "tablet": lazy_gettext("on a tablet"),
    "desktop": lazy_gettext("on a computer"),
}

_CRITERIA = {each.number: each.name for each in CRITERIA}


@blueprint.app_template_global("may_audit")
def may_audit() -> bool:
    """Whether whoever asks may see audits."""
    return access.may_on_site(May.AUDIT)


@blueprint.app_template_filter("rule_text")
def rule_text(sentence: str) -> Markup:
    """A sentence of a rule, translated where that is done; else marked as English."""
    return _marked(sentence, _(sentence) if sentence else "")


@blueprint.app_template_filter("criterion")
def criterion(number: str) -> str:
    """The number of a criterion with its name, which levels A and AA have: 2.1.1 Keyboard."""
    name = _CRITERIA.get(number)
    return f"{number} {_(name)}" if name else number


@blueprint.app_template_filter("audit_message")
def message(finding: AuditFinding | Finding) -> Markup:
    """What a finding says, with its values."""
    said: Found = (
        finding.found
        if isinstance(finding, Finding)
        else Found(finding.rule, PAGE, finding.sentence, finding.values)
    )
    translated = replace(said, sentence=_(said.sentence))
    return _marked(said.message, translated.message)


@blueprint.app_template_filter("audit_site")
def site(run: AuditRun) -> str:
    """What was looked at."""
    return run.address or known_library()


def known_library() -> str:
    """What is looked at where no site is named."""
    return _("The known library of this release")


@blueprint.app_template_filter("variant_words")
def variant_words(fields: Mapping[str, Any]) -> str:
    """The form of a page in words, such as: Amount: Normal · Contrast: Soft."""
    words = [
        _("Amount: %(word)s", word=_word("density", fields["density"])),
        _("Contrast: %(word)s", word=_word("contrast", fields["contrast"])),
    ]
    words.append(f"{WINDOWS[fields['viewport']]} ({VIEWPORTS[fields['viewport']][0]} px)")
    if fields["sign_language"]:
        words.append(sign_languages.name_of(fields["sign_language"]))
    if fields["motion"] != "system":
        words.append(_("Motion: %(word)s", word=_word("motion", fields["motion"])))
    if fields["text_spacing"]:
        words.append(_("Text set apart"))
    if not fields["javascript"]:
        words.append(_("Without JavaScript"))
    return " · ".join(words)


def _word(name: str, value: object) -> str:
    return str(next((c.word for c in look.CHOICES[name] if c.value == value), value))


def _marked(source: str, shown: str) -> Markup:
    if shown != source or of_page().tag == SOURCE:
        return escape(shown)
    return Markup('<span lang="{}">{}</span>').format(SOURCE, shown)
