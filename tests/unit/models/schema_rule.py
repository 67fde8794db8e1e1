"""What a release that does not know of a migration would stumble over (docs/migrations.md)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import CheckConstraint, MetaData, Table, UniqueConstraint


def breaks(before: MetaData, after: MetaData) -> list[str]:
    """What is gone, or asked for, in ``after`` that a release made for ``before`` counts on."""
    return sorted(
        problem
        for name, table in before.tables.items()
        for problem in (
            _of_table(table, after.tables[name])
            if name in after.tables
            else [f"{name}: the table is gone"]
        )
    )


def _of_table(before: Table, after: Table) -> Iterator[str]:
    name = before.name
    for column in before.columns:
        now = after.columns.get(column.name)
        if now is None:
            yield f"{name}.{column.name}: the column is gone"
            continue
        if column.nullable and not now.nullable:
            yield f"{name}.{column.name}: may not be empty any more"
        if _narrower(str(column.type), str(now.type)):
            yield f"{name}.{column.name}: was {column.type}, is {now.type}"
        if column.server_default is not None and now.server_default is None:
            yield f"{name}.{column.name}: has no default any more"
    for now in after.columns:
        if now.name not in before.columns and not now.nullable and now.server_default is None:
            yield f"{name}.{now.name}: is new, and nobody fills it"
    for columns in _unique(after) - _unique(before):
        if columns <= {column.name for column in before.columns}:
            yield f"{name}: {', '.join(sorted(columns))} must be unique now"
    for column_name, target in _references(after) - _references(before):
        if column_name in before.columns:
            yield f"{name}.{column_name}: must be in {target} now"
    for check in _checks(after) - _checks(before):
        yield f"{name}: {check} must hold now"


def _narrower(before: str, after: str) -> bool:
    """Whether what fitted need not fit now; a longer text takes what a shorter one took."""
    kind, _, length = before.removesuffix(")").partition("(")
    kind_now, _, length_now = after.removesuffix(")").partition("(")
    if kind != kind_now:
        return True
    if not length_now.isdigit():
        return False
    return not length.isdigit() or int(length_now) < int(length)


def _unique(table: Table) -> set[frozenset[str]]:
    constraints = (each for each in table.constraints if isinstance(each, UniqueConstraint))
    indexes = (each for each in table.indexes if each.unique)
    return {frozenset(map(_name, each.columns)) for each in (*constraints, *indexes)}


def _name(column: object) -> str:
    return str(getattr(column, "name", column))


def _references(table: Table) -> set[tuple[str, str]]:
    return {(key.parent.name, key.target_fullname) for key in table.foreign_keys}


def _checks(table: Table) -> set[str]:
    return {str(each.sqltext) for each in table.constraints if isinstance(each, CheckConstraint)}
