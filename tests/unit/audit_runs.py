"""Audits made by hand: what a run over two pages would have found."""

from __future__ import annotations

from dataclasses import asdict, replace

from webapp.audit.finding import PAGE, Element, Finding, Found
from webapp.audit.rule import Rule
from webapp.audit.run import Run, Tools, Visit
from webapp.audit.subject import Subject
from webapp.audit.variant import Variant
from webapp.extensions import db
from webapp.models import AuditRun
from webapp.models.audit_run import Wish

LINKS = Rule(
    "link-says-nothing",
    "Each link says where it leads",
    ("2.4.4",),
    ("blind", "cognitive"),
    "hinders",
    "Quinn, who reads links as a list, cannot tell where this one leads.",
    "Name the place or the thing in the link itself.",
)
CAPTIONS = Rule(
    "video-has-captions",
    "Each video has captions",
    ("1.2.2",),
    ("deaf",),
    "blocks",
    "Who does not hear learns nothing of what is said.",
    "Add a track of captions.",
)
PICTURES = Rule(
    "picture-text-fits",
    "The text of a picture says what it shows",
    ("1.1.1",),
    ("blind",),
    "hinders",
    "Who does not see it is told something else.",
    "Look at the picture, and say what matters of it.",
)
RULES = {rule.id: rule for rule in (LINKS, CAPTIONS, PICTURES)}
NORMAL, PHONE = Variant(), Variant(density=5, contrast="high-dark", viewport="phone")
TABLET = Variant(viewport="tablet")
SUBJECTS = (Subject("start", "/"), Subject("watch, no captions yet", "/media/a", "viewer"))


def link(text: str = "here", subject: str = "start", *variants: Variant) -> Finding:
    """A link that says nothing."""
    element = Element(f"main > link {text}", (f"#{text}",), f'<a id="{text}" href="/x">{text}</a>')
    found = Found(LINKS.id, element, "This link says only “%(text)s”.", {"text": text})
    return Finding(subject, found, tuple(each.name for each in variants or (NORMAL,)))


def silent_video(subject: str = "watch, no captions yet") -> Finding:
    """A video without captions, in both variants."""
    element = Element("main > video", ("video",), "<video src='/v.mp4'>")
    found = Found(CAPTIONS.id, element, "This video has no captions.")
    return Finding(subject, found, (NORMAL.name, PHONE.name))


def doubtful_picture(subject: str = "start") -> Finding:
    """Something that only a person can judge."""
    found = Found(PICTURES.id, PAGE, "Does “A park” say what it shows?", {}, "needs-person")
    return Finding(subject, found, (NORMAL.name,))


def made_run(*findings: Finding, trees: dict[str, str] | None = None, **facts: object) -> Run:
    """A run over both pages, in both variants."""
    trees = trees or {"t1": '- banner\n- main\n  - link "here"'}
    first = next(iter(trees))
    visits = tuple(
        Visit(subject.name, variant.name, ("links", "media", "pictures"), tree=first, seconds=1.0)
        for subject in SUBJECTS
        for variant in (NORMAL, PHONE)
    )
    tools = Tools("4.10.3", "Chromium 140", {
        "links": (LINKS.id,), "media": (CAPTIONS.id,), "pictures": (PICTURES.id,),
    })  # fmt: skip
    run = Run(
        "http://127.0.0.1:1",
        "2026-11-21T02:00:00+00:00",
        61.0,
        tools,
        SUBJECTS,
        {each.name: each for each in (NORMAL, PHONE)},
        visits,
        findings,
        trees=trees,
    )
    return replace(run, **facts)  # type: ignore[arg-type]


def in_form(run: Run, form: Variant) -> Run:
    """The same run, had it looked at each page in one other form alone."""
    visits = tuple(Visit(each.name, form.name, tuple(run.tools.rules)) for each in SUBJECTS)
    return replace(run, variants={form.name: form}, visits=visits)


def kept_run(
    run: Run, pictures: dict[str, str] | None = None, wish: Wish | None = None
) -> AuditRun:
    """An audit that came to its end and found this."""
    kept = AuditRun.start(wish or Wish(), None)
    assert kept.job is not None
    kept.job.state = "done"
    kept.keep(
        run,
        rules={name: asdict(rule) for name, rule in RULES.items()},
        pictures=pictures or {},
        release="0.1.0",
    )
    db.session.commit()
    return kept
