"""Which findings of an audit are shown: what is chosen stands in the address."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from webapp.models import AuditRun, AuditVerdict
from webapp.models.audit_finding import Narrowed
from webapp.pages.audits import words
from webapp.pages.audits.words import CHANGES, OUTCOMES, SAYINGS, SEVERITIES, TOUCHED

Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody chose; '' is everything. ``against`` is the id of another audit."""

    outcome: str = ""
    severity: str = ""
    touches: str = ""
    rule: str = ""
    criterion: str = ""
    page: str = ""
    variant: str = ""
    said: str = ""
    change: str = ""

    @classmethod
    def read(cls, asked: MultiDict[str, str], run: AuditRun) -> Chosen:
        """Read an address; what is not on offer is left out."""
        offered = options(run)
        wanted = {name: asked.get(name, "") for name in asdict(cls())}
        return cls(
            **{
                name: value
                for name, value in wanted.items()
                if value in {option for option, _word in offered[name]}
            }
        )

    @property
    def query(self) -> dict[str, Any]:
        """Itself as it stands in an address."""
        return {name: value for name, value in asdict(self).items() if value}

    def narrowed(self, run: AuditRun, changes: Mapping[str, Collection[str]]) -> Narrowed:
        """Return what that asks of the database; ``changes``: identities by kind of change."""
        identities = changes.get(self.change) if self.change else None
        without: Collection[str] = ()
        if self.said:
            now = AuditVerdict.now()
            if self.said == "open":
                without = list(now)
            else:
                same = {name for name, each in now.items() if each.state == self.said}
                identities = same if identities is None else same & set(identities)
        return Narrowed(
            rules=self._rules(run),
            subject=self.page,
            variant=self.variant,
            outcome=self.outcome,
            identities=identities,
            without=without,
        )

    def _rules(self, run: AuditRun) -> Collection[str] | None:
        if not (self.rule or self.severity or self.touches or self.criterion):
            return None
        return [
            name
            for name, facts in run.rules.items()
            if self.rule in ("", name)
            and self.severity in ("", facts["severity"])
            and (not self.touches or self.touches in facts["touches"])
            and (not self.criterion or self.criterion in facts["criteria"])
        ]


def options(run: AuditRun) -> Mapping[str, Options]:
    """What can be chosen of an audit, by field: values and words."""
    criteria = {each for facts in run.rules.values() for each in facts["criteria"]}
    return {
        "outcome": [(name, str(word)) for name, word in OUTCOMES.items()],
        "severity": [(name, str(each.word)) for name, each in SEVERITIES.items()],
        "touches": [(name, str(word)) for name, word in TOUCHED.items()],
        "rule": sorted(((name, _title(facts)) for name, facts in run.rules.items()), key=_by_word),
        "criterion": [(each, words.criterion(each)) for each in sorted(criteria, key=_in_order)],
        "page": [(page.subject, page.subject) for page in run.looked_at],
        "variant": [(name, words.variant_words(each)) for name, each in run.variants.items()],
        "said": [(name, str(each.word)) for name, each in SAYINGS.items()],
        "change": [(name, str(word)) for name, word in CHANGES.items() if name != "mended"],
    }


def labels() -> Mapping[str, str]:
    """What each field is called."""
    return {
        "outcome": _("Kind"),
        "severity": _("How bad"),
        "touches": _("Whom it touches"),
        "rule": _("Rule"),
        "criterion": _("WCAG criterion"),
        "page": _("Page"),
        "variant": _("Form of the page"),
        "said": _("What was said"),
        "change": _("Since the other audit"),
    }


def in_order(run: AuditRun) -> list[str]:
    """The rules of an audit, those that keep people out first."""
    place = {name: number for number, name in enumerate(SEVERITIES)}

    def key(item: tuple[str, Mapping[str, Any]]) -> tuple[int, str]:
        return place.get(item[1]["severity"], len(place)), item[0]

    return [name for name, _facts in sorted(run.rules.items(), key=key)]


def _by_word(option: tuple[str, str]) -> str:
    return option[1].casefold()


def _in_order(criterion: str) -> list[int]:
    return [int(part) for part in criterion.split(".") if part.isdigit()]


def _title(facts: Mapping[str, Any]) -> str:
    title: str = facts["title"]
    return _(title)
