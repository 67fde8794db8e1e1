"""``manage.py doctor``: what somebody in trouble runs first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import click

from webapp.config import Settings, UnsafeSettings, load_settings

if TYPE_CHECKING:
    from webapp.probes import Probe, Reading

WORDS = {"ok": "ok", "warning": "look", "failed": "FAILED"}
COLOURS = {"ok": "green", "warning": "yellow", "failed": "red"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print a list, for programs.")
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Look whether everything that Sightline needs is there, and say what to do.

    Nothing is changed. Exit code 1: something does not work.
    """
    found = dict(_found())
    if as_json:
        rows = [{"name": name, **reading._asdict()} for name, reading in found.items()]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for line in _lines(found):
            click.echo(line)
    if any(reading.state == "failed" for reading in found.values()):
        context.exit(1)


def _found() -> Iterator[tuple[str, Reading]]:
    """Yield what was found, by name; with settings that cannot be used, only what needs none."""
    from webapp.probes import FAILED, OK, Reading, look

    always, with_settings = _probes()
    try:
        settings = load_settings()
    except UnsafeSettings as unsafe:
        yield "settings", Reading(FAILED, str(unsafe), "Change what is named, and look again.")
        yield from look(always, Settings.model_construct()).items()
        return
    yield "settings", Reading(OK, "The settings can be used.")
    found = look((*always, *with_settings), settings)
    away = found["database"]
    for name, reading in found.items():  # what follows from a database that is away is said once
        if name == "database" or reading != away:
            yield name, reading


def _probes() -> tuple[tuple[Probe, ...], tuple[Probe, ...]]:
    """Those that need no settings, and those that do."""
    from webapp.probes import Probe, database, mail, parts, queue, set_up, speech, storage, tools

    always = (
        Probe("ffmpeg", tools.ffmpeg, 30),
        Probe("walls around ffmpeg", tools.walls, 60),
        Probe("browser", tools.browser, 10),
        Probe("voice", tools.voice),
        Probe("parts for browsers", parts.front_end),
        Probe("translations", parts.translations),
    )
    with_settings = (
        Probe("secret key", set_up.secret),
        Probe("address", set_up.address),
        Probe("several machines", set_up.shared),
        Probe("restore", set_up.restored),
        Probe("database", database.reachable, 10),
        Probe("tables", database.schema, 10),
        Probe("safe on the disk", database.durable, 10),
        Probe("undamaged", database.intact, 15),
        Probe("clock", database.clock, 10),
        Probe("queue", queue.reachable, 10),
        Probe("workers", queue.taken_up, 10),
        Probe("files", storage.writable, 10),
        Probe("room", storage.room, 10),
        Probe("unfinished files", storage.left_overs, 30),
        Probe("speech model", speech.model, 60),
        Probe("speech or not", speech.voice_model),
        Probe("mail", mail.server, 15),
    )
    return always, with_settings


def _lines(found: Mapping[str, Reading]) -> Iterator[str]:
    """Yield what a person reads: what does not work, then what to look at, then the rest."""
    for name, reading in _worst_first(found.items()):
        mark = click.style(f"{WORDS[reading.state]:<7}", fg=COLOURS[reading.state])
        yield f"{mark} {name}: {reading.means}"
        if reading.do:
            yield f"        {reading.do}"
    failed = sum(reading.state == "failed" for reading in found.values())
    warned = sum(reading.state == "warning" for reading in found.values())
    yield ""
    if failed:
        yield f"{_things(failed)} not work. Begin with the first."
    elif warned:
        yield f"Sightline works. {warned} of {len(found)} are worth a look."
    else:
        yield "Everything is well."


def _worst_first(
    found: Iterable[tuple[str, Reading]],
) -> list[tuple[str, Reading]]:
    order = ("failed", "warning", "ok")
    return sorted(found, key=lambda each: order.index(each[1].state))


def _things(number: int) -> str:
    return "One thing does" if number == 1 else f"{number} things do"


commands: list[click.Command] = [doctor]
