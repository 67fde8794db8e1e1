"""Bring the database to the newest schema."""

from __future__ import annotations

import click


@click.group()
def db() -> None:
    """Look after the database."""


@db.command()
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the database to the newest schema, or to REVISION."""
    from flask_migrate import upgrade as run_upgrade

    from webapp import create_app

    with create_app().app_context():
        run_upgrade(revision=revision)


commands = [db]
