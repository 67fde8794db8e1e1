"""A run: which pages were looked at in which forms, what was found, and what could not be made.

``Run.save`` writes ``run.json`` and a folder of pictures, ``Run.load`` reads them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from webapp.audit.finding import Element, Finding, Found
from webapp.audit.subject import Step, Subject
from webapp.audit.variant import Variant

FORMAT = 1
FILE = "run.json"


class NotARun(ValueError):
    """What was given as a run is none; its text is one sentence for a person."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One subject in one variant: which checks were made there, and which were not and why."""

    subject: str
    """``Subject.name``."""
    variant: str
    """``Variant.name``; the whole of it is in ``Run.variants``."""
    made: tuple[str, ...] = ()
    """Names of the checks that came to their end."""
    failed: Mapping[str, str] = field(default_factory=dict)
    """Checks that did not, each with the reason in a sentence."""
    not_looked_at: str = ""
    """Why the page was not looked at at all; '' where it was."""
    led_to: str = ""
    """Path where the browser came out, where that is another than the one asked for."""
    tree: str = ""
    """Which of ``Run.trees`` a screen reader gets."""
    seconds: float = 0.0

    @property
    def complete(self) -> bool:
        """Whether everything was made here."""
        return not self.not_looked_at and not self.failed


@dataclass(frozen=True, slots=True)
class Tools:
    """Who looked: versions, and the rules that each check looks after."""

    axe: str
    browser: str
    rules: Mapping[str, tuple[str, ...]]
    once: tuple[str, ...] = ()
    """Checks that were made once a subject: what they find is the same in each variant."""

    def check_of(self, rule: str) -> str:
        """Return the name of the check that looks after a rule; '' where none does."""
        return next((check for check, rules in self.rules.items() if rule in rules), "")


