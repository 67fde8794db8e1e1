"""Each migration, up and down, keeps what every release before it had written."""

from __future__ import annotations

from typing import Any

import pytest
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, MetaData, select

from tests.unit.models import schema_rows, schema_rule

RULE_SINCE = "0019"
"""From this migration on, the release before it goes on working (docs/migrations.md)."""
BREAKING: dict[str, str] = {}
"""Migrations that end that, on purpose, and why that may be."""


@pytest.mark.timeout(900)  # every schema is read on the way: as long as a busy machine needs
def test_nothing_that_a_release_wrote_is_lost_on_the_way_up_and_down(bare: Flask) -> None:
    walk = Walk()
    bare.extensions["migrate"].configure_args["on_version_apply"] = walk.arrive
    upgrade()
    assert walk.is_at == walk.passed[-1]
    downgrade(revision="base")
    assert (walk.rows, walk.is_at) == ({}, "base")
    del bare.extensions["migrate"].configure_args["on_version_apply"]
    upgrade()


class Walk:
    """What is there at each step: filled on the way up, compared both ways."""

    def __init__(self) -> None:
        self.rows: schema_rows.Rows = {}
        self.passed: list[str] = []
        self.is_at = ""
        self._release = MetaData()

    def arrive(self, ctx: MigrationContext, step: Any, **_: object) -> None:
        """A migration was applied; its transaction goes on."""
        connection, revision = ctx.connection, step.up_revision_id
        assert connection is not None
        schema = schema_rows.schema_of(connection)
        now = schema_rows.rows_of(connection, schema)
        self.is_at = (step.destination_revision_ids or ("base",))[0]
        assert schema_rows.lost(self.rows, now) == [], f"{self.is_at}, coming from {revision}"
        if step.is_upgrade:
            if revision >= RULE_SINCE and revision not in BREAKING:
                assert schema_rule.breaks(self._release, schema) == [], revision
                goes_on(connection, self._release, 100 + len(self.passed))
            schema_rows.fill(connection, schema, len(self.passed))
            now = schema_rows.rows_of(connection, schema)
            self.passed.append(revision)
        self.rows, self._release = now, schema


def goes_on(connection: Connection, release: MetaData, mark: int) -> None:
    """The release before a migration reads what it knows of, and writes what it knows of."""
    for table in release.tables.values():
        connection.execute(select(*table.columns).limit(1))
    schema_rows.fill(connection, release, mark)
