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


def compare(before: Iterable[Finding], now: Run) -> Comparison:
    """Compare the findings of an earlier run with a later one."""
    then = {finding.identity: finding for finding in before}
    found = {finding.identity: finding for finding in now.findings}
    gone = [finding for identity, finding in then.items() if identity not in found]
    new = [finding for identity, finding in found.items() if identity not in then]
    mended = [finding for finding in gone if now.looked(finding)]
    moved = _moved(mended, new)
    left = {finding.identity for finding, _ in moved}
    come = {finding.identity for _, finding in moved}
    return Comparison(
        new=tuple(each for each in new if each.identity not in come),
        remaining=tuple(each for identity, each in found.items() if identity in then),
        moved=tuple(moved),
        mended=tuple(each for each in mended if each.identity not in left),
        unseen=tuple(each for each in gone if not now.looked(each)),
    )


def trees(before: Run, now: Run) -> dict[tuple[str, str], str]:
    """Return what changed for a screen reader, by subject and variant that both runs looked at.

    Each is a unified difference of two trees; what did not change is left out.
    """
    then = {(visit.subject, visit.variant): visit.tree for visit in before.visits if visit.tree}
    changed = {}
    for visit in now.visits:
        place = (visit.subject, visit.variant)
        if visit.tree and then.get(place, visit.tree) != visit.tree:
            changed[place] = difference(before.trees[then[place]], now.trees[visit.tree])
    return changed


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