@dataclass(frozen=True, slots=True)
class Run:
    """An audit, finished. ``started`` is ISO 8601 in UTC, ``pictures`` are PNG by identity."""

    address: str
    """Where the pages were: the base URL."""
    started: str
    seconds: float
    tools: Tools
    subjects: tuple[Subject, ...]
    variants: Mapping[str, Variant]
    """The forms that were asked for, by name."""
    visits: tuple[Visit, ...]
    findings: tuple[Finding, ...]
    """In the order of the visits; each fault of a page once."""
    selection: str = ""
    """What part of the pages was asked for, such as a glob; '' for all that are known."""
    trees: Mapping[str, str] = field(default_factory=dict)
    """Accessibility trees, each text once, by a short hash."""
    pictures: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def partial(self) -> bool:
        """Whether something was left out or could not be made: then faults may be hidden."""
        return bool(self.selection) or not all(visit.complete for visit in self.visits)

    @property
    def failed(self) -> tuple[Finding, ...]:
        """Findings that are faults."""
        return tuple(each for each in self.findings if each.found.outcome == "failed")

    @property
    def needs_person(self) -> tuple[Finding, ...]:
        """Findings that only a person can judge."""
        return tuple(each for each in self.findings if each.found.outcome == "needs-person")

    @property
    def checks_made(self) -> int:
        """How often a rule was looked at on a page in a form."""
        return sum(
            len(self.tools.rules.get(check, ())) for visit in self.visits for check in visit.made
        )

    def looked(self, finding: Finding) -> bool:
        """Whether this run looked for another run's finding: its page, its rule, one form of it.

        Where a check is made once for all forms, any form of the page will do.
        """
        check = self.tools.check_of(finding.found.rule)
        return any(
            visit.subject == finding.subject
            and check in visit.made
            and (check in self.tools.once or visit.variant in finding.variants)
            for visit in self.visits
        )

    def to_json(self) -> dict[str, Any]:
        """Return everything but the pictures, as plain values."""
        plain = {name: getattr(self, name) for name in _PLAIN}
        return {
            "format": FORMAT,
            **plain,
            "partial": self.partial,
            "tools": asdict(self.tools),
            "subjects": [
                {**asdict(each), "promises": sorted(each.promises)} for each in self.subjects
            ],
            "variants": {name: asdict(each) for name, each in self.variants.items()},
            "visits": [asdict(each) for each in self.visits],
            "findings": [finding_to_json(each) for each in self.findings],
            "trees": dict(self.trees),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any], pictures: Mapping[str, bytes]) -> Run:
        """Return the run that ``to_json`` wrote; NotARun where it did not."""
        try:
            if kept["format"] != FORMAT:
                raise NotARun(f"This run has format {kept['format']}; only {FORMAT} can be read.")
            return cls(
                **{name: kept[name] for name in _PLAIN},
                tools=Tools(
                    kept["tools"]["axe"],
                    kept["tools"]["browser"],
                    {check: tuple(ids) for check, ids in kept["tools"]["rules"].items()},
                    tuple(kept["tools"].get("once", ())),  # runs of before had none
                ),
                subjects=tuple(
                    Subject(
                        **{
                            **each,
                            "promises": frozenset(each["promises"]),
                            "after": tuple(Step(**step) for step in each["after"]),
                        }
                    )
                    for each in kept["subjects"]
                ),
                variants={name: Variant(**each) for name, each in kept["variants"].items()},
                visits=tuple(
                    Visit(**{**each, "made": tuple(each["made"])}) for each in kept["visits"]
                ),
                findings=tuple(finding_from_json(each) for each in kept["findings"]),
                trees=kept["trees"],
                pictures=pictures,
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise NotARun("This file is no run of an audit.") from error

    def save(self, folder: Path) -> None:
        """Write ``run.json`` and ``pictures/IDENTITY.png`` into a folder, made where missing."""
        (folder / "pictures").mkdir(parents=True, exist_ok=True)
        for identity, picture in self.pictures.items():
            (folder / "pictures" / f"{identity}.png").write_bytes(picture)
        text = json.dumps(self.to_json(), ensure_ascii=False, indent=1)
        (folder / FILE).write_text(text, "utf-8")

    @classmethod
    def load(cls, place: Path) -> Run:
        """Read what ``save`` wrote: its folder, or the ``run.json`` in it; NotARun, OSError."""
        file = place / FILE if place.is_dir() else place
        try:
            kept = json.loads(file.read_text("utf-8"))
        except ValueError as error:
            raise NotARun("This file is no run of an audit.") from error
        pictures = (file.parent / "pictures").glob("*.png")
        return cls.from_json(kept, {picture.stem: picture.read_bytes() for picture in pictures})


_PLAIN = ("address", "started", "seconds", "selection")


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain values, with its identity and its message to be read."""
    return {
        "identity": finding.identity,
        "subject": finding.subject,
        "number": finding.number,
        "variants": list(finding.variants),
        "message": finding.found.message,
        **asdict(finding.found),
    }


def finding_from_json(kept: Mapping[str, Any]) -> Finding:
    """Return the finding that ``finding_to_json`` wrote; KeyError or TypeError where it did not."""
    element = kept["element"]
    found = Found(
        kept["rule"],
        Element(element["key"], tuple(element["selector"]), element["markup"]),
        kept["sentence"],
        kept["values"],
        kept["outcome"],
    )
    return Finding(kept["subject"], found, tuple(kept["variants"]), kept["number"])


def merge(seen: Iterable[tuple[str, str, Found]]) -> tuple[Finding, ...]:
    """Make one finding of what was seen of it in several variants.

    ``seen`` are subject, variant and what was found, variant by variant in the order of the page.
    Elements with one key are told apart by their number there. What failed in one variant has
    failed; what is said and measured is that of the first variant, where it failed.
    """
    counts: dict[tuple[str, str, str, str], int] = {}
    merged: dict[str, Finding] = {}
    for subject, variant, found in seen:
        place = (subject, variant, found.rule, found.element.key)
        number = counts.get(place, 0)
        counts[place] = number + 1
        finding = Finding(subject, found, (variant,), number)
        known = merged.get(finding.identity)
        if known is not None:
            worse = found.outcome == "failed" != known.found.outcome
            variants = (*known.variants, variant)
            finding = Finding(subject, found if worse else known.found, variants, number)
        merged[finding.identity] = finding
    return tuple(merged.values())
