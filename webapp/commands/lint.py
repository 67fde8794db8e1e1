"""``manage.py lint``: says what is wrong with a caption file, cue by cue."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from webapp.captions.document import CaptionError, Captions
from webapp.captions.profiles import PROFILES
from webapp.commands import Refusal

if TYPE_CHECKING:
    from webapp.captions.lint import Finding


@click.command("lint", help="Check a caption file against the rules of a profile.")
@click.argument("captions", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--profile", type=click.Choice(list(PROFILES)), default="sightline", show_default=True
)
@click.option("--format", "format_name", help="The file's format, where its name does not say it.")
@click.option("--language", help="The captions' language (en, de ...), where the file says none.")
@click.option("--portrait", is_flag=True, help="The video is upright (9:16).")
@click.option("--json", "as_json", is_flag=True, help="Print a list of findings as JSON.")
def lint_command(
    captions: Path,
    profile: str,
    format_name: str | None,
    language: str | None,
    portrait: bool,
    as_json: bool,
) -> None:
    """Print the findings; the exit code is 0 whenever the file could be checked."""
    from webapp.captions.lint import lint

    document = _read(captions, format_name)
    if language:
        document = replace(document, language=language)
    findings = lint(document, PROFILES[profile], portrait=portrait)
    if as_json:
        rows = [_row(finding) for finding in findings]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        click.echo(_report(document, findings))


def _row(finding: Finding) -> dict[str, Any]:
    """A finding with its sentence whole."""
    row = {**asdict(finding), "message": finding.message}
    del row["sentence"], row["values"]
    return row


def _read(path: Path, format_name: str | None) -> Captions:
    from webapp.captions.formats import READABLE, read
    from webapp.captions.formats.limits import MAX_BYTES

    if format_name is not None and format_name not in READABLE:
        raise Refusal(f"“{format_name}” cannot be read; it must be one of {', '.join(READABLE)}.")
    name = path.name if format_name is None else f"captions.{format_name}"
    try:
        with click.open_file(path, "rb") as stream:
            # One byte too many is enough for the reader to refuse a file that is too large.
            return read(stream.read(MAX_BYTES + 1), name)
    except OSError as error:
        raise Refusal(f"{path} cannot be opened: {error.strerror or error}.") from error
    except CaptionError as error:
        raise Refusal(f"{path}: {error}") from error


def _report(document: Captions, findings: Sequence[Finding]) -> str:
    lines: list[str] = []
    in_order = sorted(findings, key=lambda found: (found.start_ms, found.cue or 0))
    for (cue, start_ms, end_ms), group in groupby(
        in_order, key=lambda found: (found.cue, found.start_ms, found.end_ms)
    ):
        times = f"{_clock(start_ms)} --> {_clock(end_ms)}"
        lines.append(f"cue {cue + 1}  {times}" if cue is not None else f"all cues  {times}")
        lines.extend(f"  {found.severity:7}  {found.code}: {found.message}" for found in group)
    errors = sum(found.severity == "error" for found in findings)
    summary = (
        f"{_count(len(document.cues), 'cue')}: {_count(errors, 'error')}, "
        f"{_count(len(findings) - errors, 'warning')}"
    )
    return "\n".join([*lines, summary])


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _clock(ms: int) -> str:
    seconds, rest = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}.{rest:03}"


commands: list[click.Command] = [lint_command]
