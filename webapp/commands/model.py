"""``manage.py model``: the speech models that can be had, fetched and checked."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from click.termui import progressbar

from webapp.commands import Refusal
from webapp.config import load_settings


@click.group("model", help="List, fetch and check the models that captions are drafted with.")
def model() -> None:
    """Models come by name with a pinned SHA-256 and are kept in the models folder."""


@model.command("list", help="Name every model, its size, and whether it is on this machine.")
def list_models() -> None:
    from tasks.engines import catalogue

    settings = load_settings()
    for each in catalogue.MODELS.values():
        here = "here" if catalogue.locate(each.name, settings.models_dir) else "-"
        click.echo(f"{each.name:<22}{each.size / 1e6:>8.1f} MB  {here:<6}{each.note}".rstrip())
    click.echo(f"Models are kept in {settings.models_dir}")


@model.command("fetch", help="Fetch a model by name; goes on where an earlier try ended.")
@click.argument("name", required=False)
def fetch_model(name: str | None) -> None:
    """Without NAME, the model of the settings. The file gets its name only when it is whole."""
    from tasks.engines import catalogue
    from tasks.engines.fetch import FetchError, fetch

    settings = load_settings()
    pinned = catalogue.MODELS.get(name or settings.model)
    if pinned is None:
        raise Refusal(
            f"There is no model called '{name or settings.model}'. "
            "See 'manage.py model list' for the names."
        )
    progress = progressbar(length=pinned.size, label=pinned.name, file=sys.stderr)
    try:
        with progress:
            file = fetch(
                pinned,
                settings.models_dir,
                settings.model_base_url,
                on_progress=lambda have: progress.update(have - progress.pos),
            )
    except FetchError as error:
        raise Refusal(str(error)) from error
    click.echo(str(file))


@model.command("verify", help="Check a model file against the size and SHA-256 of the catalogue.")
@click.argument("path", type=click.Path(path_type=Path))
def verify_model(path: Path) -> None:
    from tasks.engines import catalogue
    from tasks.engines.fetch import sha256_of

    try:
        digest = sha256_of(path)
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}.") from error
    known = next((m for m in catalogue.MODELS.values() if m.sha256 == digest), None)
    if known is None:
        expected = next((m for m in catalogue.MODELS.values() if m.filename == path.name), None)
        raise Refusal(
            f"{path.name} is not the model '{expected.name}': {_difference(path, expected.size)}. "
            f"Delete it and run 'manage.py model fetch {expected.name}'."
            if expected
            else f"{path.name} is none of the models in the catalogue (SHA-256 {digest})."
        )
    click.echo(f"{path.name} is the model '{known.name}', whole and unchanged.")


def _difference(path: Path, expected: int) -> str:
    size = path.stat().st_size
    if size != expected:
        return f"it has {size:,} bytes instead of {expected:,}"
    return "its size is right, but its content differs"


commands: list[click.Command] = [model]
