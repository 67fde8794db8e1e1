"""Glossaries from the command line: a folder of terms and clips is taken in."""

from __future__ import annotations

from pathlib import Path

import click

from webapp.commands import Refusal


@click.group()
def glossary() -> None:
    """Fill glossaries."""


@glossary.command(name="import")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--library", "slug", required=True, help="The library, by its short name.")
def import_(folder: Path, slug: str) -> None:
    """Add the terms and clips of FOLDER (with its table terms.csv): all of them, or none."""
    from webapp import create_app
    from webapp.extensions import db
    from webapp.models import Library, linting
    from webapp.models.glossary import GlossaryRefused
    from webapp.sign_glossary_folder import FolderOnDisk, RowsRefused
    from webapp.sign_glossary_import import take_in

    if not folder.is_dir():
        raise Refusal(f"There is no folder {folder}. Check the name and try again.")
    # Sentences are in English; a request that is not GET may write.
    with create_app().test_request_context(method="POST"):
        library = Library.by_slug(slug)
        if library is None:
            raise Refusal(f"There is no library {slug}.")
        try:
            taken = take_in(library, FolderOnDisk(folder), None)
        except RowsRefused as refused:
            raise Refusal("\n".join(refused.sentences)) from refused
        except GlossaryRefused as refused:
            raise Refusal(str(refused)) from refused
        linting.forget(library)
        db.session.commit()
        click.echo(f"Kept: {taken.terms} terms and {taken.clips} clips.")


commands = [glossary]
