"""What became of findings between two audits of one site, in words and with links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import url_for
from flask_babel import gettext as _

from webapp.audit.comparison import Comparison, TreeChange, compare, trees
from webapp.audit.finding import Finding
from webapp.extensions import db
from webapp.models import AuditRun
from webapp.pages.audits.words import CHANGES

NOTHING = Comparison((), (), (), (), ())


@dataclass(frozen=True, slots=True)
class Kind:
    """Findings with one fate. ``run_id``: the audit that shows them; ``url``: all of them there."""

    name: str
    word: str
    about: str
    findings: Sequence[Finding]
    run_id: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """An audit beside one before it."""

    run: AuditRun
    before: AuditRun | None = None
    """None: there is none to compare with."""
    comparison: Comparison = NOTHING
    identities: Mapping[str, set[str]] = field(default_factory=dict)
    """Of findings of the audit itself, by the name of the change."""
    trees: Sequence[TreeChange] = ()
    """What changed for a screen reader."""

    @classmethod
    def read(cls, run: AuditRun, against: int | None) -> Changes:
        """Compare with the audit of that id; without one, with the last before it."""
        before = db.session.get(AuditRun, against) if against else run.before
        if before is None or before.finished_at is None or before.address != run.address:
            return cls(run)
        then, now = before.as_run(), run.as_run()
        found = compare(then, now)
        named = {
            "new": found.new,
            "remaining": found.remaining,
            "moved": [there for _here, there in found.moved],
            "first_looked": found.first_looked,
        }
        identities = {name: {each.identity for each in of} for name, of in named.items()}
        return cls(run, before, found, identities, trees(then, now))

    @property
    def kinds(self) -> list[Kind]:
        """The changes in the order in which people ask for them."""
        if self.before is None:
            return []
        now, found = self.run.id, self.comparison
        return [
            self._kind("new", _("Found now, and not before."), found.new),
            Kind(
                "mended",
                str(CHANGES["mended"]),
                _("Found before. This audit looked for it, and it is gone."),
                found.mended,
                self.before.id,
                url_for("audit_compare.show", run_id=now, all="mended", before=self.before.id),
            ),
            self._kind(
                "moved",
                _("The same fault, at another place of its page or on another page."),
                [each for _then, each in found.moved],
            ),
            self._kind("remaining", _("Found before and now."), found.remaining),
            self._kind(
                "first_looked",
                _("Found now. The other audit did not look for it there: nobody knows since when."),
                found.first_looked,
            ),
            Kind(
                "unseen",
                _("Not looked for"),
                _("Found before. This audit did not look at that page in that form: nobody knows."),
                found.unseen,
                self.before.id,
                url_for("audit_compare.show", run_id=now, all="unseen", before=self.before.id),
            ),
        ]

    def _kind(self, name: str, about: str, findings: Sequence[Finding]) -> Kind:
        before = self.before.id if self.before else None
        url = url_for("audit_findings.index", run_id=self.run.id, change=name, against=before)
        return Kind(name, str(CHANGES[name]), about, findings, self.run.id, url)
