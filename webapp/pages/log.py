"""The log of what security and moderation did: to read, to search, and to take away."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, request, stream_with_context, url_for
from flask_babel import lazy_gettext

from webapp import access, names, respond
from webapp.access import May
from webapp.audit_log import EVENTS
from webapp.extensions import db
from webapp.look import current_look
from webapp.models import Library, LogEntry
from webapp.models.clock import utc_now
from webapp.models.log_entry import Wanted
from webapp.pages.words import ROLE_WORDS

blueprint = Blueprint("log", __name__)

SEARCH_CHARACTERS = 80
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula (OWASP, CSV Injection)."""
FORMS = {"csv": "CSV", "jsonl": "JSON Lines"}
EVENT_CHOICES = [("", lazy_gettext("Everything")), *EVENTS.items()]
NOT_A_DAY = lazy_gettext("This is not a day. Write it like 2026-11-21, or leave it empty.")


@blueprint.get("/log")
@access.administrator
def everything() -> Response:
    """Show the log of the whole installation."""
    return _page(None)


@blueprint.get("/libraries/<library>/log")
@access.library(May.LOG)
def of_library(library: str) -> Response:
    """Show the log of one library."""
    return _page(access.current_library())


@blueprint.get("/log.<form>")
@access.administrator
def export_everything(form: str) -> Response:
    """Send what was found in the log of the whole installation."""
    return _export(None, form)


@blueprint.get("/libraries/<library>/log.<form>")
@access.library(May.LOG)
def export_of_library(library: str, form: str) -> Response:
    """Send what was found in the log of one library."""
    return _export(access.current_library(), form)


def _page(library: Library | None) -> Response:
    wanted, errors = _wanted(library)
    size = current_look().list_size
    before = request.args.get("before", type=int)
    found = [] if errors else LogEntry.newest(wanted, limit=size + 1, before=before)
    entries = found[:size]
    asked = _asked()
    return respond.page(
        "pages/log.html",
        block="primary",
        status=422 if errors else 200,
        library=library,
        libraries={} if library else _library_names(),
        entries=entries,
        asked=asked,
        errors=errors,
        events=EVENTS,
        event_choices=EVENT_CHOICES,
        role_words=ROLE_WORDS,
        page_url=_url(library, "everything", "of_library"),
        older_url=_url(library, "everything", "of_library", **asked, before=entries[-1].id)
        if len(found) > size
        else None,
        newest_url=_url(library, "everything", "of_library", **asked) if before else None,
        exports=[
            (word, _url(library, "export_everything", "export_of_library", form=form, **asked))
            for form, word in FORMS.items()
        ],
    )


def _export(library: Library | None, form: str) -> Response:
    if form not in FORMS:
        abort(404)
    wanted, errors = _wanted(library)
    if errors:
        return _page(library)
    libraries = _library_names()
    rows = (_row(entry, libraries) for entry in LogEntry.all_wanted(wanted))
    lines = _csv(rows) if form == "csv" else (json.dumps(row) + "\n" for row in rows)
    kind = "text/csv; charset=utf-8" if form == "csv" else "application/jsonl; charset=utf-8"
    response = Response(stream_with_context(lines), content_type=kind)
    name = names.download_name(
        "log", library.slug if library else "", f"{utc_now():%Y-%m-%d}", form
    )
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _wanted(library: Library | None) -> tuple[Wanted, dict[str, str]]:
    """Return what the address asks for, and a sentence for each field that cannot be used."""
    errors: dict[str, str] = {}
    days: dict[str, date | None] = {"since": None, "until": None}
    for name in days:
        given = request.args.get(name, "").strip()
        try:
            days[name] = date.fromisoformat(given) if given else None
        except ValueError:
            errors[name] = NOT_A_DAY
    event, person, subject = (_text(name) for name in ("event", "person", "subject"))
    library_id = library.id if library else None
    return Wanted(event, person, subject, days["since"], days["until"], library_id), errors


def _asked() -> dict[str, str]:
    """Return the filters as they stand in the address."""
    return {name: text for name in _FIELDS if (text := _text(name))}


_FIELDS = [name for name in asdict(Wanted()) if name != "library_id"]


def _text(name: str) -> str:
    return names.clean(request.args.get(name, ""), SEARCH_CHARACTERS)


def _url(library: Library | None, of_all: str, of_one: str, **values: Any) -> str:
    if library is None:
        return url_for(f"log.{of_all}", **values)
    return url_for(f"log.{of_one}", library=library.slug, **values)


def _library_names() -> dict[int, str]:
    return {row.id: row.name for row in db.session.query(Library.id, Library.name)}


def _row(entry: LogEntry, libraries: dict[int, str]) -> dict[str, Any]:
    return {
        "time": entry.at.isoformat(timespec="milliseconds"),
        "event": entry.event,
        "person": entry.actor_name,
        "library": libraries.get(entry.library_id or 0, ""),
        "subject_kind": entry.subject_kind,
        "subject_id": entry.subject_id,
        "subject": entry.subject_name,
        "details": entry.details,
        "request": entry.request_id,
    }


def _csv(rows: Iterator[dict[str, Any]]) -> Iterator[str]:
    columns = list(_row(LogEntry(at_ms=0), {}))
    yield _csv_line(columns)
    for row in rows:
        row["details"] = json.dumps(row["details"], ensure_ascii=False)
        yield _csv_line([_no_formula(str(row[column])) for column in columns])


def _csv_line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _no_formula(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
