"""``manage.py jobs``: the jobs in the background, from the command line."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from webapp.commands import Refusal
from webapp.commands.user import in_app

if TYPE_CHECKING:
    from webapp.models import Job
    from webapp.pages.ledger.words import Row

STATES = ("failed", "running", "queued", "done", "cancelled", "all")
MOST = 200


@click.group()
def jobs() -> None:
    """Look after what is done in the background."""


@jobs.command("list")
@click.option("--state", type=click.Choice(STATES), help="[default: failed, running, queued]")
@click.option("--kind", help="Such as prepare, signs, audit or mail.")
@click.option("--text", default="", help="A part of a title, an address, a reason.")
@click.option("--most", type=click.IntRange(1), default=MOST, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print a list, for programs.")
@in_app
def list_(state: str | None, kind: str | None, text: str, most: int, as_json: bool) -> None:
    """List jobs, what needs a person first."""
    from webapp.models import ledger
    from webapp.models.job import KINDS

    if kind is not None and kind not in KINDS:
        raise Refusal(f"There are no jobs of the kind {kind}. Kinds are: {', '.join(KINDS)}.")
    wanted = ledger.Wanted(state or "", kind or "", text=text)
    rows = _rows(ledger.found(wanted, limit=most))
    if as_json:
        click.echo(json.dumps([_facts(row) for row in rows], ensure_ascii=False, indent=2))
        return
    for row in rows:
        said = " ".join(filter(None, (row.about, row.error)))
        click.echo(f"{row.job.id}\t{row.job.state}\t{row.job.kind}\t{row.age}\t{said}".rstrip())
    left = ledger.count(wanted) - len(rows)
    if left > 0:
        click.echo(f"and {left} more; see them with --most.", err=True)


@jobs.command()
@click.argument("job_id", metavar="ID", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print it for programs.")
@in_app
def show(job_id: int, as_json: bool) -> None:
    """Show one job and what became of each attempt."""
    from webapp.models.job_attempt import JobAttempt

    (row,) = _rows([_job(job_id)])
    facts = _facts(row) | {
        "tries": [
            {
                "begun": _moment(attempt.begun_ms),
                "ended": _moment(attempt.ended_ms),
                "outcome": attempt.outcome,
                "worker": attempt.worker,
                "error": attempt.error,
            }
            for attempt in JobAttempt.of_job(job_id)
        ]
    }
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    tries = facts.pop("tries")
    for name, value in facts.items():
        if value not in ("", None):
            click.echo(f"{name + ':':<11}{value}")
    for each in tries:
        said = " ".join(filter(None, (each["begun"], each["outcome"], each["worker"])))
        click.echo(f"try:       {said} {each['error']}".rstrip())


@jobs.command()
@click.argument("ids", metavar="ID...", nargs=-1, type=int)
@click.option("--all-failed", is_flag=True, help="Everything that failed.")
@click.option("--kind", help="With --all-failed: only of this kind.")
@in_app
def retry(ids: tuple[int, ...], all_failed: bool, kind: str | None) -> None:
    """Queue jobs again that failed or were stopped; steps that were done stay done."""
    from webapp import audit_log
    from webapp.extensions import db
    from webapp.models import ledger
    from webapp.models.job import KINDS

    if bool(ids) == all_failed:
        raise Refusal("Say which jobs: their numbers, or --all-failed.")
    if kind is not None and (kind not in KINDS or not all_failed):
        raise Refusal(f"--kind goes with --all-failed and is one of: {', '.join(KINDS)}.")
    wanted = (
        ledger.Wanted("failed", kind or "") if all_failed else ledger.Wanted(ledger.ALL, ids=ids)
    )
    again = ledger.retriable(wanted)
    cannot = sorted(set(ids) - {job.id for job in again})
    if cannot:
        reason = _why_not(_job(cannot[0]))
        raise Refusal(f"Job {cannot[0]} cannot be tried again: {reason} Nothing was changed.")
    for job in again:
        job.retry()
        audit_log.record("job.retried", subject=job.media, job=job.id, kind=job.kind)
    db.session.commit()
    _hint(again)
    click.echo(f"Tried again: {len(again)}.")


@jobs.command()
@click.argument("ids", metavar="ID...", nargs=-1, type=int, required=True)
@in_app
def cancel(ids: tuple[int, ...]) -> None:
    """Stop jobs that wait or are being done."""
    from webapp import audit_log
    from webapp.extensions import db

    found = [_job(job_id) for job_id in ids]
    for job in found:
        if job.is_over:
            raise Refusal(f"Job {job.id} is over already ({job.state}). Nothing was changed.")
    for job in found:
        job.cancel()
        audit_log.record("job.cancelled", subject=job.media, job=job.id, kind=job.kind)
    db.session.commit()
    click.echo(f"Stopped: {len(found)}.")


def _job(job_id: int) -> Job:
    from webapp.models import ledger

    job = ledger.one(job_id)
    if job is None:
        raise Refusal(f"There is no job {job_id}. List them with: manage.py jobs list")
    return job


def _rows(found: Collection[Job]) -> list[Row]:
    """Put jobs into words, in English."""
    from flask import current_app

    from webapp.pages.ledger import words

    with current_app.test_request_context():
        return words.rows(found)


def _why_not(job: Job) -> str:
    (row,) = _rows([job])
    return row.cannot_retry or f"it is {job.state}."


def _facts(row: Row) -> dict[str, Any]:
    job = row.job
    return {
        "id": job.id,
        "kind": job.kind,
        "state": job.state,
        "about": row.about,
        "step": job.step,
        "done": round(job.fraction, 3),
        "attempts": job.attempts,
        "queue": job.queue,
        "worker": job.worker,
        "asked": _moment(job.created_at_ms),
        "changed": _moment(job.changed_at_ms),
        "due": _moment(job.due_at_ms),
        "error": job.error,
    }


def _moment(at_ms: int) -> str | None:
    """A time by the database's clock, in UTC; None for none."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat("T", "seconds") if at_ms else None


def _hint(again: Collection[Job]) -> None:
    """Tell the queue; a worker finds them by itself soon where that fails."""
    from flask import current_app

    from webapp.events import job_queued

    for job in again:
        job_queued.send(current_app._get_current_object(), job_id=job.id)  # type: ignore[attr-defined]


commands: list[click.Command] = [jobs]
