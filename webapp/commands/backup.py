"""``manage.py backup`` and ``manage.py restore``: keep everything, and bring it back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.termui import progressbar

from webapp.commands import Refusal
from webapp.config import load_settings

if TYPE_CHECKING:
    from flask import Flask

    from webapp.backup import BackupFolder
    from webapp.backup.making import Progress
    from webapp.backup.manifest import Manifest


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--verify", is_flag=True, help="Make none: read the backups in DIR, and compare.")
@click.option("--keep", type=click.IntRange(1), help="Remove all but the newest KEEP afterwards.")
def backup(folder: Path, verify: bool, keep: int | None) -> None:
    """Keep the database, all files and the secret key in DIR, while Sightline runs.

    A second backup to the same DIR copies only what is new. DIR then holds everything that people
    have here, and the key that signs their cookies: keep it where nobody else can read it.
    """
    from webapp.backup import BackupFolder

    kept = BackupFolder(folder)
    if verify:
        with _refusals():
            _verify(kept)
        return
    with _refusals(), _bar("Keeping files") as progress:
        from webapp.backup import make

        app = _app()
        made = make(kept, app.extensions["settings"], app.extensions["storage"], progress)
    click.echo(f"Kept as {made.name} in {kept.root}: {_what(made.manifest)}.")
    click.echo(f"New were {made.new_bytes / 1024**2:,.1f} MB of files.")
    click.echo("The secret key is in it: nobody else may read this folder.")
    with _refusals():
        if keep is not None and (forgotten := kept.forget_all_but(keep)):
            click.echo(f"Removed: {forgotten} older.")
    if made.manifest.lost:
        some = ", ".join(made.manifest.lost[:3])
        click.echo(
            f"Error: {len(made.manifest.lost)} files that the database names were gone before "
            f"({some}). Everything else is kept.",
            err=True,
        )
        sys.exit(1)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--snapshot", "name", help="Which one of DIR. [default: the newest]")
@click.option("--replace", is_flag=True, help="Even where a library is here already.")
def restore(folder: Path, name: str | None, replace: bool) -> None:
    """Bring back everything from DIR. Stop Sightline before.

    Everything in the backup is read and compared first. The database that was there is kept
    beside the new one (SQLite).
    """
    from webapp.backup import BackupFolder
    from webapp.backup import restore as bring_back
    from webapp.extensions import cache

    with _refusals(), _bar("Bringing files back") as progress:
        app = _app()
        done = bring_back(
            BackupFolder(folder),
            app.extensions["settings"],
            app.extensions["storage"],
            name=name,
            replace=replace,
            progress=progress,
        )
    with app.app_context():
        cache.clear()  # what Redis kept of the database that was there
    for table, rows in done.tables.items():
        click.echo(f"{rows.number:>10,}  {table}  the same (SHA-256 {rows.sha256[:12]})")
    click.echo(f"{done.files:>10,}  files  the same")
    click.echo(f"Brought back: {done.snapshot.name}, {_what(done.snapshot.manifest)}.")
    if done.replaced:
        click.echo(f"What was there before is {done.replaced}. Remove it when all is well.")
    if not done.kept_key:
        click.echo(
            "SIGHTLINE_SECRET_KEY is another one than in the backup, so that everybody has to log "
            "in again, and second steps have to be set up anew. To prevent that, set it to what "
            f"{done.snapshot.secret_key} holds."
        )
    click.echo("Now run: manage.py db upgrade, then manage.py doctor, then start Sightline.")


def _verify(kept: BackupFolder) -> None:
    """Read every backup of a folder, and say that it is whole."""
    snapshots = kept.snapshots() or [kept.newest()]  # which says that there is none
    for snapshot in snapshots:
        kept.check(snapshot)
        click.echo(f"{snapshot.name} is whole: {_what(snapshot.manifest)}.")


def _what(manifest: Manifest) -> str:
    rows = sum(each.number for each in manifest.tables.values())
    size = sum(content.size for content in set(manifest.files.values()))
    return f"{rows:,} rows and {len(manifest.files):,} files ({size / 1024**2:,.1f} MB)"


def _app() -> Flask:
    from webapp import create_app

    return create_app(load_settings())


@contextmanager
def _refusals() -> Iterator[None]:
    """Say in one sentence what was in the way."""
    from sqlalchemy.exc import SQLAlchemyError

    from webapp.backup import BackupError
    from webapp.media.storage import StorageFailure

    try:
        yield
    except (BackupError, StorageFailure) as error:
        raise Refusal(str(error)) from error
    except OSError as error:
        raise Refusal(f"{error.filename or 'The disk'}: {error.strerror or error}.") from error
    except SQLAlchemyError as error:
        raise Refusal("The database does not answer. See why: manage.py doctor") from error


@contextmanager
def _bar(label: str) -> Iterator[Progress]:
    """Show how many files are done, where somebody looks."""
    with progressbar(length=1, label=label, file=sys.stderr) as bar:

        def progress(done: int, in_all: int) -> None:
            bar.length = in_all
            bar.update(done - bar.pos)

        yield progress


commands: list[click.Command] = [backup, restore]
