"""A report for other programs: the whole run, its rules, and what became of what was known."""

from __future__ import annotations

import json
from dataclasses import asdict

from webapp.audit.reports import Report


def write(report: Report) -> str:
    """Return JSON: the fields of ``run.json`` with ``rules``, ``summary`` and ``comparison``.

    ``reads_otherwise`` are the pages of which a screen reader gets other roles, names or states
    than in the earlier run, with the lines that came and went in the unified form.
    """
    whole = {
        **report.run.to_json(),
        "summary": report.summary,
        "rules": {id: asdict(rule) for id, rule in report.rules.items()},
        "comparison": _comparison(report),
        "reads_otherwise": [
            {
                "subject": change.subject,
                "variants": change.variants,
                "difference": change.difference.splitlines(),
            }
            for change in report.trees
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _comparison(report: Report) -> dict[str, list[object]] | None:
    """Identities of findings; of what has moved, the one before and the one now."""
    result = report.comparison
    if result is None:
        return None
    return {
        "new": [each.identity for each in result.new],
        "remaining": [each.identity for each in result.remaining],
        "moved": [[before.identity, now.identity] for before, now in result.moved],
        "mended": [each.identity for each in result.mended],
        "not_looked_for": [each.identity for each in result.unseen],
        "not_looked_for_before": [each.identity for each in result.first_looked],
    }
