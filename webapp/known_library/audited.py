"""Two audits that came to their end, one that is under way: what QA people look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from webapp.audit.checks import rules
from webapp.audit.finding import PAGE, Element, Finding, Found
from webapp.audit.run import Run, Tools, Visit
from webapp.audit.subject import Subject
from webapp.audit.variant import Variant
from webapp.extensions import db
from webapp.known_library.people import person_of
from webapp.models import AuditRun
from webapp.models.audit_run import Wish

FORMS = (Variant(), Variant(density=5, contrast="high-dark", viewport="phone"))
PAGES = (Subject("start", "/"), Subject("watch, no captions yet", "/media/a", "viewer"))
CHECKS = {
    "plain_language": ("link-says-nothing",),
    "media": ("video-has-captions",),
    "axe": ("axe/color-contrast",),
}


def add_audits() -> dict[str, str]:
    """Add the audits; return what addresses need, by name."""
    first = _keep(_link("here"), _silent_video(), _pale_text(), tree="- main\n  - link")
    second = _keep(_link("here"), _link("more"), _pale_text(), tree="- main\n  - list")
    under_way = AuditRun.start(Wish(), person_of("qa"))
    under_way.pages_done, under_way.pages_in_all, under_way.page_now = 12, 170, "search, found"
    db.session.flush()
    if under_way.job is not None:
        under_way.job.state = "running"
    return {
        "first_audit": str(first.id),
        "second_audit": str(second.id),
        "audit_under_way": str(under_way.id),
        "finding": _link("here").identity,
        "doubt": _pale_text().identity,
    }


def _link(text: str) -> Finding:
    element = Element(f"main / link {text}", (f"#{text}",), f'<a id="{text}" href="/x"></a>')
    said = Found("link-says-nothing", element, "This link says only “%(text)s”.", {"text": text})
    return Finding("start", said, (FORMS[0].name,))


def _silent_video() -> Finding:
    element = Element("main / video", ("video",), '<video src="/v.mp4"></video>')
    said = Found("video-has-captions", element, "This video has sound, and no captions.")
    return Finding("watch, no captions yet", said, tuple(each.name for each in FORMS))


def _pale_text() -> Finding:
    said = Found(
        "axe/color-contrast", PAGE, "axe cannot tell: text on a picture.", {}, "needs-person"
    )
    return Finding("start", said, (FORMS[1].name,))


def _keep(*findings: Finding, tree: str) -> AuditRun:
    kept = AuditRun.start(Wish(), person_of("qa"))
    used = {finding.found.rule for finding in findings}
    kept.keep(
        _run(findings, tree),
        rules={name: asdict(rule) for name, rule in rules().items() if name in used},
        pictures={},
        release="0.1.0",
    )
    if kept.job is not None:
        kept.job.state, kept.job.step = "done", "kept"
    db.session.flush()
    return kept


def _run(findings: Sequence[Finding], tree: str) -> Run:
    made = tuple(CHECKS)
    return Run(
        address="http://127.0.0.1:1",
        started="2026-03-02T02:00:00+00:00",
        seconds=61.0,
        tools=Tools("4.12", "Chromium 140", CHECKS),
        subjects=PAGES,
        variants={each.name: each for each in FORMS},
        visits=tuple(
            Visit(page.name, form.name, made, tree=tree[-4:], seconds=1.0)
            for page in PAGES
            for form in FORMS
        ),
        findings=tuple(findings),
        trees={tree[-4:]: tree},
    )
