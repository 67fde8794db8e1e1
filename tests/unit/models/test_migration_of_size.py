"""A migration makes an index of a large table on PostgreSQL while people work with it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import inspect, text

from tests.conftest import ROOT
from webapp.extensions import db

MIGRATION = '''
"""An index, made without a lock that others would wait for."""

from alembic import op

revision, down_revision = "made", {before!r}


def upgrade():
    with op.get_context().autocommit_block():
        op.create_index("ix_large", "media", ["width"], postgresql_concurrently=True)
'''


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    """Our migrations, and one more."""
    folder = tmp_path / "migrations"
    shutil.copytree(ROOT / "migrations", folder)
    newest = max(path.name for path in (folder / "versions").glob("[0-9]*.py"))
    made = MIGRATION.format(before=newest.partition("_")[0])
    (folder / "versions" / "made.py").write_text(made)
    return folder


@pytest.mark.parametrize("bare", ["postgresql"], indirect=True)
def test_an_index_is_made_as_the_docs_say_and_leaves_nothing_behind(
    bare: Flask, migrations: Path
) -> None:
    upgrade(directory=str(migrations))
    assert "ix_large" in {each["name"] for each in inspect(db.engine).get_indexes("media")}
    with db.engine.connect() as connection:
        limit = connection.scalar(text("SHOW statement_timeout"))
    assert limit != "0", "time limits hold for who comes after a migration"
