"""What became of findings between two runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from webapp.audit.finding import Finding
from webapp.audit.run import Run
from webapp.audit.tree import difference


@dataclass(frozen=True, slots=True)
class Comparison:
    """Findings of two runs, each in one of these lists."""

    new: tuple[Finding, ...]
    """Found now, and not before."""
    remaining: tuple[Finding, ...]
    """Found before and now, as they are now."""
    moved: tuple[tuple[Finding, Finding], ...]
    """The same fault before and now, at another place of its page or on another page."""
    mended: tuple[Finding, ...]
    """Found before; this run looked for it in a form that had it, and it is gone."""
    unseen: tuple[Finding, ...]
    """Found before, and not looked for now: nobody knows."""
    first_looked: tuple[Finding, ...] = ()
    """Found now, where the earlier run did not look: nobody knows whether they are new."""


def compare(before: Run | Iterable[Finding], now: Run) -> Comparison:
    """Compare an earlier run, or findings that are known from elsewhere, with a later run.

    Of findings alone nobody knows where they were looked for: what is not among them is new.
    """
    earlier = before if isinstance(before, Run) else None
    known = before.findings if isinstance(before, Run) else before
    then = {finding.identity: finding for finding in known}
    found = {finding.identity: finding for finding in now.findings}
    gone = [finding for identity, finding in then.items() if identity not in found]
    come = [finding for identity, finding in found.items() if identity not in then]
    new = [finding for finding in come if earlier is None or earlier.looked(finding)]
    mended = [finding for finding in gone if now.looked(finding)]
    moved = _moved(mended, new)
    left = {finding.identity for finding, _ in moved}
    arrived = {finding.identity for _, finding in moved}
    looked_for = {finding.identity for finding in new}
    return Comparison(
        new=tuple(each for each in new if each.identity not in arrived),
        remaining=tuple(each for identity, each in found.items() if identity in then),
        moved=tuple(moved),
        mended=tuple(each for each in mended if each.identity not in left),
        unseen=tuple(each for each in gone if not now.looked(each)),
        first_looked=tuple(each for each in come if each.identity not in looked_for),
    )


@dataclass(frozen=True, slots=True)
class TreeChange:
    """How one subject reads otherwise, in the variants in which it does so alike."""

    subject: str
    variants: tuple[str, ...]
    before: str
    now: str

    @property
    def difference(self) -> str:
        """What changed for a screen reader, in the unified form."""
        return difference(self.before, self.now)


def trees(before: Run, now: Run) -> list[TreeChange]:
    """Return what changed for a screen reader where both runs looked, page by page."""
    then = {(visit.subject, visit.variant): visit.tree for visit in before.visits if visit.tree}
    alike: dict[tuple[str, str, str], list[str]] = {}
    for visit in now.visits:
        old = then.get((visit.subject, visit.variant), visit.tree)
        if visit.tree and old != visit.tree:
            alike.setdefault((visit.subject, old, visit.tree), []).append(visit.variant)
    return [
        TreeChange(subject, tuple(variants), before.trees[old], now.trees[new])
        for (subject, old, new), variants in alike.items()
    ]


def _moved(gone: Sequence[Finding], come: Sequence[Finding]) -> list[tuple[Finding, Finding]]:
    """Pair what has gone with what has come: first on its own page, then on another."""
    pairs: list[tuple[Finding, Finding]] = []
    gone, come = list(gone), list(come)
    for alike in (_same_element_of_page, _same_element):
        for finding in list(gone):
            there = next((each for each in come if alike(finding) == alike(each)), None)
            if there is not None:
                pairs.append((finding, there))
                gone.remove(finding)
                come.remove(there)
    return pairs


def _own(finding: Finding) -> str:
    """Role and name of the element itself, without the parts of the page that it is in."""
    return finding.found.element.key.rpartition(" / ")[2]


def _same_element_of_page(finding: Finding) -> tuple[str, ...]:
    return (finding.found.rule, finding.subject, _own(finding))


def _same_element(finding: Finding) -> tuple[str, ...]:
    return (finding.found.rule, finding.found.element.key)
